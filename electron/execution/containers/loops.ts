import type { ErrorRecord, StoredValue } from '../../../shared/facts.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { conditionLoopNames, forEachNames, type LoopNames } from '../../../shared/loop-names.ts';
import type { ForEach, Loop } from '../../../shared/pipeline.ts';
import type { SourceText } from '../../../shared/source.ts';
import { type IterationState, stepsIn } from '../../../shared/state/run-scopes.ts';
import { scopeOf } from '../../../shared/step-path.ts';
import { compileCondition } from '../../templates/compile.ts';
import { evaluateCondition } from '../../templates/render.ts';
import { renderNode } from '../attempt/parameters.ts';
import { StepProblem, templateProblem } from '../attempt/step-problem.ts';
import { inTurns } from '../next-turn.ts';
import type { RunContext } from '../run/run-context.ts';
import { scopeFor } from '../schedule/admission.ts';
import {
  type ContainerCall,
  type ContainerEnd,
  ContainerRun,
  resultOf,
  resultsOf,
  timedOut,
  wrapped,
} from './container.ts';
import { readsInside } from './container-reads.ts';
import { ScopedLedger } from './level-ledger.ts';
import { loopFrame } from './loop-frame.ts';

/** The end of a loop gives way after so many of them. */
const ITERATIONS_PER_TURN = 500;

interface Failure {
  readonly iteration: number;
  readonly error: ErrorRecord;
}

/** What the two kinds of loops share: iterations, each a level of its own. */
abstract class RepeatedRun<C extends ForEach | Loop> extends ContainerRun {
  protected readonly loop: C;
  protected failures: Failure[] = [];

  constructor(context: RunContext, call: ContainerCall & { readonly container: C }) {
    super(context, call);
    this.loop = call.container;
  }

  protected known(iteration: number): IterationState | undefined {
    return this.context.root.head.loops.get(this.path)?.iterations.get(iteration);
  }

  protected level(iteration: number, names: LoopNames): RunContext {
    return this.place({
      scope: scopeOf(this.path, iteration),
      logPrefix: `${this.logPrefix}${iteration}.`,
      loop: loopFrame(this.loop, names),
    });
  }

  /** Runs one iteration; `after` is called when it has succeeded or failed, before that is journaled. Null: it was stopped. */
  protected async iterate(
    level: RunContext,
    iteration: number,
    after: (error: ErrorRecord | null) => Promise<{ state?: StoredValue; expression?: string; isLast?: boolean }>,
  ): Promise<{ readonly error: ErrorRecord | null; readonly isLast?: boolean } | null> {
    const { clock, root } = this.context;
    const { iterationTimeoutMs } = this.loop;
    const startedMs = clock.now();
    let isLate = false;
    const end = await this.drive(level, {
      ...(iterationTimeoutMs === undefined ? {} : { timeoutMs: iterationTimeoutMs }),
      onLate: () => {
        isLate = true;
      },
    });
    if (end.kind === 'stopped' && (!isLate || this.isStopping)) return null;
    const error = end.kind === 'settled' ? end.error : this.#lateError(iteration);
    if (error !== null) this.failures.push({ iteration, error });
    const more = await after(error);
    root.append(
      {
        type: 'loop.iteration_completed',
        step: this.path,
        iteration,
        status: error === null ? 'completed' : 'failed',
        durationMs: clock.now() - startedMs,
        ...more,
      },
      false,
    );
    return { error, ...(more.isLast === undefined ? {} : { isLast: more.isLast }) };
  }

  #lateError(iteration: number): ErrorRecord {
    const { message } = timedOut(`iteration ${iteration}`, this.loop.iterationTimeoutMs ?? 0);
    return {
      category: 'timeout',
      code: 'iteration_timeout',
      severity: 'medium',
      retryable: true,
      message,
      step: scopeOf(this.path, iteration),
    };
  }

  /** The failures of iterations that are not run again. */
  protected recall(iteration: number): void {
    const { steps } = this.context.root.head.scopes.get(scopeOf(this.path, iteration)) ?? { steps: new Map() };
    const error = [...steps.values()].find((entry) => entry.status === 'failed' && entry.handled === undefined)?.error;
    this.failures.push({ iteration, error: error ?? this.#lateError(iteration) });
  }

  protected async results(iterations: number): Promise<Json[]> {
    const { root, folder } = this.context;
    const { definition } = this.body;
    const results: Json[] = [];
    await inTurns(
      Array.from({ length: iterations }, (_, at) => at),
      ITERATIONS_PER_TURN,
      (iteration) => {
        const steps = stepsIn(root.table, scopeOf(this.path, iteration));
        results.push(
          this.loop.single ? resultOf(folder, steps.get(this.call.step.id)) : resultsOf(folder, definition, steps),
        );
      },
    );
    return results;
  }

  protected async counts(iterations: number): Promise<JsonObject> {
    const failed = this.failures.length;
    return { results: await this.results(iterations), iterations, completed: iterations - failed, failed };
  }

  protected async finished(result: JsonObject): Promise<ContainerEnd> {
    const { reads } = this.call;
    const first = this.failures.sort((a, b) => a.iteration - b.iteration)[0];
    if (first === undefined)
      return {
        kind: 'completed',
        result,
        reads: await readsInside(this.context, { path: this.path, own: reads }),
      };
    const count = this.failures.length;
    const what = `${count} of ${String(result['iterations'])} iterations of ${this.path} failed, ${count === 1 ? '' : 'the first '}number ${first.iteration}`;
    return this.failed(wrapped(first.error, what), { result });
  }
}

/** `for_each` (language.md L22). */
export class ForEachRun extends RepeatedRun<ForEach> {
  #next = 0;

  async run(): Promise<ContainerEnd> {
    const { items = [], maxParallel = 1 } = this.call.inputs;
    const count = Math.min(maxParallel, items.length);
    await Promise.all(Array.from({ length: count }, () => this.#work(items)));
    const begun = this.#begun(items.length);
    if (begun < this.#next || (begun < items.length && !this.#isBroken)) return { kind: 'stopped' };
    return await this.finished(await this.counts(begun));
  }

  /** One of the iterations that run at once, and then the next. */
  async #work(items: readonly Json[]): Promise<void> {
    this.workers += 1;
    try {
      for (let index = this.#take(items.length); index !== null; index = this.#take(items.length)) {
        if ((await this.#one(items, index)) === null) return;
      }
    } finally {
      this.workers -= 1;
      this.context.control.checkStandstill();
    }
  }

  async #one(items: readonly Json[], index: number): Promise<unknown> {
    if (this.known(index) === undefined)
      this.context.root.append(
        { type: 'loop.iteration_started', step: this.path, iteration: index, total: items.length },
        false,
      );
    const { length } = items;
    const names = forEachNames(this.call.step.id, this.loop, { item: items[index] ?? null, length, iteration: index });
    return await this.iterate(this.level(index, names), index, async () => ({}));
  }

  /** The next iteration that is not done; null: there is none, or nothing is begun any more. */
  #take(length: number): number | null {
    while (this.#next < length) {
      if (this.isStopping || this.#isBroken) return null;
      const index = this.#next++;
      const status = this.known(index)?.status;
      if (status === 'failed') this.recall(index);
      if (status !== 'completed' && status !== 'failed') return index;
    }
    return null;
  }

  get #isBroken(): boolean {
    return this.loop.breakOnError && this.failures.length > 0;
  }

  /** How many are done, from the first without a gap. */
  #begun(length: number): number {
    let index = 0;
    while (index < length && this.#isDone(index)) index += 1;
    return index;
  }

  #isDone(index: number): boolean {
    const status = this.known(index)?.status;
    return status === 'completed' || status === 'failed';
  }
}

/** `while`, `until` and `action_loop` (language.md L23, L24). */
export class LoopRun extends RepeatedRun<Loop> {
  #state: Json = {};

  async run(): Promise<ContainerEnd> {
    this.workers = 1;
    const { maxIterations = 10 } = this.call.inputs;
    let iteration = 0;
    for (; ; iteration += 1) {
      const next = await this.#next(iteration, maxIterations);
      if (next === 'go on') continue;
      if (next === 'stopped') return { kind: 'stopped' };
      if (next instanceof StepProblem) return await this.#broken(next, iteration);
      return await this.#ended(next, iteration + (next === 'last' || next === 'error' ? 1 : 0));
    }
  }

  async #next(
    iteration: number,
    most: number,
  ): Promise<'go on' | 'stopped' | 'last' | 'condition' | 'max_iterations' | 'error' | StepProblem> {
    const known = this.known(iteration);
    if (known?.status === 'completed' || known?.status === 'failed') {
      this.#state = known.state === undefined ? {} : this.context.folder.blobs.get(known.state);
      if (known.status === 'failed') this.recall(iteration);
      if (known.status === 'failed' && this.loop.breakOnError) return 'error';
      return known.isLast === true ? 'last' : 'go on';
    }
    if (this.isStopping) return 'stopped';
    try {
      const expression = known === undefined ? this.#mayBegin(iteration) : undefined;
      if (expression === null) return 'condition';
      if (iteration >= most) return 'max_iterations';
      if (known === undefined)
        this.context.root.append(
          {
            type: 'loop.iteration_started',
            step: this.path,
            iteration,
            ...(expression === undefined ? {} : { expression }),
          },
          false,
        );
      return await this.#one(iteration);
    } catch (error) {
      if (error instanceof StepProblem) return error;
      throw error;
    }
  }

  async #one(iteration: number): Promise<'go on' | 'stopped' | 'last' | 'error'> {
    const level = this.level(iteration, this.#names(iteration));
    const end = await this.iterate(level, iteration, (error) => this.#after(level, iteration, error));
    if (end === null) return 'stopped';
    if (end.error !== null && this.loop.breakOnError) return 'error';
    return end.isLast === true ? 'last' : 'go on';
  }

  /** The condition as it read; null: it does not hold; undefined: there is none to look at before. */
  #mayBegin(iteration: number): string | null | undefined {
    if (this.loop.test !== 'while') return undefined;
    const names = this.level(iteration, this.#names(iteration));
    const before = scopeOf(this.path, iteration - 1);
    const seen = { ...names, ledger: new ScopedLedger(names.root, before, names.ledger.table.inputs) };
    const { value, text } = this.#test(seen, this.loop.condition);
    return value ? text : null;
  }

  /** What the iteration leaves to the next one. A failed one leaves what was there. */
  async #after(
    level: RunContext,
    iteration: number,
    error: ErrorRecord | null,
  ): Promise<{ state?: StoredValue; expression?: string; isLast?: boolean }> {
    if (error !== null && this.loop.breakOnError) return {};
    if (error === null && this.loop.setState.length > 0) this.#state = this.#newState(level);
    const state = await this.context.folder.blobs.put(this.#state);
    const kept = this.loop.setState.length === 0 ? {} : { state };
    if (this.loop.test !== 'until') return kept;
    const ended = this.level(iteration, this.#names(iteration));
    const { value, text } = this.#test(ended, this.loop.condition);
    return { ...kept, expression: text, isLast: value };
  }

  #newState(level: RunContext): Json {
    const { reads } = this.call;
    const entries = this.loop.setState.map(([name, node]): [string, Json] => {
      reads.at = `set_state.${name}`;
      const scope = scopeFor(level, { attempt: 1, sees: () => true, reads, withSecrets: false });
      return [name, renderNode(node, scope, `set_state.${name} of step ${this.path}`)];
    });
    return this.context.secrets.mask(Object.fromEntries(entries));
  }

  #test(level: RunContext, condition: SourceText): { value: boolean; text: string } {
    const { reads } = this.call;
    reads.at = this.loop.test;
    const scope = scopeFor(level, { attempt: 1, sees: () => true, reads, withSecrets: false });
    try {
      return evaluateCondition(compileCondition(condition.text), scope);
    } catch (error) {
      throw templateProblem(error, condition, `${this.loop.test} of step ${this.path}`);
    }
  }

  #names(iteration: number): LoopNames {
    return conditionLoopNames(this.call.step.id, this.loop, { iteration, state: this.#state });
  }

  async #result(iterations: number, terminatedBy: string): Promise<JsonObject> {
    return { ...(await this.counts(iterations)), terminated_by: terminatedBy, state: this.#state };
  }

  async #ended(how: 'last' | 'condition' | 'max_iterations' | 'error', iterations: number): Promise<ContainerEnd> {
    const result = await this.#result(iterations, how === 'last' ? 'condition' : how);
    if (how !== 'max_iterations' || this.failures.length > 0) return await this.finished(result);
    const { condition, test, onMaxIterations } = this.loop;
    const why = `step ${this.path} ended after ${iterations} iterations (max_iterations), and its ${test} condition ${test === 'while' ? 'still holds' : 'does not hold yet'}: ${condition.text.trim()}`;
    if (onMaxIterations === 'fail')
      return this.failed({ category: 'execution', code: 'max_iterations', message: why, retryable: false }, { result });
    this.context.root.append({ type: 'warning', code: 'max_iterations', message: why, step: this.path }, false);
    return await this.finished(result);
  }

  async #broken(problem: StepProblem, iteration: number): Promise<ContainerEnd> {
    const { error, span } = problem;
    const details = { ...error.details, reason: error.code, test: this.loop.test };
    return this.failed(
      { ...error, code: 'condition_error', details },
      { span, result: await this.#result(iteration, 'error') },
    );
  }
}
