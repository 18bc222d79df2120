import type { ErrorRecord, StoredValue } from '../../../shared/facts.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import type { Pipeline, RetryPolicy, Step } from '../../../shared/pipeline.ts';
import { isSettled, stepState } from '../../../shared/state/run-state.ts';
import { toIso } from '../clock.ts';
import type { ContainerRun } from '../containers/container.ts';
import { runContainer } from '../containers/container-attempt.ts';
import { ask, askAfter, expire, expiryOf, takeAnswer } from '../people/people.ts';
import { handle } from '../recovery/handlers.ts';
import { nextDelayMs } from '../recovery/retry.ts';
import { consentTo, mayRollBack, rollBack } from '../recovery/rollback.ts';
import { actionOf, editsOf, type RunContext } from '../run/run-context.ts';
import { admit, contextFor, failedAtCondition } from '../schedule/admission.ts';
import type { AnswerEnd, AttemptEnd, RetryFact, StepWork } from '../schedule/step-work.ts';
import {
  type AttemptPlace,
  containerCompleted,
  errorRecord,
  type FailureEnd,
  nextAttempt,
  stepCancelled,
  stepCompleted,
  stepFailed,
  store,
} from './attempt-end.ts';
import { Interruption, type Reason } from './interruption.ts';
import { renderParameters } from './parameters.ts';
import { ReadLog } from './reads.ts';
import { StepProblem } from './step-problem.ts';
import { callTool, type ToolAnswer } from './tool-call.ts';

/** The join of a `parallel` group. */
const GROUP = 'group';

interface Prepared {
  readonly parameters: JsonObject;
  readonly recorded: StoredValue;
}

/** Runs the attempts of one run's steps: renders, calls, classifies, decides about the next attempt. */
export class Attempts implements StepWork {
  readonly #context: RunContext;
  readonly #running = new Map<string, Interruption>();
  readonly #promises = new Set<Promise<unknown>>();
  /** Why all attempts were ended; those that begin all the same end at once. */
  #ended: Reason | null = null;
  readonly #containers = new Map<string, ContainerRun>();
  /** Steps whose attempt is to come: null, or why it fails before it begins. */
  readonly #admitted = new Map<string, StepProblem | null>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  isContainer(step: string): boolean {
    const found = this.#context.steps.get(step);
    return found?.container !== undefined || found?.tool === GROUP;
  }

  isStalled(step: string): boolean {
    return this.#containers.get(step)?.isStalled === true;
  }

  answer(step: string): Promise<AnswerEnd> {
    return takeAnswer(this.#context, step);
  }

  expiresAt(step: string): number | null {
    return expiryOf(this.#context, step);
  }

  expire(step: string): Promise<AttemptEnd | null> {
    return expire(this.#context, step);
  }

  interrupt(step: string): void {
    this.#running.get(step)?.interrupt('cancel');
  }

  takeBack(cause: string, from: string): Promise<void> {
    return rollBack(this.#context, cause, from);
  }

  admit(step: string): AttemptEnd | null {
    const admitted = admit(this.#context, step);
    if (admitted !== null && !(admitted instanceof StepProblem)) return admitted;
    this.#admitted.set(step, admitted);
    return null;
  }

  holds(step: string): boolean {
    return this.#context.control.isHeldAt(this.#context, step, 'before');
  }

  /** The same after something has happened to the step. */
  noteMoment(step: string, when: 'after' | 'error'): void {
    this.#context.control.isHeldAt(this.#context, step, when);
  }

  attempt(id: string): Promise<AttemptEnd | null> {
    const running = this.#attempt(id);
    this.#promises.add(running);
    return running.finally(() => this.#promises.delete(running));
  }

  /** Resolves when no attempt is at work: nothing that they started is alive. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#promises);
  }

  async #attempt(id: string): Promise<AttemptEnd | null> {
    const { steps, ledger, clock, settings } = this.#context;
    const step = steps.get(id);
    if (step === undefined) throw new Error(`the pipeline has no step ${id}`);
    const place: AttemptPlace = { step: id, attempt: nextAttempt(this.#context, id) };
    const reads = new ReadLog();
    const interruption = new Interruption(clock, settings.cancelGraceMs);
    this.#running.set(id, interruption);
    if (this.#ended !== null) interruption.interrupt(this.#ended);
    try {
      const admitted = this.#admittedNow(id);
      if (admitted instanceof StepProblem) return await this.#refused(place, interruption, admitted);
      if (admitted !== null) return admitted;
      if (step.tool === GROUP) return await this.#join(step, place);
      if (step.container !== undefined) return await this.#contain(step, place, { interruption, reads });
      const prepared = await this.#prepare(step, place.attempt, reads);
      if (this.#isTooLate(id, interruption)) return null;
      const startedMs = clock.now();
      const parameters = prepared instanceof StepProblem ? null : prepared.recorded;
      await ledger.append(
        { type: 'step.started', step: id, attempt: place.attempt, parameters, reads: reads.list() },
        false,
      ).written;
      if (prepared instanceof StepProblem)
        return await this.#failed(
          { ...place, span: prepared.span },
          { failure: { error: prepared.error }, durationMs: 0 },
        );
      if (actionOf(this.#context, step)?.asks !== undefined)
        return { fact: await ask(this.#context, step, prepared.parameters) };
      const answer = await callTool(this.#context, {
        step,
        attempt: place.attempt,
        parameters: prepared.parameters,
        interruption,
      });
      return await this.#end(place, answer, clock.now() - startedMs);
    } finally {
      this.#running.delete(id);
    }
  }

  /** What its condition said when the step was ready; asked again where the last attempt failed at it. */
  #admittedNow(id: string): AttemptEnd | StepProblem | null {
    const known = this.#admitted.get(id);
    this.#admitted.delete(id);
    if (known !== undefined) return known;
    return failedAtCondition(stepState(this.#context.ledger.head, id)) ? admit(this.#context, id) : null;
  }

  async #refused(place: AttemptPlace, interruption: Interruption, problem: StepProblem): Promise<AttemptEnd | null> {
    if (this.#isTooLate(place.step, interruption)) return null;
    const { step, attempt } = place;
    this.#context.ledger.append({ type: 'step.started', step, attempt, parameters: null, reads: [] }, false);
    return await this.#failed({ ...place, span: problem.span }, { failure: { error: problem.error }, durationMs: 0 });
  }

  /** A group of steps has ended: its value are theirs. */
  async #join(step: Step, place: AttemptPlace): Promise<AttemptEnd> {
    const { ledger, folder } = this.#context;
    ledger.append({ type: 'step.started', step: step.id, attempt: place.attempt, parameters: null, reads: [] }, false);
    const members = step.dependencies.filter((id) => this.#context.steps.get(id)?.group === step.id);
    const results = members.map((id): [string, Json] => {
      const { result } = stepState(ledger.table, id);
      return [id, result === undefined ? null : folder.blobs.get(result)];
    });
    return { fact: await stepCompleted(this.#context, place, { result: Object.fromEntries(results), durationMs: 0 }) };
  }

  /** Null: it was stopped in the middle, and goes on from there. */
  async #contain(
    step: Step,
    place: AttemptPlace,
    { interruption, reads }: { interruption: Interruption; reads: ReadLog },
  ): Promise<AttemptEnd | null> {
    const { clock, folder } = this.#context;
    const startedMs = clock.now();
    const end = await runContainer(this.#context, {
      step,
      place,
      interruption,
      reads,
      isTooLate: () => this.#isTooLate(step.id, interruption),
      onRun: (run) => this.#containers.set(step.id, run),
    }).finally(() => this.#containers.delete(step.id));
    const durationMs = clock.now() - startedMs;
    switch (end.kind) {
      case 'completed':
        return { fact: await containerCompleted(this.#context, place, { ...end, durationMs }) };
      case 'cancelled':
        return { fact: stepCancelled(place, durationMs) };
      case 'stopped':
        return null;
      default: {
        const stored = end.result === undefined ? {} : { result: await folder.blobs.put(end.result) };
        const { failure, fatal, span } = end;
        const failed = { failure, durationMs, fatal: fatal === true, ...stored };
        return await this.#failed({ ...place, ...(span === undefined ? {} : { span }) }, failed);
      }
    }
  }

  /** Ends all attempts, those to come too; they settle as cancelled, or as failed for `run_timeout`. */
  interruptAll(reason: Reason): void {
    this.#ended = reason;
    for (const interruption of this.#running.values()) interruption.interrupt(reason);
  }

  /** Kills what `interruptAll` still waits for. */
  hurry(): void {
    for (const interruption of this.#running.values()) interruption.hurry();
  }

  /** While its parameters were stored, another step's failure may have settled it, or somebody has cancelled the run. */
  #isTooLate(id: string, { reason }: Interruption): boolean {
    return reason === 'cancel' || reason === 'abandon' || isSettled(stepState(this.#context.ledger.head, id).status);
  }

  async #prepare(step: Step, attempt: number, reads: ReadLog): Promise<Prepared | StepProblem> {
    const context = this.#context;
    try {
      const action = actionOf(context, step);
      if (action === undefined) throw missingTool(step);
      const { recorded, actual } = renderParameters({
        step,
        action,
        edits: editsOf(context, step.id),
        reads,
        context: (withSecrets) => contextFor(context, step.id, { attempt, reads, withSecrets }),
      });
      return { parameters: actual, recorded: await context.folder.blobs.put(recorded) };
    } catch (error) {
      if (error instanceof StepProblem) return error;
      throw error;
    }
  }

  async #end(place: AttemptPlace, answer: ToolAnswer, durationMs: number): Promise<AttemptEnd> {
    switch (answer.kind) {
      case 'completed':
        return { fact: await stepCompleted(this.#context, place, { ...answer, durationMs }) };
      case 'cancelled':
        return { fact: stepCancelled(place, durationMs) };
      default: {
        const result =
          answer.result === undefined
            ? {}
            : { result: await store(this.#context, place, { value: answer.result, name: 'result' }) };
        return await this.#failed(place, { failure: answer.failure, durationMs, fatal: answer.fatal, ...result });
      }
    }
  }

  /** A failed attempt: the next one at its time, or the end of the step. */
  async #failed(place: AttemptPlace, end: FailureEnd): Promise<AttemptEnd> {
    const { steps, pipeline, random } = this.#context;
    const error = errorRecord(this.#context, place, end.failure);
    const delayMs = nextDelayMs({
      policy: end.fatal === true || this.#ended !== null ? undefined : retryOf(steps.get(place.step), pipeline),
      error,
      failures: (stepState(this.#context.ledger.head, place.step).failures ?? 0) + 1,
      random,
      ...(end.failure.error.retryAfterMs === undefined ? {} : { retryAfterMs: end.failure.error.retryAfterMs }),
    });
    if (delayMs !== null) return { fact: this.#again(place, { error, delayMs, durationMs: end.durationMs }) };
    if (end.fatal === true || this.#ended !== null)
      return { fact: stepFailed(this.#context, place, end), fatal: end.fatal === true };
    return await this.#remedied(place, end, error);
  }

  /** Handlers, then what the step's policy says (E23). */
  async #remedied(place: AttemptPlace, end: FailureEnd, error: ErrorRecord): Promise<AttemptEnd> {
    const context = this.#context;
    const step = context.steps.get(place.step);
    if (step === undefined) throw new Error(`the pipeline has no step ${place.step}`);
    const { remedy, facts: before } = await handle(context, {
      step,
      place,
      error,
      onInterruption: (interruption) => {
        this.#running.set(place.step, interruption);
        if (this.#ended !== null) interruption.interrupt(this.#ended);
      },
    });
    const { durationMs } = end;
    const again = this.#again(place, { error, delayMs: 0, durationMs });
    if (remedy.kind === 'retry') return { before, fact: again };
    if (remedy.kind === 'completed') {
      const completed = await stepCompleted(context, place, { result: remedy.value, durationMs });
      return { before, fact: { ...completed, handled: remedy.handled, error } };
    }
    if (this.#ended === null && step.onFailure.kind === 'ask')
      return { before: [...before, again], fact: await askAfter(context, place, error) };
    const { onFailure } = step;
    if (
      this.#ended === null &&
      onFailure.kind === 'rollback' &&
      mayRollBack(context, place.step, onFailure.maxRollbacks)
    ) {
      const question = await consentTo(context, place.step, onFailure.to);
      if (question !== null) return { before: [...before, again], fact: question };
      return { before, fact: again, rollback: onFailure.to };
    }
    return { before, fact: stepFailed(context, place, end) };
  }

  #again(
    { step, attempt }: AttemptPlace,
    { error, delayMs, durationMs }: { error: ErrorRecord; delayMs: number; durationMs: number },
  ): RetryFact {
    const retryAt = toIso(this.#context.clock.now() + delayMs);
    return { type: 'step.attempt_failed', step, attempt, error, retryAt, durationMs };
  }
}

/** The default is for steps that do something: what is inside a container is tried again there. */
function retryOf(step: Step | undefined, pipeline: Pipeline): RetryPolicy | undefined {
  return step?.retry ?? (step?.container === undefined ? pipeline.config.retry : undefined);
}

function missingTool(step: Step): StepProblem {
  const message = `step ${step.id} needs ${step.tool}.${step.action}, which this installation does not have: install it, or rerun with another tool`;
  return new StepProblem({ category: 'configuration', code: 'unknown_tool', message }, step.span);
}
