import type { Breakpoint, KeptBreakpoint } from '../../../shared/breakpoint.ts';
import { describeBreakpoint } from '../../../shared/breakpoint.ts';
import { withoutIterations } from '../../../shared/step-path.ts';
import { breakpointsAt } from '../../breakpoints/places.ts';
import { shownPath } from '../shown-path.ts';
import type { BreakpointsSlice, CreateSlice } from '../studio-types.ts';
import { errorBodyOf } from './error-body.ts';

export const createBreakpointsSlice: CreateSlice<BreakpointsSlice> =
  ({ client }) =>
  (set, get) => {
    /** What a condition is checked against: the run that is open, else the text in the editor. */
    const definition = () => {
      const { openedRun, file } = get();
      if (openedRun !== null) return { run: openedRun.summary.run };
      return file === null ? {} : { text: file.draft };
    };
    const put = async (breakpoint: KeptBreakpoint, replaces?: Pick<Breakpoint, 'step' | 'when'>) => {
      const path = shownPath(get());
      if (path === null) return;
      const place = replaces === undefined ? {} : { replaces: { step: replaces.step, when: replaces.when } };
      set({ breakpoints: await client.request('breakpoints:put', { path, ...definition(), breakpoint, ...place }) });
    };
    const remove = async ({ step, when }: Breakpoint) => {
      const path = shownPath(get());
      if (path !== null) set({ breakpoints: await client.request('breakpoints:remove', { path, step, when }) });
    };
    const doing = async (what: string, act: () => Promise<void>) => {
      try {
        await act();
      } catch (error) {
        get().report(what, error);
      }
    };
    return {
      breakpoints: [],
      breakpointsProblem: null,
      breakpointForm: null,
      watchBreakpoints(path) {
        set({ breakpoints: [], breakpointsProblem: null });
        return client.subscribe('breakpoints', { path }, ({ kept, problem }) =>
          set({ breakpoints: kept, breakpointsProblem: problem }),
        );
      },
      toggleBreakpoint: (path) =>
        doing('Setting the breakpoint', async () => {
          const there = breakpointsAt(get().breakpoints, path);
          if (there.length === 0) {
            const breakpoint = { step: withoutIterations(path), when: 'before', enabled: true } as const;
            await put(breakpoint);
            return get().say(`Breakpoint ${describeBreakpoint(breakpoint)}`);
          }
          for (const each of there) await remove(each);
          const again = async () => {
            for (const each of there) await put(each);
          };
          const action = { label: 'Undo', run: () => void doing('Setting the breakpoint', again) };
          get().notify({ title: there.length === 1 ? 'Breakpoint removed' : 'Breakpoints removed', action });
        }),
      async putBreakpoint(breakpoint, replaces) {
        try {
          await put(breakpoint, replaces);
          return null;
        } catch (error) {
          return errorBodyOf(error).message;
        }
      },
      removeBreakpoint: (breakpoint) => doing('Removing the breakpoint', () => remove(breakpoint)),
      mendBreakpoints: () =>
        doing('Forgetting the breakpoint', async () => {
          const path = shownPath(get());
          if (path === null) return;
          set({ breakpoints: await client.request('breakpoints:mend', { path }), breakpointsProblem: null });
          get().say('Breakpoint forgotten');
        }),
      openBreakpointForm: (form) => set({ breakpointForm: form, overlay: form === null ? null : 'breakpoint' }),
    };
  };
