import type { StoreApi } from 'zustand';
import { createStore } from 'zustand';
import { createAppSlice } from './slices/app-slice.ts';
import { createBreakpointsSlice } from './slices/breakpoints-slice.ts';
import { createFileSlice } from './slices/file-slice.ts';
import { createNoticeSlice } from './slices/notice-slice.ts';
import { createPinsSlice } from './slices/pins-slice.ts';
import { createRunsSlice } from './slices/runs-slice.ts';
import { createSheetSlice } from './slices/sheet-slice.ts';
import { createViewSlice } from './slices/view-slice.ts';
import type { Studio, StudioDeps } from './studio-types.ts';

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
