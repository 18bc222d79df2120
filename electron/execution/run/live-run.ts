import { describeThrown, type StepglassError } from '../../../shared/errors.ts';
import type { Fact, FactBody } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import type { ResultDocument } from '../../../shared/result-document.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { topOf } from '../../../shared/step-path.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import { readJournal } from '../../storage/journal/read-journal.ts';
import type { RunLock } from '../../storage/lock/lock.ts';
import type { RunFolder } from '../../storage/run-folder.ts';
import type { EngineDeps, RunHandle, Subscription } from '../api.ts';
import { stepCancelled, stepFailed } from '../attempt/attempt-end.ts';
import { Attempts } from '../attempt/attempts.ts';
import type { Secrets } from '../attempt/secrets.ts';
import type { History } from '../estimate.ts';
import { type BreakpointSource, Breakpoints } from '../people/breakpoints.ts';
import { answerFact, openQuestion } from '../people/people.ts';
import { progressOf } from '../progress.ts';
import { Releases } from '../schedule/releases.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { SignalGate } from '../schedule/signals.ts';
import { SlotPool } from '../schedule/slots.ts';
import { type Definition, defineSteps, withPredecessors } from './definition.ts';
import { drive } from './drive.ts';
import { Ledger } from './ledger.ts';
import { resultDocument } from './result.ts';
import { activeUntil } from './resume-facts.ts';
import { editedParameters, rootContext } from './root-context.ts';
import type { RunContext } from './run-context.ts';
import { RunControl } from './run-control.ts';
import { endFact, type Goal, goalOf, judge, openSteps, type StopRequest } from './run-end.ts';
import { RunSaver } from './run-saver.ts';
import { standAlone } from './stand-alone.ts';
import { type Standstill, stuck } from './standstill.ts';
import { Subscribers } from './subscribers.ts';
import { TimeLimit } from './time-limit.ts';

const DEFAULT_COALESCE_MS = 20;
const NO_HISTORY: History = new Map();

/** What a run is made of, all of it owned by this process already. */
export interface LiveRunParts {
  readonly deps: EngineDeps;
  readonly folder: RunFolder;
  readonly lock: RunLock;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly secrets: Secrets;
  readonly breakpoints: BreakpointSource;
  /** It stood still, and is only brought to its end: nothing of it runs. Default: false. */
  readonly isToCancel?: boolean;
  /** Asked for when somebody listens to the progress. */
  readonly loadHistory: () => Promise<History>;
}

/** Where a stretch of a run begins. Nothing of it is kept but what `state` holds. */
export interface RunBeginning {
  /** What the journal holds. */
  readonly facts: readonly Fact[];
  /** The fold of them; from now on the run's own. */
  readonly state: RunState;
  /** The facts with which this stretch begins; durable before any step starts. */
  readonly opening: readonly FactBody[];
}

/** A run that this process owns, from the moment its lock is held until the fact with which it ends (or stands still). */
export class LiveRun implements RunHandle {
  readonly run: string;
  readonly done: Promise<ResultDocument>;
  readonly #parts: LiveRunParts;
  /** All steps: who sees what of whom. */
  readonly #definition: Definition;
  /** What the scheduler and the graph know of: all steps, or the one that runs alone. */
  readonly #driven: Definition;
  /** The step with which its work is done, and how that is told: the one that runs alone, or that it runs up to. */
  readonly #goal: Goal | null;
  readonly #ledger: Ledger;
  readonly #control: RunControl;
  readonly #breakpoints: Breakpoints;
  readonly #context: RunContext;
  readonly #attempts: Attempts;
  readonly #scheduler: Scheduler;
  readonly #releases: Releases;
  #saver: RunSaver | null = null;
  readonly #subscribers: Subscribers;
  readonly #gate: SignalGate;
  readonly #parameterEdits: Map<string, Json>;
  /** What takes no slot itself. */
  readonly #containers: ReadonlySet<string>;
  readonly #timeLimit: TimeLimit;
  #history: History | null = null;
  #stop: StopRequest = null;
  #brokeAt: string | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(parts: LiveRunParts, { facts, state, opening }: RunBeginning) {
    const { deps, folder, journal } = parts;
    this.#parts = parts;
    this.run = folder.run;
    this.#timeLimit = new TimeLimit(parts.pipeline.config.timeoutMs, facts, deps.clock);
    this.#subscribers = new Subscribers({
      lastFact: facts.length,
      readFacts: () => readJournal(folder.journalPath, deps.files ?? nodeFileLayer).facts,
      log: deps.log,
    });
    this.#gate = new SignalGate(deps.clock, (signal) => this.#subscribers.signal(signal));
    this.#ledger = new Ledger(journal, state, {
      onApplied: (fact, changed) => this.#onApplied(fact, changed),
      onFailure: (error) => this.#fail(error),
    });
    const first = this.#append(opening);
    const { only } = this.#ledger.head;
    const { pipeline, driven } = only === null ? { pipeline: parts.pipeline } : standAlone(parts.pipeline, only);
    this.#definition = defineSteps(pipeline.steps);
    this.#driven = driven ?? this.#definition;
    this.#breakpoints = new Breakpoints(parts.breakpoints, facts, (error) => this.#warnOfBreakpoints(error));
    this.#control = new RunControl(new SlotPool(this.#ledger.head.maxParallel), {
      isAsking: () => this.#ledger.table.waiting.size > 0,
      isQuiet: () => this.#ledger.isQuiet,
      onStandstill: (standstill) => this.#onStandstill(standstill),
      breakpoints: this.#breakpoints,
      makeAttempts: (context) => new Attempts(context),
      onBreak: (path) => this.#onBreak(path),
    });
    this.#parameterEdits = editedParameters(this.#ledger.head, folder);
    this.#context = rootContext({
      deps,
      folder,
      secrets: parts.secrets,
      pipeline,
      definition: this.#definition,
      ledger: this.#ledger,
      control: this.#control,
      parameterEdits: this.#parameterEdits,
      signal: (signal) => this.#gate.push(signal),
      onStorageFailure: (error) => this.#fail(error),
    });
    this.#attempts = new Attempts(this.#context);
    this.#containers = new Set(pipeline.order.filter((id) => this.#attempts.isContainer(id)));
    this.#releases = new Releases(deps.settings.coalesceMs ?? DEFAULT_COALESCE_MS);
    const until = activeUntil(this.#ledger.head, [...facts, ...opening]);
    this.#goal = goalOf({ only, until });
    this.#scheduler = new Scheduler({
      definition: this.#driven,
      ledger: this.#ledger,
      work: this.#attempts,
      clock: deps.clock,
      slots: this.#control.slots,
      ...(until === null || only !== null ? {} : { only: withPredecessors(this.#definition, until) }),
      onNews: () => this.#releases.releaseSoon(),
      onQuiet: this.#control.checkStandstill,
      onFailure: (error) => this.#fail(error),
    });
    this.#control.enter('', { scheduler: this.#scheduler, attempts: this.#attempts });
    if (parts.isToCancel === true) this.#stop = 'cancel';
    this.done = this.#execute(first);
    // who does not look at `done` has asked for no answer; the failure is in the log
    this.done.catch((error: unknown) => deps.log(`run ${this.run} stopped: ${String(error)}`));
  }

  get lastFact(): number {
    return this.#subscribers.lastFact;
  }

  /** The live state. Not to be changed by the caller. */
  get state(): RunState {
    return this.#ledger.table;
  }

  async pause(reason: 'user' | 'quit' = 'user'): Promise<void> {
    this.#stop ??= reason === 'quit' ? 'quit' : 'pause';
    this.#control.stop();
    await this.done;
  }

  async abort(): Promise<void> {
    this.#stop ??= 'quit';
    this.#control.stop();
    this.#control.interrupt('cancel');
    await this.done;
  }

  async cancel(): Promise<void> {
    this.#stop = 'cancel';
    this.#control.stop();
    this.#control.interrupt('cancel');
    await this.done;
  }

  /**
   * A person's answer; it is on disk when this resolves. False: the run is about to stand still, and takes no more.
   * Rejects with `illegal_state` (`nothing_asked`, `already_answered`), `invalid_input` (`invalid_answer`).
   */
  async answer(step: string, value: Json): Promise<boolean> {
    const { blobs } = this.#parts.folder;
    const { head } = this.#ledger;
    const fact = await answerFact(head, { step, value, blobs });
    // somebody else may have answered while the value was stored
    openQuestion(head, step, blobs);
    if (this.#control.isStopping || this.#failure !== null) return false;
    await this.#ledger.append(fact, true).applied;
    return true;
  }

  kill(): void {
    this.#control.hurry();
  }

  subscribe(subscription: Subscription): () => void {
    if (subscription.onSignal !== undefined) this.#learnHistory();
    return this.#subscribers.add(subscription);
  }

  async #execute(opened: Promise<void>): Promise<ResultDocument> {
    try {
      await opened;
      this.#saveSummary();
      if (this.#parts.isToCancel !== true) await this.#runSteps();
      if (this.#failure !== null) throw this.#failure.error;
      await this.#end();
      return resultDocument(this.#ledger.table, this.#parts.pipeline, this.#parts.folder.blobs);
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      await this.#close();
    }
  }

  async #runSteps(): Promise<void> {
    const stopTimer = this.#timeLimit.start(() => this.#onTimeUp());
    try {
      await this.#drive();
    } finally {
      stopTimer();
    }
  }

  /** Estimates need earlier runs; they are read when the first listener comes, beside the run. */
  #learnHistory(): void {
    const { loadHistory, deps } = this.#parts;
    if (this.#history !== null) return;
    this.#history = NO_HISTORY;
    loadHistory().then(
      (history) => {
        this.#history = history;
      },
      (error: unknown) => deps.log(`run ${this.run} has no estimate: ${String(error)}`),
    );
  }

  /** A cache for lists: that it cannot be written costs them time, and no data. */
  #saveSummary(): void {
    const { folder, deps } = this.#parts;
    folder.saveSummary(this.#ledger.table).catch((error: unknown) => deps.log(`run ${this.run}: ${String(error)}`));
  }

  async #drive(): Promise<void> {
    const { pipeline } = this.#parts;
    await drive({
      definition: this.#driven,
      ledger: this.#ledger,
      scheduler: this.#scheduler,
      releases: this.#releases,
      openSaver: () => {
        this.#saver = this.#openSaver();
        return this.#saver;
      },
      thread: this.run,
      hash: pipeline.hash,
      waiting: () => this.#firstWaiting(),
    });
  }

  /** The step of the run's own level that waits for a person, or has something inside that does. */
  #firstWaiting(): string | undefined {
    const { table } = this.#ledger;
    if (this.#stop !== null || this.#failure !== null) return undefined;
    const [first] = table.waiting;
    return first === undefined ? undefined : topOf(first);
  }

  /** The last facts: cancelled steps that had no running attempt, then what became of the run. */
  async #end(): Promise<void> {
    // lines on their way first: outputs are evaluated over the table, and what could not be written is told here
    await this.#ledger.flush();
    const verdict = judge(this.#ledger.head, this.#stop, {
      brokeAt: this.#brokeAt,
      goal: this.#goal,
    });
    if (verdict.kind === 'stuck') throw this.#stuck();
    if (verdict.kind === 'cancelled')
      await this.#append(openSteps(this.#ledger.head).map((place) => stepCancelled(place, 0)));
    await this.#append([await endFact(this.#context, verdict)]);
    await this.#saver?.sync();
    this.#gate.flush();
  }

  async #close(): Promise<void> {
    const { folder, journal, lock, deps } = this.#parts;
    try {
      await this.#attempts.idle();
      this.#saver?.close();
      await journal.close();
      if (this.#failure === null) await folder.saveSummary(this.#ledger.table);
    } catch (error) {
      deps.log(`run ${this.run}: ${String(error)}`);
    } finally {
      await lock.release();
    }
  }

  #onApplied(fact: Fact, changed: readonly string[]): void {
    this.#subscribers.fact(fact);
    if (fact.type === 'edited' && fact.edit.kind === 'parameter')
      this.#parameterEdits.set(fact.edit.name, this.#parts.folder.blobs.get(fact.edit.value));
    this.#control.onApplied(fact, changed);
    // its line was on its way when the run's time was up
    if (this.#timeLimit.isUp && fact.type === 'step.attempt_failed') this.#expireDelays();
    if (changed.length > 0) this.#gate.pushLazily('progress', () => this.#progress());
  }

  /** Persisting failed, or our own code did: everything stops at once, and the run can be resumed (E24). */
  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { error };
    this.#control.abandon();
  }

  #onBreak(path: string): void {
    this.#stop ??= 'breakpoint';
    this.#brokeAt ??= path;
    this.#control.stop();
  }

  #warnOfBreakpoints(error: unknown): void {
    const message = `the kept breakpoints cannot be read any more, those that were known hold: ${describeThrown(error)}`;
    this.#ledger.append({ type: 'warning', code: 'breakpoints_unreadable', message }, false);
  }

  /** Nothing is left to do before a person has answered, and the run stands still until then; or it would do so for ever. */
  #onStandstill(standstill: Standstill): void {
    if (standstill === 'people') this.#control.stop();
    else this.#fail(this.#stuck());
  }

  /** It is in the journal too: nobody may be looking. */
  #stuck(): StepglassError {
    const error = stuck(this.run, this.#ledger.table);
    this.#ledger.append({ type: 'warning', code: error.code, message: error.message }, false);
    return error;
  }

  #append(facts: readonly FactBody[]): Promise<void> {
    const applied = facts.map((fact) => this.#ledger.append(fact, true).applied);
    return Promise.all(applied).then(() => undefined);
  }

  #onTimeUp(): void {
    try {
      this.#attempts.interruptAll('run_timeout');
      this.#expireDelays();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Steps that wait for their next attempt will not have one. */
  #expireDelays(): void {
    const failure = { error: this.#timeLimit.error };
    this.#scheduler.expireDelays((step) => {
      const place = { step, attempt: this.#ledger.head.steps.get(step)?.attempt ?? 0 };
      return { fact: stepFailed(this.#context, place, { failure, durationMs: 0, fatal: true }), fatal: true };
    });
  }

  #progress() {
    const { deps, pipeline } = this.#parts;
    const progress = progressOf(this.#definition, this.#ledger.table, {
      order: pipeline.order,
      history: this.#history ?? NO_HISTORY,
      containers: this.#containers,
      nowMs: deps.clock.now(),
    });
    return { type: 'progress', run: this.run, ...progress } as const;
  }

  #openSaver(): RunSaver {
    const { deps, folder, pipeline } = this.#parts;
    return new RunSaver(folder.checkpointsPath, {
      files: deps.files ?? nodeFileLayer,
      hash: pipeline.hash,
      onCheckpoint: ({ id, seq, sizeBytes }) => {
        if (this.#failure === null)
          this.#ledger.append({ type: 'checkpoint.created', checkpoint: id, seq, sizeBytes }, false);
      },
    });
  }
}
