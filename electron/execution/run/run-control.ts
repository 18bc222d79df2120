import type { Fact } from '../../../shared/facts.ts';
import type { Body, Step } from '../../../shared/pipeline.ts';
import { isInside, splitPath } from '../../../shared/step-path.ts';
import type { Attempts } from '../attempt/attempts.ts';
import type { Reason } from '../attempt/interruption.ts';
import { type Breakpoints, momentOf } from '../people/breakpoints.ts';
import { compileGraph, type RunGraph } from '../schedule/graph.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { SlotPool } from '../schedule/slots.ts';
import { type Definition, defineSteps } from './definition.ts';
import { pathOf, type RunContext } from './run-context.ts';
import { type Standstill, standstill } from './standstill.ts';

/** A level that runs now: the run itself, an iteration, an included pipeline. */
export interface Level {
  readonly scheduler: Scheduler;
  readonly attempts: Attempts;
}

/** A body as it is run: made once, however often it runs. */
export interface CompiledBody {
  readonly definition: Definition;
  readonly steps: ReadonlyMap<string, Step>;
  readonly graph: RunGraph;
}

export interface ControlOptions {
  /** Whether any step waits for a person. */
  readonly isAsking: () => boolean;
  /** Whether all facts are in the table. */
  readonly isQuiet: () => boolean;
  /** Called when nothing goes on by itself any more, though steps are left. */
  readonly onStandstill: (standstill: Standstill) => void;
  readonly breakpoints: Breakpoints;
  /** What does the work of a level. */
  readonly makeAttempts: (context: RunContext) => Attempts;
  /** A breakpoint was hit: the run is to pause. */
  readonly onBreak: (path: string) => void;
}

/** What the levels of one run have in common: they hear of facts, and stop, together. */
export class RunControl {
  readonly slots: SlotPool;
  readonly makeAttempts: (context: RunContext) => Attempts;
  readonly #levels = new Map<string, Level>();
  readonly #bodies = new Map<Body, CompiledBody>();
  readonly #onStandstill: (standstill: Standstill) => void;
  readonly #breakpoints: Breakpoints;
  readonly #onBreak: (path: string) => void;
  readonly #isAsking: () => boolean;
  readonly #isQuiet: () => boolean;
  #isChecking = false;
  #isStopping = false;

  constructor(slots: SlotPool, options: ControlOptions) {
    const { isAsking, isQuiet, onStandstill, breakpoints, makeAttempts, onBreak } = options;
    this.slots = slots;
    this.makeAttempts = makeAttempts;
    this.#breakpoints = breakpoints;
    this.#onBreak = onBreak;
    this.#isAsking = isAsking;
    this.#isQuiet = isQuiet;
    this.#onStandstill = onStandstill;
  }

  /** Nothing new is begun. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  enter(scope: string, level: Level): void {
    this.#levels.set(scope, level);
  }

  leave(scope: string): void {
    this.#levels.get(scope)?.scheduler.close();
    this.#levels.delete(scope);
  }

  bodyOf(body: Body): CompiledBody {
    const known = this.#bodies.get(body);
    if (known !== undefined) return known;
    const definition = defineSteps(body.steps);
    const steps = new Map([...body.steps, ...(body.handlerSteps ?? [])].map((step) => [step.id, step]));
    const made = { definition, steps, graph: compileGraph(definition, undefined) };
    this.#bodies.set(body, made);
    return made;
  }

  /** A fact has entered the table: the level that it is about hears of it. */
  onApplied(fact: Fact, changed: readonly string[]): void {
    const path = 'step' in fact ? (fact.step ?? '') : '';
    const { scope, id } = splitPath(path);
    const level = this.#levels.get(scope);
    if (fact.type === 'step.started') this.#breakpoints.noteStarted(fact.step);
    // before what follows from the fact is started
    const moment = momentOf(fact);
    if (moment !== null) level?.attempts.noteMoment(moment.id, moment.when);
    if (scope === '') level?.scheduler.onApplied(fact, changed);
    else
      level?.scheduler.onApplied(
        { ...fact, step: id } as Fact,
        changed.map((each) => splitPath(each).id),
      );
    this.checkStandstill();
  }

  /** True if the run stops here for a person to look; that is journaled. */
  isHeldAt(context: RunContext, id: string, when: 'before' | 'after' | 'error'): boolean {
    if (this.#isStopping || !this.#breakpoints.isHit(context, id, when)) return false;
    const step = pathOf(context, id);
    context.root.append({ type: 'breakpoint.hit', step, when }, true);
    this.#onBreak(step);
    return true;
  }

  stop(): void {
    this.#isStopping = true;
    for (const { scheduler } of this.#levels.values()) scheduler.stop();
  }

  interrupt(reason: Reason): void {
    for (const { attempts } of this.#levels.values()) attempts.interruptAll(reason);
  }

  /** Stops what is inside one container, or one iteration of it, and nothing else. */
  stopInside(place: string): void {
    for (const [scope, { scheduler, attempts }] of this.#levels) {
      if (!isInside(scope, place)) continue;
      scheduler.stop();
      attempts.interruptAll('cancel');
    }
  }

  abandon(): void {
    this.#isStopping = true;
    for (const { scheduler, attempts } of this.#levels.values()) {
      scheduler.abandon();
      attempts.interruptAll('abandon');
    }
  }

  hurry(): void {
    for (const { attempts } of this.#levels.values()) attempts.hurry();
  }

  /**
   * Looks whether the run stands still, in the next turn: what follows from this moment has begun by then. To be called
   * whenever something has ended that went on by itself.
   */
  readonly checkStandstill = (): void => {
    if (this.#isChecking) return;
    this.#isChecking = true;
    setImmediate(() => {
      this.#isChecking = false;
      const found = standstill({
        isQuiet: this.#isQuiet(),
        isStalled: this.#levels.get('')?.scheduler.isStalled === true,
        isStopping: this.#isStopping,
        isAsking: this.#isAsking(),
      });
      if (found !== null) this.#onStandstill(found);
    });
  };
}
