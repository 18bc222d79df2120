import { ownerOf, splitPath } from '../../../shared/step-path.ts';
import type { CreateSlice, Studio, ViewSlice } from '../studio-types.ts';

export const createViewSlice: CreateSlice<ViewSlice> = () => (set, get) => ({
  selected: null,
  scope: '',
  revealed: 0,
  centre: 'graph',
  dock: 'logs',
  inspector: 'overview',
  collapsed: { sidebar: false, inspector: false, dock: false },
  dockTall: false,
  overlay: null,
  goTo: null,
  compareWith: null,
  compareAt: null,
  select(step, { reveal = false, tab } = {}) {
    set({
      selected: step,
      // A step is selected where it is to be seen.
      ...(step === null ? {} : { scope: splitPath(step).scope }),
      ...(reveal ? { revealed: get().revealed + 1 } : {}),
      ...(tab === undefined ? {} : { inspector: tab, collapsed: { ...get().collapsed, inspector: false } }),
    });
  },
  chosenIterations: {},
  chooseIteration(loop, iteration) {
    const { [loop]: _before, ...others } = get().chosenIterations;
    set({ chosenIterations: iteration === null ? others : { ...others, [loop]: iteration } });
  },
  enter(scope) {
    const owner = ownerOf(scope);
    set({ scope, selected: null });
    if (owner !== null && owner.iteration !== null) get().chooseIteration(owner.container, owner.iteration);
  },
  setCentre: (centre) => set({ centre }),
  setDock: (dock) => set({ dock, collapsed: { ...get().collapsed, dock: false } }),
  setInspector: (inspector) => set({ inspector }),
  toggle: (pane, collapsed = !get().collapsed[pane]) => set({ collapsed: { ...get().collapsed, [pane]: collapsed } }),
  setDockTall: (dockTall) => set({ dockTall }),
  setOverlay: (overlay) => set({ overlay }),
  included: null,
  showLine({ file, line, column }) {
    const count = (get().goTo?.count ?? 0) + 1;
    const included = isOwnFile(get(), file) ? null : file;
    set({ included, goTo: { line, column, count }, dock: 'yaml', collapsed: { ...get().collapsed, dock: false } });
  },
  answering: null,
  goToQuestion(step) {
    get().select(step, { reveal: true, tab: 'overview' });
    set({ answering: step });
  },
  reachQuestion: () => set({ answering: null }),
  leaveIncluded: () => set({ included: null, goTo: null }),
  setCompareWith: (compareWith, compareAt = null) =>
    set({ compareWith, compareAt, centre: compareWith === null ? 'graph' : 'compare' }),
});

/** The file that is open, by any of the names that it goes by. */
export function isOwnFile({ file, openedRun }: Pick<Studio, 'file' | 'openedRun'>, name: string): boolean {
  return name === file?.path || name === openedRun?.pipeline.file || name === openedRun?.summary.pipeline.file;
}
