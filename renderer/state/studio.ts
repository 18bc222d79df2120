import type { StoreApi } from 'zustand';
import { createStore } from 'zustand';
import { createAppSlice } from './app-slice.ts';
import { createBreakpointsSlice } from './breakpoints-slice.ts';
import { createFileSlice } from './file-slice.ts';
import { createNoticeSlice } from './notice-slice.ts';
import { createPinsSlice } from './pins-slice.ts';
import { createRunsSlice } from './runs-slice.ts';
import { createSheetSlice } from './sheet-slice.ts';
import type { Studio, StudioDeps } from './studio-types.ts';
import { createViewSlice } from './view-slice.ts';

export function createStudio(deps: StudioDeps): StoreApi<Studio> {
  return createStore<Studio>()((...parts) => ({
    ...createAppSlice(deps)(...parts),
    ...createFileSlice(deps)(...parts),
    ...createRunsSlice(deps)(...parts),
    ...createViewSlice(deps)(...parts),
    ...createSheetSlice(deps)(...parts),
    ...createBreakpointsSlice(deps)(...parts),
    ...createPinsSlice(deps)(...parts),
    ...createNoticeSlice(deps)(...parts),
  }));
}
