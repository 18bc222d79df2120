import type { StoreApi } from 'zustand';
import { createStore } from 'zustand';
import type { Fact, Signal } from '../../../shared/facts.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import { stepsChangedBetween } from './changed-steps.ts';
import { RunTimeline } from './run-timeline.ts';
import { StepBell } from './step-bell.ts';

export type ProgressSignal = Extract<Signal, { type: 'progress' }>;
export type StepProgressSignal = Extract<Signal, { type: 'step.progress' }>;
export type OutputSignal = Extract<Signal, { type: 'output' }>;

export interface RunView {
  /** Null: no run is open. */
  readonly run: string | null;
  /** How many facts are known. */
  readonly known: number;
  /** The number of the fact that is looked at; null follows the newest. */
  readonly playhead: number | null;
  /** The state at the playhead. A new object on every change; entries of its maps change only with their step. */
  readonly shown: RunState;
  readonly progress: ProgressSignal | null;
  readonly stepProgress: ReadonlyMap<string, StepProgressSignal>;
  readonly timeline: RunTimeline;
  /** The run says running, but its owner is gone. */
  readonly interrupted: boolean;
  /** Rings for steps whose entry has changed. */
  readonly bell: StepBell;
  open(run: string): void;
  close(): void;
  receive(batches: readonly { readonly facts: readonly Fact[]; readonly signals: readonly Signal[] }[]): void;
  seek(playhead: number | null): void;
  setInterrupted(interrupted: boolean): void;
}

/** What is known of the open run. Separate from everything else, because it changes sixty times a second. */
export function createRunStore(
  onOutput: (signals: readonly OutputSignal[]) => void = () => undefined,
): StoreApi<RunView> {
  const bell = new StepBell();
  return createStore<RunView>()((set, get) => {
    const changeAll = (part: Partial<RunView>) => {
      set(part);
      bell.ringAll();
    };
    return {
      ...nothing(null),
      bell,
      open: (run) => changeAll(nothing(run)),
      close: () => changeAll(nothing(null)),
      receive(batches) {
        const { timeline, playhead, shown } = get();
        const signals = batches.flatMap((batch) => batch.signals);
        const changed = new Set(batches.flatMap((batch) => [...timeline.append(batch.facts)]));
        onOutput(signals.filter((signal) => signal.type === 'output'));
        const next = playhead === null ? { ...timeline.live } : shown;
        set({ known: timeline.facts.length, shown: next, ...foldSignals(get(), signals) });
        if (next.status !== shown.status) bell.ringAll();
        else if (playhead === null) bell.ring(changed);
      },
      seek(playhead) {
        const { timeline, shown, interrupted, bell } = get();
        const last = timeline.facts.length;
        const n = playhead === null ? null : Math.min(Math.max(1, Math.round(playhead)), Math.max(1, last));
        const next = n === null ? { ...timeline.live } : timeline.stateAt(n);
        // What waits looks different in a run that goes on, and what runs in one that stands still.
        const isOther = next.status !== shown.status || next.breakpoint !== shown.breakpoint;
        if (isOther || interrupted) return changeAll({ playhead: n, shown: next });
        const changed = stepsChangedBetween(shown, next);
        set({ playhead: n, shown: next });
        bell.ring(changed);
      },
      // Told with every entry of the list of runs, four times a second: mostly it says nothing new.
      setInterrupted(interrupted) {
        if (interrupted !== get().interrupted) changeAll({ interrupted });
      },
    };
  });
}

function nothing(run: string | null) {
  const timeline = new RunTimeline();
  return {
    run,
    known: 0,
    playhead: null,
    shown: emptyRunState(),
    progress: null,
    stepProgress: new Map(),
    timeline,
    interrupted: false,
  };
}

function foldSignals(view: RunView, signals: readonly Signal[]): Pick<RunView, 'progress' | 'stepProgress'> {
  let { progress, stepProgress } = view;
  for (const signal of signals) {
    if (signal.type === 'progress') progress = signal;
    if (signal.type === 'step.progress') stepProgress = new Map(stepProgress).set(signal.step, signal);
  }
  return { progress, stepProgress };
}
