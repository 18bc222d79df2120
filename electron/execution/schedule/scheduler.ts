import type { Fact, FactBody } from '../../../shared/facts.ts';
import { isSettled, stepState } from '../../../shared/run-state.ts';
import type { Clock } from '../clock.ts';
import { toIso } from '../clock.ts';
import type { LevelLedger } from '../containers/level-ledger.ts';
import { outside } from '../context.ts';
import { type Definition, descendants, inFileOrder, stepOf } from '../run/definition.ts';
import { type Outcome, settle } from './settle.ts';
import { SlotPool } from './slots.ts';

/** A fact that settles a step. Its consequences so far are those that the step itself knows of (variables it set). */
export type SettlingFact = Extract<
  FactBody,
  { type: 'step.completed' | 'step.failed' | 'step.cancelled' | 'step.skipped' }
>;
export type RetryFact = Extract<FactBody, { type: 'step.attempt_failed' }>;
/** The step asks a person; it is in no slot until the answer is there. */
export type WaitingFact = Extract<FactBody, { type: 'step.waiting' }>;

export interface AttemptEnd {
  readonly fact: SettlingFact | RetryFact | WaitingFact;
  /** What is journaled before it, in the same turn. */
  readonly before?: readonly FactBody[];
  /** What follows: everything from this step on is taken back and runs again. */
  readonly rollback?: string;
  /** The failure ends the run whatever the step's policy says. */
  readonly fatal?: boolean;
}

/** What an answer makes of a step; `again`: another attempt. */
export type AnswerEnd = AttemptEnd | 'again' | { readonly rollback: string };

/** What the scheduler has done for it. Nothing here throws but for failures of storage. */
export interface StepWork {
  /** Decides whether a ready step runs; null: it does. Takes no slot. */
  admit(step: string): AttemptEnd | null;
  /** True if the run stops before this step; it is left as it is. */
  holds(step: string): boolean;
  /** One attempt, in a slot, outside of any LangGraph context. Null: the step was settled by somebody else before it began. */
  attempt(step: string): Promise<AttemptEnd | null>;
  /** True for a step that runs other steps: it takes no slot, what is inside it does. */
  isContainer(step: string): boolean;
  /** True if nothing inside the container goes on before a person has answered. */
  isStalled(step: string): boolean;
  /** What a person's answer makes of the step. */
  answer(step: string): Promise<AnswerEnd>;
  /** When the default is the answer, in ms since 1970; null: the question stands for ever. */
  expiresAt(step: string): number | null;
  /** Its time is up. Null: the answer is on its way. */
  expire(step: string): Promise<AttemptEnd | null>;
  /** Ends the running attempt of one step, which settles as cancelled. */
  interrupt(step: string): void;
  /** Journals that everything from `to` on is taken back; resolves when that has entered the table. */
  takeBack(cause: string, to: string): Promise<void>;
}

export interface SchedulerOptions {
  readonly definition: Definition;
  readonly ledger: LevelLedger;
  readonly work: StepWork;
  readonly clock: Clock;
  /** How many attempts run at once; at least 1. A pool is shared with other levels of the run. */
  readonly slots: number | SlotPool;
  /** Only these steps are started; the others stay pending. Absent: all. */
  readonly only?: ReadonlySet<string>;
  /** Something happened that the graph should hear of soon. */
  readonly onNews: () => void;
  /** Something stopped being at work: perhaps nothing is left but questions to people. */
  readonly onQuiet?: () => void;
  /** An attempt could not be recorded, or our own code failed. The run must stop. */
  readonly onFailure: (error: unknown) => void;
}

/** A step that has begun and is not settled in `table`. */
interface InFlight {
  readonly settled: Promise<void>;
  readonly resolve: () => void;
}

/**
 * Starts every step as soon as everything before it is settled, and a slot is free. It decides and works in memory; the
 * graph follows it through `inflight`, `unattached` and `takeChanged` (graph.ts).
 *
 * A step skipped early, while others that it waits for still run, does not yet let its dependents start: it is settled
 * but not *closed*. Otherwise the outcome of a run would depend on timing (E11).
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #inflight = new Map<string, InFlight>();
  /** In flight, and no node has been sent to attend them. */
  readonly #unattached = new Set<string>();
  /** Changed in `table`, and not yet reported to the graph. */
  readonly #changed = new Set<string>();
  /** Ready, waiting for a slot, in the order of their turn. */
  readonly #parked = new Set<string>();
  /** Steps with a running attempt. */
  readonly #occupied = new Set<string>();
  /** Those of them that hold a slot. */
  readonly #slotted = new Set<string>();
  readonly #slots: SlotPool;
  /** Steps that wait for a person. */
  readonly #asking = new Set<string>();
  /** Those of them that are answered by themselves in the end. */
  readonly #expiring = new Map<string, AbortController>();
  /** Steps that a rollback is about to take back: nothing of them begins. */
  readonly #frozen = new Set<string>();
  readonly #delays = new Map<string, AbortController>();
  #onBegin: () => void = () => undefined;
  readonly #closed = new Set<string>();
  /** How many of the steps that it waits for are not closed. */
  readonly #missing = new Map<string, number>();
  #isStarted = false;
  #isStopping = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#slots = typeof options.slots === 'number' ? new SlotPool(options.slots) : options.slots;
    for (const [id, step] of options.definition.steps) this.#missing.set(id, step.waits.length);
  }

  /** Starts what is ready. Steps between two attempts go on waiting for their time. */
  start(): void {
    const { definition } = this.#options;
    this.#isStarted = true;
    this.#slots.join(this.#fill);
    const first = definition.ids.filter((id) => this.#missing.get(id) === 0);
    this.#wake([...first.filter((id) => !this.#isSettled(id)), ...this.#close(first)]);
    this.#fill();
    this.#options.onQuiet?.();
  }

  /** Nothing is started any more, and no slot is waited for: the level is over. */
  close(): void {
    this.#slots.leave(this.#fill);
  }

  /** To be called for every fact that enters `table`, with the steps it changed. Those before the start are in the table then. */
  onApplied(fact: Fact, changed: readonly string[]): void {
    if (!this.#isStarted) return;
    if (fact.type === 'step.attempt_failed') return this.#onAttemptFailed(fact.step, fact.retryAt);
    if (fact.type === 'step.waiting') return this.#onAsked(fact.step);
    if (fact.type === 'step.answered') return this.#onAnswered(fact.step);
    const settled = changed.filter((id) => this.#isSettled(id));
    if (settled.length === 0) return;
    for (const id of settled) this.#leave(id);
    this.#wake(this.#close(settled));
    this.#fill();
    this.#detachIfIdle();
    this.#options.onNews();
    this.#options.onQuiet?.();
  }

  /** No step starts from now on. Steps between two attempts leave the flight as soon as no attempt runs. */
  stop(): void {
    this.#isStopping = true;
    this.#parked.clear();
    this.#onBegin();
    for (const delay of this.#delays.values()) delay.abort();
    this.#delays.clear();
    for (const id of this.#asking) this.#unask(id);
    this.#detachIfIdle();
  }

  /** True if work is left, but none of it goes on before a person has answered. */
  get isStalled(): boolean {
    if (!this.#isStarted || this.#isStopping || this.#inflight.size === 0) return false;
    if (this.#parked.size + this.#delays.size > 0) return false;
    const { work } = this.#options;
    if (this.#expiring.size + this.#frozen.size > 0) return false;
    return [...this.#inflight.keys()].every((id) => this.#asking.has(id) || work.isStalled(id));
  }

  /** Ends the steps that wait for their next attempt, or for a person. */
  expireDelays(endOf: (step: string) => AttemptEnd): void {
    for (const id of [...this.#delays.keys(), ...this.#asking]) {
      // the first end may have settled the others
      if (!isSettled(stepState(this.#options.ledger.head, id).status)) this.#finish(id, endOf(id));
    }
  }

  /** Gives everything up: the graph ends, running attempts are not waited for. */
  abandon(): void {
    this.stop();
    for (const id of this.#occupied) this.#vacate(id);
    this.#detachIfIdle();
  }

  /** Resolves when the step is settled (or given up); null if it is not in flight. */
  settled(step: string): Promise<void> | null {
    return this.#inflight.get(step)?.settled ?? null;
  }

  get inflight(): readonly string[] {
    return [...this.#inflight.keys()];
  }

  get occupied(): readonly string[] {
    return [...this.#occupied];
  }

  /**
   * Resolves when a step begins, or none will: for a level whose slots are all taken by other levels, so that nothing of
   * it is in flight. Null: there is no such step.
   */
  nextBegin(): Promise<void> | null {
    if (this.#isStopping || this.#inflight.size > 0 || this.#parked.size === 0) return null;
    return new Promise((resolve) => {
      this.#onBegin = resolve;
    });
  }

  /** Ready steps that wait for a slot. */
  get parked(): readonly string[] {
    return [...this.#parked];
  }

  /** True if the graph has not heard of everything. */
  get hasNews(): boolean {
    return this.#changed.size + this.#unattached.size > 0;
  }

  /** Hands over what the graph has not heard of: steps changed in `table`, and steps that no node attends. */
  takeNews(): { readonly changed: readonly string[]; readonly unattached: readonly string[] } {
    const news = { changed: [...this.#changed], unattached: [...this.#unattached] };
    this.#changed.clear();
    this.#unattached.clear();
    return news;
  }

  #isSettled(id: string): boolean {
    return isSettled(stepState(this.#options.ledger.table, id).status);
  }

  #leave(id: string): void {
    this.#changed.add(id);
    this.#vacate(id);
    this.#parked.delete(id);
    this.#unask(id);
    this.#delays.get(id)?.abort();
    this.#delays.delete(id);
    this.#inflight.get(id)?.resolve();
    this.#inflight.delete(id);
    this.#unattached.delete(id);
  }

  #vacate(id: string): void {
    this.#occupied.delete(id);
    if (this.#slotted.delete(id)) this.#slots.give();
  }

  /** Closes the settled among `ids` and what this closes in turn; returns the steps that have become ready, in file order. */
  #close(ids: readonly string[]): readonly string[] {
    const { definition } = this.#options;
    const ready: string[] = [];
    const todo = [...ids];
    for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
      if (this.#closed.has(id) || this.#missing.get(id) !== 0 || !this.#isSettled(id)) continue;
      this.#closed.add(id);
      for (const next of stepOf(definition, id).next) {
        const missing = (this.#missing.get(next) ?? 0) - 1;
        this.#missing.set(next, missing);
        if (missing === 0) (this.#isSettled(next) ? todo : ready).push(next);
      }
    }
    return inFileOrder(definition, ready);
  }

  #wake(ready: readonly string[]): void {
    const { ledger, only, work } = this.#options;
    for (const id of ready) {
      if (this.#isStopping || this.#frozen.has(id) || (only !== undefined && !only.has(id))) continue;
      const { status, retryAt, answer } = stepState(ledger.head, id);
      // a line on its way may have skipped it
      if (isSettled(status)) continue;
      if (status === 'retrying') {
        this.#begin(id);
        this.#delay(id, retryAt ?? toIso(0));
        continue;
      }
      if (status === 'waiting' || answer !== undefined) {
        this.#begin(id);
        if (status === 'waiting') this.#ask(id);
        // it was answered, and then the run's owner died
        else this.#onAnswered(id);
        continue;
      }
      const end = work.admit(id);
      if (end === null) {
        if (!work.holds(id)) this.#park(id);
        continue;
      }
      this.#begin(id);
      this.#finish(id, end);
    }
  }

  readonly #fill = (): void => {
    const { ledger } = this.#options;
    for (const id of this.#parked) {
      if (this.#isStopping) return;
      if (isSettled(stepState(ledger.head, id).status)) {
        this.#parked.delete(id);
        continue;
      }
      if (!this.#slots.take()) return;
      this.#parked.delete(id);
      this.#slotted.add(id);
      this.#launch(id);
      // perhaps another level gave the slot: the graph of this one has not heard of it
      this.#options.onNews();
    }
  };

  /** The step's turn is as soon as a slot is free; a container needs none. */
  #park(id: string): void {
    if (this.#options.work.isContainer(id)) this.#launch(id);
    else this.#parked.add(id);
  }

  #launch(id: string): void {
    this.#begin(id);
    this.#occupied.add(id);
    outside(() => void this.#run(id));
  }

  #begin(id: string): void {
    if (this.#inflight.has(id)) return;
    let resolve = (): void => undefined;
    const settled = new Promise<void>((done) => {
      resolve = done;
    });
    this.#inflight.set(id, { settled, resolve });
    this.#unattached.add(id);
    this.#onBegin();
  }

  async #run(id: string): Promise<void> {
    try {
      const end = await this.#options.work.attempt(id);
      // what a given-up attempt still brings is too late
      if (!this.#occupied.has(id)) return;
      if (end === null) this.#withdraw(id);
      else this.#finish(id, end);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** The line that settled the step is on its way; it takes the step out of the flight when it arrives. */
  #withdraw(id: string): void {
    this.#vacate(id);
    this.#fill();
    this.#detachIfIdle();
    this.#options.onQuiet?.();
  }

  #finish(id: string, { fact, fatal, before = [], rollback }: AttemptEnd): void {
    const { definition, ledger } = this.#options;
    try {
      for (const each of before) ledger.append(each, true);
      if (fact.type === 'step.attempt_failed' || fact.type === 'step.waiting') {
        if (rollback !== undefined) this.#freeze(rollback);
        ledger.append(fact, true);
        if (rollback !== undefined) void this.#rollBack(id, rollback);
        return;
      }
      const others = settle(definition, ledger.head.steps, outcomeOf(id, fact, fatal === true));
      ledger.append({ ...fact, consequences: [...fact.consequences, ...others] }, true);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** The question is on its way to people, and the slot is free. */
  #onAsked(id: string): void {
    this.#vacate(id);
    if (this.#isStopping) return this.#detachIfIdle();
    this.#ask(id);
    this.#fill();
    this.#options.onQuiet?.();
  }

  #ask(id: string): void {
    const { work, clock, onFailure } = this.#options;
    this.#asking.add(id);
    const at = work.expiresAt(id);
    if (at === null) return;
    const timer = new AbortController();
    this.#expiring.set(id, timer);
    clock.sleep(at - clock.now(), timer.signal).then(
      () => void this.#expire(id),
      (error: unknown) => {
        if (!timer.signal.aborted) onFailure(error);
      },
    );
  }

  #unask(id: string): void {
    this.#asking.delete(id);
    this.#expiring.get(id)?.abort();
    this.#expiring.delete(id);
  }

  async #expire(id: string): Promise<void> {
    try {
      if (!this.#asking.has(id)) return;
      const end = await this.#options.work.expire(id);
      if (end !== null) this.#finish(id, end);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  #onAnswered(id: string): void {
    this.#unask(id);
    if (this.#isStopping) return;
    this.#occupied.add(id);
    outside(() => void this.#takeAnswer(id));
  }

  async #takeAnswer(id: string): Promise<void> {
    try {
      const end = await this.#options.work.answer(id);
      if (!this.#occupied.has(id)) return;
      if (end !== 'again' && 'fact' in end) return this.#finish(id, end);
      if (end !== 'again') return void this.#rollBack(id, end.rollback);
      this.#vacate(id);
      if (this.#isStopping) return this.#detachIfIdle();
      this.#park(id);
      this.#fill();
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  #onAttemptFailed(id: string, retryAt: string): void {
    // it has asked a person in the same turn
    if (stepState(this.#options.ledger.head, id).status === 'waiting') return;
    this.#vacate(id);
    if (this.#frozen.has(id)) return;
    if (this.#isStopping) this.#detachIfIdle();
    else {
      this.#delay(id, retryAt);
      this.#fill();
    }
  }

  #delay(id: string, retryAt: string): void {
    const { clock, onFailure } = this.#options;
    const delay = new AbortController();
    this.#delays.set(id, delay);
    clock.sleep(Date.parse(retryAt) - clock.now(), delay.signal).then(
      () => {
        if (delay.signal.aborted) return;
        this.#delays.delete(id);
        this.#park(id);
        this.#fill();
      },
      (error: unknown) => {
        if (!delay.signal.aborted) onFailure(error);
      },
    );
  }

  #freeze(to: string): void {
    const { definition } = this.#options;
    for (const id of descendants(definition, to).add(to)) this.#frozen.add(id);
  }

  /** Ends what runs of the steps to be taken back, takes them back, and goes on with the first of them. */
  async #rollBack(cause: string, to: string): Promise<void> {
    const { work, onFailure, onNews, onQuiet } = this.#options;
    try {
      this.#freeze(to);
      for (const id of this.#frozen) {
        this.#parked.delete(id);
        this.#delays.get(id)?.abort();
        this.#delays.delete(id);
        this.#unask(id);
        if (id !== cause) work.interrupt(id);
      }
      const others = [...this.#frozen].filter((id) => id !== cause && this.#occupied.has(id));
      await Promise.all(others.map((id) => this.#inflight.get(id)?.settled ?? Promise.resolve()));
      // a resume tries the failed step again, and comes here again
      if (this.#isStopping) return;
      await work.takeBack(cause, to);
      for (const id of this.#frozen) this.#leave(id);
      this.#frozen.clear();
      if (this.#isStopping) return this.#detachIfIdle();
      this.#recount();
      this.#fill();
      onNews();
      onQuiet?.();
    } catch (error) {
      onFailure(error);
    }
  }

  /** What is closed and ready, from the beginning: settled steps have become unsettled. */
  #recount(): void {
    const { definition } = this.#options;
    this.#closed.clear();
    for (const [id, step] of definition.steps) this.#missing.set(id, step.waits.length);
    const first = definition.ids.filter((id) => this.#missing.get(id) === 0);
    const ready = [...first.filter((id) => !this.#isSettled(id)), ...this.#close(first)];
    this.#wake(ready.filter((id) => !this.#inflight.has(id) && !this.#parked.has(id)));
  }

  /** When stopping: what is in flight but not at work does not hold the graph. */
  #detachIfIdle(): void {
    if (!this.#isStopping || this.#occupied.size > 0) return;
    for (const flight of this.#inflight.values()) flight.resolve();
    this.#inflight.clear();
    this.#unattached.clear();
    this.#options.onNews();
  }
}

function outcomeOf(step: string, fact: SettlingFact, fatal: boolean): Outcome {
  switch (fact.type) {
    case 'step.completed':
      return { step, status: 'completed' };
    case 'step.failed':
      return { step, status: 'failed', fatal, ...(fact.handled === undefined ? {} : { handled: fact.handled }) };
    case 'step.cancelled':
      return { step, status: 'cancelled' };
    default:
      return { step, status: 'skipped', reason: fact.reason };
  }
}
