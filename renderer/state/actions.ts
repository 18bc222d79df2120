import type { RunSummary } from '../../shared/api/answers.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import type { Parts } from './parts.tsx';

/** Starts the open pipeline: at once if there is nothing to ask, else through the sheet. */
export function startRun({ studio }: Parts): void {
  const state = studio.getState();
  const { file, fileProblem } = state;
  if (file === null && state.openedRun !== null) {
    const detail = fileProblem ?? 'It is being opened, or the run came from another machine.';
    return state.notify({ title: 'The file of this run is not open', detail });
  }
  if (file === null) return void state.pickFile();
  if (file.opened.pipeline === null) return state.setDock('problems');
  const hasPins = state.pins.size > 0 || state.pinsProblem !== null;
  const asks = file.opened.pipeline.inputs.length > 0 || !file.opened.trusted || hasPins;
  if (asks) return state.openSheet({ kind: 'start' });
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

/** In the place of a step: every step runs again. No step can have this id. */
export const FROM_START = '*';

interface RerunOptions {
  readonly definition?: 'snapshot' | 'file';
  readonly from?: string;
}

/**
 * Asks what to rerun. With the file as it is now it begins wherever something has changed; else with the step that is
 * meant by `here`, and where there is none, with all.
 */
export function askRerun({ studio, run }: Pick<Parts, 'studio' | 'run'>, options: RerunOptions = {}): void {
  const { openedRun, selected, openSheet } = studio.getState();
  if (openedRun === null) return;
  const { definition = 'snapshot' } = options;
  const here = options.from ?? hereOf({ selected, failed: failedStep(run.getState().shown) }) ?? FROM_START;
  openSheet({ kind: 'rerun', run: openedRun.summary.run, from: definition === 'file' ? null : here, definition });
}

/** What `here` means: the selected step, else the one that failed. Null: there is no here. */
export function hereOf({ selected, failed }: { selected: string | null; failed: string | null }): string | null {
  return selected ?? failed;
}

export function failedStep({ status, error }: Pick<RunState, 'status' | 'error'>): string | null {
  return status === 'failed' ? (error?.step ?? null) : null;
}

/** Goes to the next question, from the one that is shown to another. */
export function answerNext({ studio, run }: Pick<Parts, 'studio' | 'run'>): void {
  const { selected, goToQuestion } = studio.getState();
  const waiting = [...run.getState().shown.waiting];
  const next = waiting.find((step) => step !== selected) ?? waiting[0];
  if (next !== undefined) goToQuestion(next);
}

/** Asks how the step is to run alone: over results of the open run, or of others. */
export function askAlone({ studio }: Pick<Parts, 'studio'>, step: string): void {
  const { openedRun, openSheet } = studio.getState();
  openSheet({ kind: 'step', step, run: openedRun?.summary.run ?? null });
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
