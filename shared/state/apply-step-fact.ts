import type { Fact, FactOf, SkipReason } from '../facts.ts';
import { splitPath } from '../step-path.ts';
import { dropInside, dropIteration, reopenAround, scopeIn } from './run-scopes.ts';
import { type AttemptState, PENDING, type RunState, type StepState, stepState } from './run-state.ts';

/** What the facts about steps do to the state of a run: the part of `applyFact` that is about one step. Each returns the steps it changed. */

export function stepStarted(state: RunState, fact: FactOf<'step.started'>): string[] {
  const { attempt, parameters, reads } = fact;
  const before = stepState(state, fact.step);
  const attempts: AttemptState[] = [
    ...before.attempts,
    { attempt, startedAt: fact.at, status: 'started', parameters, reads },
  ];
  const {
    error: _error,
    retryAt: _retryAt,
    endedAt: _endedAt,
    durationMs: _duration,
    question: _question,
    answer: _answer,
    ...kept
  } = before;
  putStep(state, fact.step, {
    ...kept,
    status: 'started',
    n: fact.n,
    attempt,
    attempts,
    parameters,
    reads,
    startedAt: before.startedAt ?? fact.at,
  });
  return [fact.step];
}

export function attemptFailed(state: RunState, fact: FactOf<'step.attempt_failed'>): string[] {
  const { error, durationMs, retryAt } = fact;
  const { attempts: before, failures = 0 } = stepState(state, fact.step);
  const attempts = endLastAttempt(before, { status: 'failed', endedAt: fact.at, durationMs, error, retryAt });
  return merge(state, fact.step, {
    status: 'retrying',
    n: fact.n,
    attempts,
    error,
    retryAt,
    failures: failures + 1,
  });
}

export function handlerEnded(state: RunState, { step, handler, then }: FactOf<'handler.ended'>): string[] {
  if (then !== 'retry') return [];
  const { handlerRetries = {} } = stepState(state, step);
  return merge(state, step, {
    handlerRetries: { ...handlerRetries, [handler]: (handlerRetries[handler] ?? 0) + 1 },
  });
}

/** An answer that was given before is to another question. */
export function asked(state: RunState, { step, n, at, question }: FactOf<'step.waiting'>): string[] {
  const { answer: _answer, ...before } = stepState(state, step);
  const waits = [...(before.waits ?? []), { from: at }];
  putStep(state, step, { ...before, status: 'waiting', n, question, waits });
  return [step];
}

export function answered(state: RunState, { step, n, at, answer }: FactOf<'step.answered'>): string[] {
  return merge(state, step, { status: 'started', n, answer, ...waitsUntil(stepState(state, step), at) });
}

/** Nobody is waited for any more. */
function waitsUntil({ waits }: StepState, at: string): Pick<StepState, 'waits'> {
  const last = waits?.at(-1);
  if (waits === undefined || last === undefined) return {};
  if (last.to !== undefined) return { waits };
  return { waits: [...waits.slice(0, -1), { ...last, to: at }] };
}

export function stepEnded(
  state: RunState,
  fact: FactOf<'step.completed'> | FactOf<'step.failed'> | FactOf<'step.cancelled'>,
): string[] {
  const status = fact.type === 'step.completed' ? 'completed' : fact.type === 'step.failed' ? 'failed' : 'cancelled';
  const error = fact.type !== 'step.cancelled' && fact.error !== undefined ? { error: fact.error } : {};
  const { retryAt: _retryAt, ...before } = stepState(state, fact.step);
  const attempts =
    before.attempts.at(-1)?.status === 'started'
      ? endLastAttempt(before.attempts, {
          // Where a handler has given the result, the attempt itself had failed.
          status: 'error' in error ? 'failed' : status,
          endedAt: fact.at,
          durationMs: fact.durationMs,
          ...error,
        })
      : before.attempts;
  const result = fact.type !== 'step.cancelled' && fact.result !== undefined ? { result: fact.result } : {};
  const meta = fact.type === 'step.completed' && fact.meta !== undefined ? { meta: fact.meta } : {};
  const reads = fact.type === 'step.completed' && fact.reads !== undefined ? { reads: fact.reads } : {};
  const handled = fact.type !== 'step.cancelled' && fact.handled !== undefined ? { handled: fact.handled } : {};
  putStep(state, fact.step, {
    ...before,
    status,
    n: fact.n,
    attempts,
    endedAt: fact.at,
    durationMs: fact.durationMs,
    ...error,
    ...result,
    ...meta,
    ...reads,
    ...handled,
    ...waitsUntil(before, fact.at),
  });
  return [fact.step];
}

export function stepReused(state: RunState, fact: FactOf<'step.reused'>): string[] {
  const { status, from, result, parameters, reads, durationMs } = fact;
  return merge(state, fact.step, {
    status,
    n: fact.n,
    reusedFrom: from,
    result,
    parameters,
    reads,
    durationMs,
    endedAt: fact.at,
    ...(fact.meta === undefined ? {} : { meta: fact.meta }),
  });
}

export function skipped(
  state: RunState,
  fact: Fact,
  skip: { readonly step: string; readonly reason: SkipReason },
): string[] {
  const waits = waitsUntil(stepState(state, skip.step), fact.at);
  const cause = 'step' in fact && fact.step !== skip.step ? fact.step : undefined;
  return merge(state, skip.step, {
    status: 'skipped',
    n: fact.n,
    skipReason: skip.reason,
    ...(cause === undefined ? {} : { skippedBy: cause }),
    endedAt: fact.at,
    ...waits,
  });
}

export function stepsReset(state: RunState, fact: FactOf<'step.reset'>): string[] {
  const { cause } = fact;
  if (cause !== undefined) state.rollbacks.set(cause, (state.rollbacks.get(cause) ?? 0) + 1);
  for (const scope of fact.dropped ?? []) dropIteration(state, scope);
  for (const step of fact.steps) {
    dropInside(state, step);
    reset(state, step, fact);
    reopenAround(state, step);
  }
  for (const container of fact.reopened ?? []) reset(state, container, fact);
  return [...fact.steps, ...(fact.reopened ?? [])];
}

/** Attempts and their numbers stay, and when people were waited for; everything else about the step is taken back. */
function reset(state: RunState, step: string, { n, at }: Pick<Fact, 'n' | 'at'>): void {
  const before = stepState(state, step);
  const { attempt, attempts } = before;
  putStep(state, step, { ...PENDING, n, attempt, attempts, ...waitsUntil(before, at) });
}

/** Changes some of what is known of a step. */
export function merge(state: RunState, step: string, change: Partial<StepState>): string[] {
  putStep(state, step, { ...stepState(state, step), ...change });
  return [step];
}

/** The attempts, the last of them ended if it was under way. */
export function endLastAttempt(attempts: readonly AttemptState[], end: Partial<AttemptState>): readonly AttemptState[] {
  const last = attempts.at(-1);
  return last === undefined || last.status !== 'started' ? attempts : [...attempts.slice(0, -1), { ...last, ...end }];
}

function putStep(state: RunState, path: string, entry: StepState): void {
  const { scope, id } = splitPath(path);
  scopeIn(state, scope).steps.set(id, entry);
  if (entry.status === 'waiting') state.waiting.add(path);
  else state.waiting.delete(path);
  if (entry.status === 'started' || entry.status === 'retrying') state.inFlight.add(path);
  else state.inFlight.delete(path);
}
