import type { Fact, Signal } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import { timeLeft } from '../../../shared/state/time-left.ts';
import { formatFact, formatRunHead } from '../format/fact-line.ts';
import type { CliIo, Output } from '../io.ts';
import { LiveView } from '../terminal/live-view.ts';
import { renderLiveTable } from './live-table.ts';

/** Shows a run while it goes on. Folds the facts it is given, in any batching. */
export interface RunDisplay {
  readonly state: RunState;
  onFacts(facts: readonly Fact[]): void;
  onSignal(signal: Signal): void;
  /** A line for the person, already safe. */
  note(line: string): void;
  /** Leaves the screen to a question; the returned function takes it back. */
  suspend(): () => void;
  close(): void;
}

export interface DisplayOptions {
  /** Stdout is for a document: the table goes to stderr if that is a terminal, otherwise nothing is shown. */
  readonly json: boolean;
  /** Facts up to this number are history: folded in, not shown as lines. */
  readonly knownUpTo: number;
  /** The run was shown before: its head is not shown again. Default: false. */
  readonly isContinued?: boolean;
}

/** A live table on a terminal, plain lines elsewhere. */
export function createRunDisplay(io: CliIo, options: DisplayOptions): RunDisplay {
  const output = options.json ? io.stderr : io.stdout;
  if (output.isTerminal) return liveDisplay(output, io.now, options.isContinued === true);
  return options.json ? silentDisplay(io.stderr) : lineDisplay(io, options.knownUpTo);
}

function liveDisplay(output: Output, now: () => number, isContinued: boolean): RunDisplay {
  const state = emptyRunState();
  let progress: Extract<Signal, { type: 'progress' }> | null = null;
  const moment = () => ({ now: now(), etaMs: timeLeft(progress, now()) });
  const view = new LiveView(output, () =>
    renderLiveTable(state, { columns: output.columns, rows: output.rows, paint: output.paint }, moment()),
  );
  return {
    state,
    onFacts(facts) {
      for (const fact of facts) {
        applyFact(state, fact);
        if (fact.type === 'run.created' && !isContinued) view.note(output.paint(formatRunHead(fact), 'bold'));
        if (fact.type === 'warning') for (const line of formatFact(fact, output.paint)) view.note(line);
      }
      view.changed();
    },
    onSignal(signal) {
      if (signal.type !== 'progress') return;
      progress = signal;
      view.changed();
    },
    note: (line) => view.note(line),
    suspend: () => view.suspend(),
    close: () => view.close(),
  };
}

function lineDisplay({ stdout: output, stderr }: CliIo, knownUpTo: number): RunDisplay {
  const state = emptyRunState();
  return {
    state,
    onFacts(facts) {
      for (const fact of facts) {
        applyFact(state, fact);
        if (fact.type === 'run.created') output.line(output.paint(formatRunHead(fact), 'bold'));
        else if (fact.n > knownUpTo) for (const line of formatFact(fact, output.paint)) output.line(line);
      }
    },
    onSignal: () => undefined,
    note: (line) => stderr.line(line),
    suspend: () => () => undefined,
    close: () => undefined,
  };
}

function silentDisplay(stderr: Output): RunDisplay {
  const state = emptyRunState();
  return {
    state,
    onFacts: (facts) => {
      for (const fact of facts) applyFact(state, fact);
    },
    onSignal: () => undefined,
    note: (line) => stderr.line(line),
    suspend: () => () => undefined,
    close: () => undefined,
  };
}
