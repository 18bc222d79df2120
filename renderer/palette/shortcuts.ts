import { canStepBack, stepBack } from '../canvas/open-step.ts';
import { answerNext, askAlone, askRerun, CANCELLABLE, resumeRun, startRun } from '../state/actions.ts';
import type { Parts } from '../state/parts.tsx';
import { isPinnable } from '../state/slices/pins-slice.ts';

export interface Shortcut {
  readonly id: string;
  readonly title: string;
  readonly group: 'Run' | 'Time' | 'File' | 'View';
  /** `mod+k`, `r`, `[`; none: only in the palette. */
  readonly keys?: string;
  readonly isAvailable?: (parts: Parts) => boolean;
  readonly act: (parts: Parts) => void;
}

const hasRun = ({ studio }: Parts) => studio.getState().openedRun !== null;
const hasFile = ({ studio }: Parts) => studio.getState().file !== null;
const isRunning = ({ run }: Parts) => run.getState().run !== null && run.getState().timeline.live.status === 'running';

const isOpenEnded = ({ run }: Parts) => {
  const { timeline, run: open } = run.getState();
  return open !== null && CANCELLABLE.has(timeline.live.status);
};

/** The selected step, if it can run alone and its result can be pinned. */
function ownStep({ studio, graph }: Parts): string | null {
  const { selected, openedRun } = studio.getState();
  if (selected === null || !isPinnable(selected) || openedRun?.summary.importedAt !== undefined) return null;
  return graph.getState().graph?.nodeById.has(selected) === true ? selected : null;
}

function hasPin({ studio }: Parts): boolean {
  const { selected, pins } = studio.getState();
  return selected !== null && pins.has(selected);
}

function stepBy({ run }: Parts, by: number): void {
  const { playhead, known, seek } = run.getState();
  const at = (playhead ?? known) + by;
  if (playhead === null && by > 0) return;
  seek(at);
}

/** Everything that can be done without a pointer, in one table: keys, palette and help are made from it (monitor.md M17). */
export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'run', title: 'Run', group: 'Run', keys: 'mod+enter', isAvailable: hasFile, act: startRun },
  {
    id: 'pause',
    title: 'Pause',
    group: 'Run',
    isAvailable: isRunning,
    act: ({ studio }) => void studio.getState().pause(),
  },
  {
    id: 'cancel',
    title: 'Cancel',
    group: 'Run',
    isAvailable: isOpenEnded,
    act: ({ studio }) => void studio.getState().cancel(),
  },
  {
    id: 'resume',
    title: 'Resume',
    group: 'Run',
    isAvailable: (parts) =>
      hasRun(parts) && !isRunning(parts) && parts.run.getState().timeline.live.status !== 'completed',
    act: (parts) => resumeRun(parts),
  },
  {
    id: 'rerun',
    title: 'Rerun from a step…',
    group: 'Run',
    keys: 'r',
    isAvailable: hasRun,
    act: (parts) => askRerun(parts),
  },
  {
    id: 'rerun-file',
    title: 'Go on with the file as it is now…',
    group: 'Run',
    isAvailable: hasRun,
    act: (parts) => askRerun(parts, { definition: 'file' }),
  },
  {
    id: 'answer',
    title: 'Answer the step that waits for you',
    group: 'Run',
    keys: 'a',
    isAvailable: ({ run }) => run.getState().shown.waiting.size > 0,
    act: answerNext,
  },
  {
    id: 'breakpoint',
    title: 'Set or remove a breakpoint',
    group: 'Run',
    keys: 'b',
    isAvailable: ({ studio }) => studio.getState().selected !== null,
    act: ({ studio }) => void studio.getState().toggleBreakpoint(studio.getState().selected ?? ''),
  },
  {
    id: 'breakpoint-form',
    title: 'Breakpoint with a condition…',
    group: 'Run',
    isAvailable: ({ studio }) => studio.getState().selected !== null,
    act: ({ studio }) =>
      studio.getState().openBreakpointForm({ step: studio.getState().selected ?? '', editing: null }),
  },
  {
    id: 'alone',
    title: 'Run the selected step alone…',
    group: 'Run',
    isAvailable: (parts) => ownStep(parts) !== null,
    act: (parts) => {
      const step = ownStep(parts);
      if (step !== null) askAlone(parts, step);
    },
  },
  {
    id: 'pin',
    title: 'Pin or unpin the result of the selected step',
    group: 'Run',
    isAvailable: (parts) => ownStep(parts) !== null && (hasRun(parts) || hasPin(parts)),
    act: (parts) => {
      const step = ownStep(parts);
      const { pin, unpin } = parts.studio.getState();
      if (step !== null) void (hasPin(parts) ? unpin(step) : pin(step));
    },
  },
  {
    id: 'back',
    title: 'One fact back',
    group: 'Time',
    keys: '[',
    isAvailable: hasRun,
    act: (parts) => stepBy(parts, -1),
  },
  { id: 'on', title: 'One fact on', group: 'Time', keys: ']', isAvailable: hasRun, act: (parts) => stepBy(parts, 1) },
  {
    id: 'newest',
    title: 'Back to the newest',
    group: 'Time',
    keys: 'l',
    isAvailable: hasRun,
    act: ({ run }) => run.getState().seek(null),
  },
  {
    id: 'open',
    title: 'Open a pipeline…',
    group: 'File',
    keys: 'mod+o',
    act: ({ studio }) => void studio.getState().pickFile(),
  },
  {
    id: 'save',
    title: 'Save',
    group: 'File',
    keys: 'mod+s',
    isAvailable: hasFile,
    act: ({ studio }) => void studio.getState().save(),
  },
  {
    id: 'search',
    title: 'Find a step',
    group: 'View',
    keys: '/',
    act: ({ studio }) => studio.getState().setOverlay('search'),
  },
  {
    id: 'palette',
    title: 'All commands',
    group: 'View',
    keys: 'mod+k',
    act: ({ studio }) => studio.getState().setOverlay('palette'),
  },
  { id: 'graph', title: 'Graph', group: 'View', keys: '1', act: ({ studio }) => studio.getState().setCentre('graph') },
  { id: 'table', title: 'Table', group: 'View', keys: '2', act: ({ studio }) => studio.getState().setCentre('table') },
  {
    id: 'timeline',
    title: 'Timeline',
    group: 'View',
    keys: '3',
    act: ({ studio }) => studio.getState().setCentre('timeline'),
  },
  { id: 'fit', title: 'Fit the graph', group: 'View', keys: '0', act: ({ graph }) => graph.getState().refit() },
  {
    id: 'logs',
    title: 'Logs',
    group: 'View',
    keys: 'g',
    isAvailable: hasRun,
    act: ({ studio }) => studio.getState().setDock('logs'),
  },
  {
    id: 'yaml',
    title: 'The file',
    group: 'View',
    keys: 'y',
    isAvailable: hasFile,
    act: ({ studio }) => studio.getState().setDock('yaml'),
  },
  {
    id: 'variables',
    title: 'Variables',
    group: 'View',
    keys: 'v',
    isAvailable: hasRun,
    act: ({ studio }) => studio.getState().setDock('variables'),
  },
  {
    id: 'errors',
    title: 'Errors of the run',
    group: 'View',
    keys: 'e',
    isAvailable: hasRun,
    act: ({ studio }) => studio.getState().setDock('errors'),
  },
  {
    id: 'sidebar',
    title: 'Show or hide pipelines and runs',
    group: 'View',
    keys: 'mod+b',
    act: ({ studio }) => studio.getState().toggle('sidebar'),
  },
  {
    id: 'dock',
    title: 'Show or hide the lower pane',
    group: 'View',
    keys: 'mod+j',
    act: ({ studio }) => studio.getState().toggle('dock'),
  },
  {
    id: 'inspector',
    title: 'Show or hide the inspector',
    group: 'View',
    keys: 'mod+i',
    act: ({ studio }) => studio.getState().toggle('inspector'),
  },
  {
    id: 'theme',
    title: 'Light or dark',
    group: 'View',
    act: ({ studio }) =>
      studio.getState().setTheme(document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark'),
  },
  {
    id: 'leave',
    title: 'Close the form; back to the run; up a level',
    group: 'View',
    keys: 'escape',
    isAvailable: canStepBack,
    act: stepBack,
  },
  {
    id: 'help',
    title: 'Keyboard',
    group: 'View',
    keys: '?',
    act: ({ studio }) => studio.getState().setOverlay('help'),
  },
];

/** Keys that belong to one place and are listed in the help only. */
export const LOCAL_KEYS: readonly { readonly keys: string; readonly title: string }[] = [
  { keys: '← → ↑ ↓', title: 'Walk the graph along its edges' },
  { keys: '↵', title: 'Go into a loop or an included pipeline; open a step in the inspector' },
  { keys: 'Home End', title: 'First and last fact, on the playhead' },
  { keys: '← →', title: 'Close and open a loop, in the timeline' },
  { keys: 'Ctrl wheel', title: 'Zoom the timeline' },
  { keys: 'Del', title: 'Delete a run in the list; it can be undone' },
];

export interface KeyPress {
  readonly key: string;
  readonly mod: boolean;
  readonly alt: boolean;
  /** The focus is in a field: only keys with a modifier count. */
  readonly typing: boolean;
}

/** The shortcut that a key means. */
export function shortcutFor({ key, mod, alt, typing }: KeyPress): Shortcut | null {
  if (alt || (typing && !mod)) return null;
  const wanted = mod ? `mod+${key.toLowerCase()}` : key.toLowerCase();
  return SHORTCUTS.find((shortcut) => shortcut.keys === wanted) ?? null;
}
