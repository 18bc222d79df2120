import { stat } from 'node:fs/promises';
import type { RunSummary } from '../../../shared/api/answers.ts';
import type { SubscriptionEvent } from '../../../shared/api/studio-api.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { Engine } from '../../execution/engine.ts';
import type { DataFolder } from '../../storage/data-folder.ts';
import type { Pacer } from '../transport/pump.ts';
import type { Stream, StreamSignals } from '../transport/wire.ts';
import { watchForeignRuns } from './foreign-runs.ts';
import { summarizeForWindow, toWindowSummary } from './run-summaries.ts';

type Change = SubscriptionEvent<'runs'>[number];

export interface RunListDeps {
  readonly engine: Engine;
  readonly data: DataFolder;
  readonly pacer: Pacer;
  readonly log: (line: string) => void;
}

/** An own run's entry is told at most this often; its facts go their own, faster way. */
const OWN_MS = 250;

/**
 * All runs of the data folder, whoever runs them. Own runs report themselves (`touch`); those of other processes are
 * watched while a window listens.
 */
export class RunList {
  readonly #deps: RunListDeps;
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();
  readonly #touched = new Set<string>();
  /** Why this process could not go on with a run: it is on no disk, for that is what could not be written to. */
  readonly #stopped = new Map<string, string>();
  /** What was last told of each run, as text. */
  #known = new Map<string, string>();
  #stopWatching: (() => void) | null = null;
  #cancelTouched: (() => void) | null = null;

  constructor(deps: RunListDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  async all(): Promise<readonly RunSummary[]> {
    const stored = await this.#deps.data.runs();
    return stored.map((summary) => this.#live(summary.run) ?? this.explain(toWindowSummary(summary)));
  }

  /** Runs that ended with their process, by a crash or because the app was quit: what a start offers to resume. */
  async interrupted(): Promise<readonly RunSummary[]> {
    const stored = await this.#deps.data.runs();
    const left = stored.filter(
      ({ status, pauseReason, importedAt }) =>
        importedAt === undefined && (status === 'interrupted' || (status === 'paused' && pauseReason === 'quit')),
    );
    return left.map((summary) => toWindowSummary(summary));
  }

  /** An own run has changed; told to the windows soon. */
  touch(run: string): void {
    this.#touched.add(run);
    this.#cancelTouched ??= this.#deps.pacer.after(OWN_MS, () => this.#tellTouched());
  }

  /** An own run stopped because its progress could not be written. */
  noteStopped(run: string, message: string): void {
    this.#stopped.set(run, message);
  }

  /** An own run goes on. */
  noteGoesOn(run: string): void {
    this.#stopped.delete(run);
  }

  /** With the reason why the run stopped here, where that is known. */
  explain(summary: RunSummary): RunSummary {
    const message = this.#stopped.get(summary.run);
    if (message === undefined || summary.status !== 'interrupted') return summary;
    return { ...summary, error: { step: null, message } };
  }

  /** Looks at the folder now: a run was deleted or restored, or another process made one. */
  async refresh(): Promise<void> {
    const all = await this.all();
    const next = new Map(all.map((summary) => [summary.run, JSON.stringify(summary)]));
    const changed = all.filter((summary) => this.#known.get(summary.run) !== next.get(summary.run));
    const gone = [...this.#known.keys()].filter((run) => !next.has(run));
    this.#known = next;
    this.#tell([
      ...changed.map((summary) => ({ run: summary.run, summary })),
      ...gone.map((run) => ({ run, summary: null })),
    ]);
  }

  /** Every change from now on; the first piece may name runs that the listener knows already. */
  async open({ notify }: StreamSignals): Promise<Stream<readonly Change[]>> {
    const waiting = new Map<string, Change>();
    const listener = (changes: readonly Change[]): void => {
      for (const change of changes) waiting.set(change.run, change);
      notify();
    };
    this.#listeners.add(listener);
    await this.#watch();
    await this.refresh();
    return {
      take: () => {
        if (waiting.size === 0) return null;
        const changes = [...waiting.values()];
        waiting.clear();
        return changes;
      },
      close: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#unwatch();
      },
    };
  }

  close(): void {
    this.#unwatch();
    this.#cancelTouched?.();
    this.#cancelTouched = null;
  }

  async #watch(): Promise<void> {
    if (this.#stopWatching !== null) return;
    this.#stopWatching = () => undefined;
    const { data, pacer, log } = this.#deps;
    const stop = await watchForeignRuns({
      folder: data.runsPath,
      fingerprint: () => this.#foreignTimes(),
      onChange: () => this.refresh(),
      pacer,
      log,
    });
    // Everybody may have left while the folder was made.
    if (this.#listeners.size === 0) stop();
    else this.#stopWatching = stop;
  }

  #unwatch(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  #tell(changes: readonly Change[]): void {
    if (changes.length > 0) for (const listener of this.#listeners) listener(changes);
  }

  #tellTouched(): void {
    this.#cancelTouched = null;
    const runs = [...this.#touched].filter(
      (run) => this.#live(run) !== null || this.#deps.engine.handle(run) === undefined,
    );
    this.#touched.clear();
    this.#tell(runs.map((run) => ({ run, summary: this.#describe(run) })));
  }

  #describe(run: string): RunSummary | null {
    try {
      const state = summarizeForWindow(this.#deps.engine.state(run));
      const summary = this.#stopped.has(run) ? this.explain({ ...state, status: 'interrupted' }) : state;
      this.#known.set(run, JSON.stringify(summary));
      return summary;
    } catch (error) {
      // Deleted between its last fact and now.
      if (error instanceof StepglassError && error.code === 'unknown_run') return null;
      throw error;
    }
  }

  /** The present state of an own run; null for others, and for one whose first fact is not on the disk yet. */
  #live(run: string): RunSummary | null {
    if (this.#deps.engine.handle(run) === undefined) return null;
    const state = this.#deps.engine.state(run);
    return state.n === 0 ? null : summarizeForWindow(state);
  }

  /** When the open runs of other processes were last written. */
  async #foreignTimes(): Promise<string> {
    const own = new Set(this.#deps.engine.running());
    // A completed run stays as it is; one that looks damaged may be in the middle of being made.
    const open = [...this.#known].filter(([run, text]) => !own.has(run) && !text.includes('"status":"completed"'));
    const times = await Promise.all(open.map(([run]) => modifiedAt(this.#deps.data.open(run).summaryPath)));
    return times.join(' ');
  }
}

async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    // Deleted meanwhile, or not written yet: both are a time that will change.
    return 0;
  }
}
