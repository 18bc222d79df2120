import type { ResultDocument } from '../../../shared/result-document.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import type { RunHandle } from '../../execution/api.ts';
import type { Asker } from '../asking/asker.ts';
import type { CliIo, InterruptSignal } from '../io.ts';
import { createRunDisplay, type DisplayOptions, type RunDisplay } from './run-display.ts';

export interface DrivenRun {
  readonly document: ResultDocument;
  readonly state: RunState;
  /** Ctrl-C was pressed here. */
  readonly interruptedHere: boolean;
}

/**
 * Shows a run of this process until it ends here. The first signal cancels: running steps are stopped in order, and the
 * run resumes later; the second kills what is left at once. Rejects as `handle.done` does.
 */
export async function driveRun(
  io: CliIo,
  handle: RunHandle,
  { asker, ...options }: DisplayOptions & { readonly asker?: Asker | null },
): Promise<DrivenRun> {
  const display = createRunDisplay(io, options);
  asker?.attach(handle, display);
  const signals: InterruptSignal[] = [];
  const stopListening = io.onSignal(
    oncePerPress(io, (signal) => {
      signals.push(signal);
      onSignal(handle, display, signals);
    }),
  );
  const unsubscribe = handle.subscribe({
    from: 0,
    onFacts: (facts) => {
      display.onFacts(facts);
      asker?.hear(facts);
    },
    onSignal: (signal) => display.onSignal(signal),
  });
  try {
    const document = await handle.done;
    return { document, state: display.state, interruptedHere: signals[0] === 'SIGINT' };
  } finally {
    unsubscribe();
    asker?.detach();
    display.close();
    stopListening();
  }
}

/** A signal that follows another one this closely is the same key press, in ms. */
const SAME_PRESS_MS = 400;

/**
 * Behind `npm start` one Ctrl-C comes twice: from the terminal, and passed on by npm. Only there is the second one of a
 * press left out.
 */
export function oncePerPress(
  { env, now }: Pick<CliIo, 'env' | 'now'>,
  listener: (signal: InterruptSignal) => void,
): (signal: InterruptSignal) => void {
  if (env['npm_lifecycle_event'] === undefined) return listener;
  let last = Number.NEGATIVE_INFINITY;
  return (signal) => {
    const isSamePress = now() - last < SAME_PRESS_MS;
    last = now();
    if (!isSamePress) listener(signal);
  };
}

function onSignal(handle: RunHandle, display: RunDisplay, signals: readonly InterruptSignal[]): void {
  if (signals.length > 1) {
    display.note('Killing what still runs.');
    handle.kill();
    return;
  }
  const again = signals[0] === 'SIGINT' ? '; Ctrl-C again kills them at once' : '';
  display.note(`Stopping: running steps may still end in order${again}. The run can be resumed.`);
  // What goes wrong on the way ends the run, and with it `done`, which is awaited.
  handle.cancel().catch(() => handle.kill());
}
