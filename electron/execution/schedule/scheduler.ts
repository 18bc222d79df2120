import type { Fact } from '../../../shared/facts.ts';
import { isSettled, stepState } from '../../../shared/state/run-state.ts';
import type { Clock } from '../clock.ts';
import { toIso } from '../clock.ts';
import type { LevelLedger } from '../containers/level-ledger.ts';
import { outside } from '../context.ts';
import { type Definition, descendants } from '../run/definition.ts';
import { AtWork } from './at-work.ts';
import { Flight } from './flight.ts';
import { Readiness } from './readiness.ts';
import { outcomeOfFact, settle } from './settle.ts';
import { SlotPool } from './slots.ts';
import { StepTimers } from './step-timers.ts';
import type { AttemptEnd, StepWork } from './step-work.ts';
import { UnderWay } from './under-way.ts';

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
  /** Some work has ended, or a timer has come due: perhaps nothing goes on by itself any more. */
  readonly onQuiet?: () => void;
  /** An attempt could not be recorded, or our own code failed. The run must stop. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Starts every step as soon as everything before it is settled, and a slot is free. It decides and works in memory; the
 * graph follows it through `inflight` and `takeNews` (graph.ts).
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #flight = new Flight();
  readonly #readiness: Readiness;
  /** Ready, waiting for a slot, in the order of their turn. */
  readonly #parked = new Set<string>();
  readonly #atWork: AtWork;
  readonly #underWay: UnderWay;
  readonly #slots: SlotPool;
  /** Steps that wait for a person. */
  readonly #asking = new Set<string>();
  /** Those of them that are answered by themselves in the end. */
  readonly #expiring: StepTimers;
  /** By the failed step: the steps that its rollback is about to take back. Nothing of them begins. */
  readonly #rollbacks = new Map<string, ReadonlySet<string>>();
  /** Steps between two attempts. */
  readonly #delays: StepTimers;
  #isStarted = false;
  #isStopping = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#slots = typeof options.slots === 'number' ? new SlotPool(options.slots) : options.slots;
    this.#atWork = new AtWork(this.#slots);
    this.#underWay = new UnderWay(() => options.onQuiet?.());
    this.#readiness = new Readiness(options.definition, (id) => this.#isSettled(id));
    this.#expiring = new StepTimers(options.clock, options.onFailure);
    this.#delays = new StepTimers(options.clock, options.onFailure);
  }

  /** Starts what is ready. Steps between two attempts go on waiting for their time. */
  start(): void {
    this.#isStarted = true;
    this.#slots.join(this.#fill);
    this.#wake(this.#readiness.recount());
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
    this.#wake(this.#readiness.close(settled));
    this.#fill();
    this.#detachIfIdle();
    this.#options.onNews();
  }

  /** No step starts from now on. Steps between two attempts leave the flight as soon as no attempt runs. */
  stop(): void {
    this.#isStopping = true;
    this.#parked.clear();
    this.#flight.cease();
    this.#delays.cancelAll();
    for (const id of this.#asking) this.#unask(id);
    this.#detachIfIdle();
    this.#options.onQuiet?.();
  }

  /** True if steps are left, and nothing goes on here by itself: it is for people to go on, or for other levels, or it is lost. */
  get isStalled(): boolean {
    if (!this.#isStarted || this.#flight.size + this.#parked.size === 0) return false;
    if (this.#delays.isRunning || this.#expiring.isRunning) return false;
    return this.#underWay.isNone((container) => this.#options.work.isStalled(container));
  }

  /** Ends the steps that wait for their next attempt, or for a person. */
  expireDelays(endOf: (step: string) => AttemptEnd): void {
    for (const id of [...this.#delays.steps, ...this.#asking]) {
      // the first end may have settled the others
      if (!isSettled(stepState(this.#options.ledger.head, id).status)) this.#finish(id, endOf(id));
    }
  }

  /** Gives everything up: the graph ends, running attempts are not waited for. */
  abandon(): void {
    this.stop();
    for (const id of this.#atWork.steps) this.#atWork.end(id);
    this.#detachIfIdle();
  }

  /** Resolves when the step is settled (or given up); null if it is not in flight. */
  settled(step: string): Promise<void> | null {
    return this.#flight.settled(step);
  }

  get inflight(): readonly string[] {
    return this.#flight.steps;
  }

  get occupied(): readonly string[] {
    return this.#atWork.steps;
  }

  /**
   * Resolves when a step begins, or none will: for a level whose slots are all taken by other levels, so that nothing of
   * it is in flight. Null: there is no such step.
   */
  nextBegin(): Promise<void> | null {
    if (this.#isStopping || this.#flight.size > 0 || this.#parked.size === 0) return null;
    return this.#flight.nextBegin();
  }

  /** Ready steps that wait for a slot. */
  get parked(): readonly string[] {
    return [...this.#parked];
  }

  /** True if the graph has not heard of everything. */
  get hasNews(): boolean {
    return this.#flight.hasNews;
  }

  /** Hands over what the graph has not heard of: steps changed in `table`, and steps that no node attends. */
  takeNews(): { readonly changed: readonly string[]; readonly unattached: readonly string[] } {
    return this.#flight.takeNews();
  }

  #isSettled(id: string): boolean {
    return isSettled(stepState(this.#options.ledger.table, id).status);
  }

  #leave(id: string): void {
    this.#atWork.end(id);
    this.#parked.delete(id);
    this.#unask(id);
    this.#delays.cancel(id);
    this.#flight.end(id);
  }

  #wake(ready: readonly string[]): void {
    const { ledger, only, work } = this.#options;
    for (const id of ready) {
      // what a rollback leaves running may wait for a step that it takes back
      if (this.#flight.has(id) || this.#parked.has(id)) continue;
      if (this.#isStopping || this.#isFrozen(id) || (only !== undefined && !only.has(id))) continue;
      const { status, retryAt, answer } = stepState(ledger.head, id);
      // a line on its way may have skipped it
      if (isSettled(status)) continue;
      if (status === 'retrying') {
        this.#flight.begin(id);
        this.#delay(id, retryAt ?? toIso(0));
        continue;
      }
      if (status === 'waiting' || answer !== undefined) {
        this.#flight.begin(id);
        if (status === 'waiting') this.#ask(id);
        // it was answered, and then the run's owner died
        else this.#onAnswered(id);
        continue;
      }
      const end = work.admit(id);
      if (end === null) {
        this.#park(id);
        continue;
      }
      this.#flight.begin(id);
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
      if (this.#isHeld(id)) return this.#slots.give();
      this.#launch(id, true);
      // perhaps another level gave the slot: the graph of this one has not heard of it
      this.#options.onNews();
    }
  };

  /** The step's turn is as soon as a slot is free; a container needs none. */
  #park(id: string): void {
    if (this.#isFrozen(id)) return;
    if (!this.#options.work.isContainer(id)) this.#parked.add(id);
    else if (!this.#isHeld(id)) this.#launch(id, false);
  }

  /** Asked when the step is about to begin, not when it is ready: breakpoints may be set meanwhile. Further attempts are not held. */
  #isHeld(id: string): boolean {
    const { ledger, work } = this.#options;
    return stepState(ledger.head, id).status === 'pending' && work.holds(id);
  }

  #launch(id: string, hasSlot: boolean): void {
    this.#flight.begin(id);
    this.#atWork.begin(id, hasSlot);
    // a container takes no slot
    outside(() => this.#underWay.add(this.#run(id), hasSlot ? null : id));
  }

  async #run(id: string): Promise<void> {
    try {
      const end = await this.#options.work.attempt(id);
      // what a given-up attempt still brings is too late
      if (!this.#atWork.has(id)) return;
      if (end === null) this.#withdraw(id);
      else this.#finish(id, end);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** The line that settled the step is on its way; it takes the step out of the flight when it arrives. */
  #withdraw(id: string): void {
    this.#atWork.end(id);
    this.#fill();
    this.#detachIfIdle();
  }

  #finish(id: string, { fact, fatal, before = [], rollback }: AttemptEnd): void {
    const { definition, ledger } = this.#options;
    try {
      for (const each of before) ledger.append(each, true);
      if (fact.type === 'step.attempt_failed' || fact.type === 'step.waiting') {
        if (rollback !== undefined) this.#freeze(id, rollback);
        ledger.append(fact, true);
        if (rollback !== undefined) this.#underWay.add(this.#rollBack(id, rollback));
        return;
      }
      const others = settle(definition, ledger.head.steps, outcomeOfFact(id, fact, fatal === true));
      ledger.append({ ...fact, consequences: [...fact.consequences, ...others] }, true);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** The question is on its way to people, and the slot is free. */
  #onAsked(id: string): void {
    this.#atWork.end(id);
    if (this.#isStopping) return this.#detachIfIdle();
    this.#ask(id);
    this.#fill();
  }

  #ask(id: string): void {
    this.#asking.add(id);
    const at = this.#options.work.expiresAt(id);
    if (at !== null) this.#expiring.start(id, at, () => this.#underWay.add(this.#expire(id)));
  }

  #unask(id: string): void {
    this.#asking.delete(id);
    this.#expiring.cancel(id);
  }

  async #expire(id: string): Promise<void> {
    try {
      if (!this.#asking.has(id)) return;
      const end = await this.#options.work.expire(id);
      if (end !== null && this.#asking.has(id)) this.#finish(id, end);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  #onAnswered(id: string): void {
    this.#unask(id);
    if (this.#isStopping || this.#isFrozen(id)) return;
    this.#atWork.begin(id, false);
    outside(() => this.#underWay.add(this.#takeAnswer(id)));
  }

  async #takeAnswer(id: string): Promise<void> {
    try {
      const end = await this.#options.work.answer(id);
      if (!this.#atWork.has(id)) return;
      if (end !== 'again' && 'fact' in end) return this.#finish(id, end);
      if (end !== 'again') return await this.#rollBack(id, end.rollback);
      this.#atWork.end(id);
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
    this.#atWork.end(id);
    if (this.#isStopping) this.#detachIfIdle();
    else if (!this.#isFrozen(id)) {
      this.#delay(id, retryAt);
      this.#fill();
    }
  }

  #delay(id: string, retryAt: string): void {
    this.#delays.start(id, Date.parse(retryAt), () => {
      this.#delays.cancel(id);
      this.#park(id);
      this.#fill();
      this.#options.onQuiet?.();
    });
  }

  #freeze(cause: string, to: string): ReadonlySet<string> {
    const steps = descendants(this.#options.definition, to).add(to);
    this.#rollbacks.set(cause, steps);
    return steps;
  }

  #isFrozen(id: string): boolean {
    return [...this.#rollbacks.values()].some((steps) => steps.has(id));
  }

  /** Ends what runs of the steps to be taken back, takes them back, and goes on with the first of them. */
  async #rollBack(cause: string, to: string): Promise<void> {
    const { work, onFailure } = this.#options;
    try {
      const steps = this.#freeze(cause, to);
      for (const id of steps) {
        this.#parked.delete(id);
        this.#delays.cancel(id);
        this.#unask(id);
        if (id !== cause) work.interrupt(id);
      }
      // however they end: one that had not begun settles nothing, another may fail or ask at this moment. What is the
      // cause of a rollback itself waits for that one, perhaps for this one
      await this.#atWork.allEnded([...steps].filter((id) => !this.#rollbacks.has(id)));
      if (this.#isStopping) return this.#giveUp(cause);
      await work.takeBack(cause, to);
      this.#rollbacks.delete(cause);
      this.#atWork.end(cause);
      // what another rollback holds stays in flight: without it the graph would end before that one has gone on
      for (const id of steps) if (!this.#isFrozen(id)) this.#leave(id);
      this.#goOn();
    } catch (error) {
      onFailure(error);
    }
  }

  /** A resume tries the failed step again, and comes to its rollback again. */
  #giveUp(cause: string): void {
    this.#rollbacks.delete(cause);
    this.#atWork.end(cause);
    this.#detachIfIdle();
  }

  /** Settled steps have become unsettled. */
  #goOn(): void {
    if (this.#isStopping) return this.#detachIfIdle();
    this.#wake(this.#readiness.recount());
    this.#fill();
    this.#options.onNews();
  }

  /** When stopping: what is in flight but not at work does not hold the graph. */
  #detachIfIdle(): void {
    if (!this.#isStopping || this.#atWork.size > 0) return;
    this.#flight.endAll();
    this.#options.onNews();
  }
}
