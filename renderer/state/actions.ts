import type { RunState } from '../../shared/run-state.ts';
import type { RunSummary } from '../../shared/studio-api.ts';
import type { Parts } from './parts.tsx';

/** Starts the open pipeline: at once if there is nothing to ask, else through the sheet. */
export function startRun({ studio }: Parts): void {
  const state = studio.getState();
  const { file } = state;
  if (file === null) return void state.pickFile();
  if (file.opened.pipeline === null) return state.setDock('problems');
  if (file.opened.pipeline.inputs.length > 0 || !file.opened.trusted) return state.openSheet({ kind: 'start' });
  void startAtOnce({ path: file.path, draft: file.draft }, state);
}

async function startAtOnce(
  { path, draft }: { path: string; draft: string },
  state: ReturnType<Parts['studio']['getState']>,
): Promise<void> {
  await state.execute({ kind: 'start', path, text: draft, inputs: {} });
}

export function resumeRun({ studio }: Parts, run = studio.getState().openedRun?.summary.run): void {
  if (run !== undefined) void studio.getState().execute({ kind: 'resume', run });
}

/** Asks what to rerun: from the selected step, or the one that failed, or from the start. */
export function askRerun({ studio, run }: Parts, options: { readonly definition?: 'snapshot' | 'file' } = {}): void {
  const state = studio.getState();
  const open = state.openedRun?.summary.run;
  if (open === undefined) return;
  const from = state.selected ?? run.getState().shown.error?.step ?? null;
  state.openSheet({ kind: 'rerun', run: open, from, definition: options.definition ?? 'snapshot' });
}

export type RunStatusShown = RunState['status'] | 'interrupted' | 'damaged';

/** What the open run is at the playhead; that its owner is gone is known from the list only. */
export function statusShown(state: RunState, summary: RunSummary | null, playhead: number | null): RunStatusShown {
  if (playhead === null && (summary?.status === 'interrupted' || summary?.status === 'damaged')) return summary.status;
  return state.status;
}

/** Runs that have not come to their end: what is left of them can be given up. */
export const CANCELLABLE: ReadonlySet<RunStatusShown> = new Set<RunStatusShown>([
  'created',
  'running',
  'paused',
  'waiting',
  'interrupted',
]);

export type ToolbarAction = 'run' | 'pause' | 'cancel' | 'resume' | 'rerun-from';

/** The buttons of the toolbar for a run in a state, the main one first. */
export function toolbarActions(status: RunStatusShown | null): readonly ToolbarAction[] {
  switch (status) {
    case null:
      return ['run'];
    case 'created':
    case 'running':
      return ['pause', 'cancel'];
    case 'waiting':
      return ['cancel'];
    case 'failed':
    case 'cancelled':
      return ['resume', 'rerun-from', 'run'];
    case 'paused':
    case 'interrupted':
      return ['resume', 'rerun-from', 'cancel'];
    case 'completed':
      return ['run', 'rerun-from'];
    case 'damaged':
      return ['run'];
    default:
      return ['run'];
  }
}
