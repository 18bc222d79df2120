import type { ErrorRecord, FactBody } from '../../../shared/facts.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import type { Handler, Step } from '../../../shared/pipeline.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import { compileLinearPattern } from '../../templates/evaluate/regex.ts';
import { scopeOf } from '../../templates/evaluate/scope.ts';
import { NamespaceValue } from '../../templates/values.ts';
import { type AttemptPlace, errorRecord, store } from '../attempt/attempt-end.ts';
import { Interruption } from '../attempt/interruption.ts';
import { renderNode, renderParameters } from '../attempt/parameters.ts';
import { ReadLog } from '../attempt/reads.ts';
import type { Frame } from '../attempt/scope.ts';
import { StepProblem } from '../attempt/step-problem.ts';
import { callTool, type ToolAnswer } from '../attempt/tool-call.ts';
import { actionOf, type RunContext } from '../run/run-context.ts';
import { contextFor } from '../schedule/admission.ts';

/** What the handlers of a failed step came to (language.md L21). */
export type Remedy =
  | { readonly kind: 'none' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'completed'; readonly value: Json; readonly handled: 'fallback' | 'handler' };

export interface Handling {
  readonly remedy: Remedy;
  /** To be journaled before what becomes of the step. */
  readonly facts: readonly FactBody[];
}

interface Failure {
  readonly step: Step;
  readonly place: AttemptPlace;
  readonly error: ErrorRecord;
  /** While it runs, a handler is ended by this. */
  readonly onInterruption: (interruption: Interruption) => void;
}

/** Tries the step's own handlers and then the pipeline's, until one has dealt with the error. */
export async function handle(context: RunContext, failure: Failure): Promise<Handling> {
  const facts: FactBody[] = [];
  const all = [...(failure.step.handlers ?? []), ...(context.pipeline.handlers ?? [])];
  for (const [at, handler] of all.entries()) {
    if (!isMeant(handler, failure.error)) continue;
    const tried = await new Trial(context, failure, { handler, at }).run();
    if (tried === null) continue;
    facts.push(tried.fact);
    if (tried.remedy !== null) return { remedy: tried.remedy, facts };
  }
  return { remedy: { kind: 'none' }, facts };
}

/** True if each list that the handler has holds a match. */
function isMeant(handler: Handler, error: ErrorRecord): boolean {
  const { types, categories, patterns, codes } = handler;
  const codesOf = new Set([error.code, ...[error.details?.['status'], error.details?.['exit_code']].map(String)]);
  return (
    (types === undefined || types.some((type) => isType(type, error))) &&
    (categories === undefined || categories.includes(error.category)) &&
    (codes === undefined || codes.some((code) => codesOf.has(code))) &&
    (patterns === undefined || patterns.some((pattern) => compileLinearPattern(pattern).matcher(error.message).find()))
  );
}

/** What `error.type` reads: `TimeoutError` for the category `timeout`. */
function typeOf({ category }: ErrorRecord): string {
  return `${category.slice(0, 1).toUpperCase()}${category.slice(1)}Error`;
}

/** Names of the older dialect's error types that are spelled unlike the category. */
const OTHER_TYPES: ReadonlyMap<string, string> = new Map([
  ['connection', 'network'],
  ['value', 'validation'],
  ['permission', 'configuration'],
  ['auth', 'authentication'],
  ['runtime', 'execution'],
]);

function isType(type: string, error: ErrorRecord): boolean {
  if (type === '*' || type === 'Exception' || type === 'Error') return true;
  const word = type.replace(/(Error|Exception)$/, '').toLowerCase();
  return type === error.code || word === error.category || OTHER_TYPES.get(word) === error.category;
}

interface Tried {
  readonly fact: FactBody;
  /** Null: the next one is tried. */
  readonly remedy: Remedy | null;
}

/** One handler, tried once. */
class Trial {
  readonly #context: RunContext;
  readonly #failure: Failure;
  readonly #handler: Handler;
  readonly #at: number;

  constructor(context: RunContext, failure: Failure, { handler, at }: { handler: Handler; at: number }) {
    this.#context = context;
    this.#failure = failure;
    this.#handler = handler;
    this.#at = at;
  }

  /** Null: it does not apply. */
  async run(): Promise<Tried | null> {
    const { clock } = this.#context;
    const startedMs = clock.now();
    try {
      if (!this.#isEnabled() || !this.#hasRetries()) return null;
      const answer = await this.#work();
      const durationMs = clock.now() - startedMs;
      if (answer.kind === 'completed') return await this.#succeeded(answer.result, durationMs);
      if (answer.kind === 'cancelled') return null;
      return this.#failed(this.#record(answer.failure), durationMs);
    } catch (error) {
      if (!(error instanceof StepProblem)) throw error;
      return this.#failed(this.#record({ error: error.error }), clock.now() - startedMs);
    }
  }

  #isEnabled(): boolean {
    const enabled = this.#render(this.#handler.enabled, 'enabled');
    return enabled !== false && enabled !== 'false' && enabled !== null && enabled !== 0 && enabled !== '';
  }

  #hasRetries(): boolean {
    if (!this.#handler.retryWithHandler || this.#handler.fallback !== undefined) return true;
    const { handlerRetries = {} } = stepState(this.#context.ledger.head, this.#failure.place.step);
    return (handlerRetries[this.#at] ?? 0) < this.#handler.maxHandlerRetries;
  }

  async #succeeded(result: unknown, durationMs: number): Promise<Tried> {
    const { fallback, retryWithHandler, work } = this.#handler;
    const stored =
      work === undefined
        ? {}
        : { result: await store(this.#context, this.#failure.place, { value: result, name: 'result' }) };
    const fact = (then: 'fallback' | 'retry' | 'handled' | 'next'): FactBody => ({
      ...this.#fact(durationMs),
      status: 'completed',
      then,
      ...stored,
    });
    if (fallback !== undefined) {
      const value = this.#context.secrets.mask(this.#render(fallback, 'fallback_value'));
      return { fact: fact('fallback'), remedy: { kind: 'completed', value, handled: 'fallback' } };
    }
    if (retryWithHandler) return { fact: fact('retry'), remedy: { kind: 'retry' } };
    if (stored.result === undefined) return { fact: fact('next'), remedy: null };
    const value = this.#context.folder.blobs.get(stored.result);
    return { fact: fact('handled'), remedy: { kind: 'completed', value, handled: 'handler' } };
  }

  #failed(error: ErrorRecord, durationMs: number): Tried {
    const goesOn = this.#handler.continueOnHandlerFailure;
    return {
      fact: { ...this.#fact(durationMs), status: 'failed', then: goesOn ? 'next' : 'fail', error },
      remedy: goesOn ? null : { kind: 'none' },
    };
  }

  #fact(durationMs: number) {
    const { place } = this.#failure;
    const { work } = this.#handler;
    const name = work === undefined ? {} : { work: work.kind === 'run' ? work.step : `${work.tool}.${work.action}` };
    return {
      type: 'handler.ended',
      step: place.step,
      attempt: place.attempt,
      handler: this.#at,
      ...name,
      durationMs,
    } as const;
  }

  /** Does what there is to do; a handler without work has succeeded. */
  async #work(): Promise<ToolAnswer> {
    const step = this.#step();
    if (step === null) return { kind: 'completed', result: null, meta: undefined, variables: undefined };
    const action = actionOf(this.#context, step);
    if (action === undefined || action.asks !== undefined)
      throw this.#problem(
        'unknown_tool',
        `a handler of step ${this.#failure.step.id} cannot run ${step.tool}.${step.action}`,
      );
    const reads = new ReadLog();
    const { attempt } = this.#failure.place;
    const { actual } = renderParameters({
      step,
      action,
      edits: new Map(),
      reads,
      context: (withSecrets) => this.#scope(reads, withSecrets),
    });
    const { clock, settings } = this.#context;
    const interruption = new Interruption(clock, settings.cancelGraceMs);
    this.#failure.onInterruption(interruption);
    return await callTool(this.#context, { step, attempt, parameters: actual, interruption });
  }

  /** What is called: it logs into the failed attempt's log. */
  #step(): Step | null {
    const { work, timeoutMs } = this.#handler;
    const { step } = this.#failure;
    if (work === undefined) return null;
    const { timeoutMs: _own, container: _container, ...plain } = step;
    const bounded = timeoutMs === undefined ? plain : { ...plain, timeoutMs };
    if (work.kind === 'call')
      return {
        ...bounded,
        tool: work.tool,
        action: work.action,
        parameters: work.parameters,
        span: this.#handler.span,
      };
    const found = this.#find(work.step);
    if (found.container !== undefined)
      throw this.#problem('unsupported_handler', `step ${work.step} runs other steps, and cannot be run by a handler`);
    const limit = timeoutMs ?? found.timeoutMs;
    return {
      ...plain,
      tool: found.tool,
      action: found.action,
      parameters: found.parameters,
      span: found.span,
      ...(limit === undefined ? {} : { timeoutMs: limit }),
    };
  }

  #find(id: string): Step {
    for (let level: RunContext | undefined = this.#context; level !== undefined; ) {
      const found = level.steps.get(id);
      if (found !== undefined) return found;
      level = level.loop === null ? undefined : level.outer?.context;
    }
    throw this.#problem('unknown_step', `there is no step ${id} for a handler to run`);
  }

  #render(node: Handler['enabled'], what: string): Json {
    return renderNode(node, this.#scope(new ReadLog(), false), `${what} of a handler of step ${this.#failure.step.id}`);
  }

  #scope(reads: ReadLog, withSecrets: boolean) {
    const { place, error } = this.#failure;
    return contextFor(this.#context, place.step, {
      attempt: place.attempt,
      reads,
      withSecrets,
      extra: errorFrame(error),
    });
  }

  #record(failure: {
    readonly error: StepProblem['error'];
    readonly stack?: string;
    readonly cause?: string;
  }): ErrorRecord {
    return errorRecord(this.#context, { ...this.#failure.place, span: this.#handler.span }, failure);
  }

  #problem(code: string, message: string): StepProblem {
    return new StepProblem({ category: 'configuration', code, message }, this.#handler.span);
  }
}

/** `error` as handlers see it (language.md L11). */
function errorFrame(error: ErrorRecord): Frame {
  const { code, category, message, step = null, attempt = null } = error;
  const fields: JsonObject = { type: typeOf(error), code, category, message, step, attempt };
  const names = new Map([['error', new NamespaceValue('error', scopeOf(fields))]]);
  return { table: { steps: new Map(), variables: new Map() }, names, sees: () => true };
}
