import type { ErrorRecord, Read, StoredValue } from '../../../shared/facts.ts';
import { bodyOf } from '../../../shared/find-step.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import type { Container, Included, Step } from '../../../shared/pipeline.ts';
import { isSettled, type StepState } from '../../../shared/state/run-state.ts';
import type { ToolError } from '../../tools/tool.ts';
import type { Interruption } from '../attempt/interruption.ts';
import type { ReadLog } from '../attempt/reads.ts';
import type { StepProblem } from '../attempt/step-problem.ts';
import { type Definition, stepOf } from '../run/definition.ts';
import { evaluateOutputs } from '../run/outputs.ts';
import { pathOf, type RunContext } from '../run/run-context.ts';
import type { CompiledBody } from '../run/run-control.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { SlotPool } from '../schedule/slots.ts';
import type { LoopInputs } from './container-inputs.ts';
import { readsInside } from './container-reads.ts';
import { type LevelEnd, type LevelPlace, levelContext, runLevel } from './level.ts';

/** How a container's attempt ended. `stopped`: it was paused or waits for people, and goes on from where it stands. */
export type ContainerEnd =
  | { readonly kind: 'completed'; readonly result: Json; readonly reads: readonly Read[] }
  | {
      readonly kind: 'failed';
      readonly failure: { readonly error: ToolError; readonly cause?: string };
      readonly span?: StepProblem['span'];
      readonly result?: Json;
    }
  | { readonly kind: 'stopped' };

export interface ContainerCall {
  readonly step: Step;
  readonly container: Container;
  readonly inputs: LoopInputs;
  readonly reads: ReadLog;
  readonly interruption: Interruption;
}

/** One attempt of a container: everything that it runs. What the journal already holds of it is not run again (E16). */
export abstract class ContainerRun {
  protected readonly context: RunContext;
  protected readonly call: ContainerCall;
  protected readonly path: string;
  protected readonly body: CompiledBody;
  /** Levels that run now. */
  readonly #driving = new Map<string, Scheduler | null>();
  /** How many of our own threads of work are under way, each with at most one level. */
  protected workers = 0;

  constructor(context: RunContext, call: ContainerCall) {
    this.context = context;
    this.call = call;
    this.path = pathOf(context, call.step.id);
    this.body = context.control.bodyOf(bodyOf(call.container));
  }

  /** True if nothing goes on by itself inside, nor between two levels. */
  get isStalled(): boolean {
    if (this.workers === 0 || this.#driving.size < this.workers) return false;
    return [...this.#driving.values()].every((scheduler) => scheduler?.isStalled === true);
  }

  abstract run(): Promise<ContainerEnd>;

  /** Nothing new is to be begun. */
  protected get isStopping(): boolean {
    return this.context.control.isStopping || this.call.interruption.reason !== null;
  }

  protected get logPrefix(): string {
    const { logPrefix, definition } = this.context;
    return `${logPrefix}${stepOf(definition, this.call.step.id).position}.`;
  }

  protected place(place: Omit<LevelPlace, 'container' | 'body'>): RunContext {
    return levelContext(this.context, { ...place, container: this.call.step.id, body: this.body });
  }

  /** Runs a level; `timeoutMs`: it is stopped then, and `isLate` called. */
  protected async drive(
    level: RunContext,
    options: { readonly slots?: SlotPool; readonly timeoutMs?: number; readonly onLate?: () => void } = {},
  ): Promise<LevelEnd> {
    const { control, clock } = this.context;
    const timer = new AbortController();
    this.#driving.set(level.scope, null);
    if (options.timeoutMs !== undefined)
      clock.sleep(options.timeoutMs, timer.signal).then(
        () => {
          options.onLate?.();
          control.stopInside(level.scope);
        },
        // aborted: it ended in time
        () => undefined,
      );
    try {
      return await runLevel(level, this.body, {
        slots: options.slots ?? control.slots,
        isStopping: () => this.isStopping,
        onScheduler: (scheduler) => this.#driving.set(level.scope, scheduler),
      });
    } finally {
      timer.abort();
      this.#driving.delete(level.scope);
    }
  }

  protected failed(
    error: ToolError,
    rest: { cause?: string; result?: Json; span?: StepProblem['span'] } = {},
  ): ContainerEnd {
    const { cause, result, span } = rest;
    return {
      kind: 'failed',
      failure: { error, ...(cause === undefined ? {} : { cause }) },
      ...(result === undefined ? {} : { result }),
      ...(span === undefined ? {} : { span }),
    };
  }
}

/** An included pipeline (language.md L26). */
export class IncludedRun extends ContainerRun {
  readonly #container: Included;

  constructor(context: RunContext, call: ContainerCall & { readonly container: Included }) {
    super(context, call);
    this.#container = call.container;
  }

  async run(): Promise<ContainerEnd> {
    const { pipeline } = this.#container;
    const inputs = await this.#storedInputs();
    const level = this.place({
      scope: this.path,
      logPrefix: this.logPrefix,
      loop: null,
      included: { pipeline, inputs },
    });
    let isLate = false;
    const { timeoutMs, maxParallel } = pipeline.config;
    this.workers = 1;
    const end = await this.drive(level, {
      slots: new SlotPool(maxParallel, this.context.control.slots),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      onLate: () => {
        isLate = true;
      },
    });
    if (isLate && !this.isStopping) return this.failed(timedOut(`the pipeline ${pipeline.name}`, timeoutMs ?? 0));
    if (end.kind === 'stopped') return { kind: 'stopped' };
    return await this.#settled(level, end.error);
  }

  async #settled(level: RunContext, error: ErrorRecord | null): Promise<ContainerEnd> {
    const { name } = this.#container.pipeline;
    if (error !== null)
      return this.failed(wrapped(error, `the pipeline ${name} failed at ${error.step ?? 'its end'}`), {
        cause: error.message,
      });
    const { outputs, failure } = await evaluateOutputs(level);
    if (failure !== null) return this.failed(wrapped(failure, `the pipeline ${name} has no result`));
    const { blobs } = this.context.folder;
    const values = Object.entries(outputs).map(([key, stored]): [string, Json] => [key, blobs.get(stored)]);
    return {
      kind: 'completed',
      result: { outputs: Object.fromEntries(values) },
      reads: await readsInside(this.context, { path: this.path, own: this.call.reads }),
    };
  }

  async #storedInputs(): Promise<{ readonly [name: string]: StoredValue }> {
    const { blobs } = this.context.folder;
    const given = Object.entries(this.call.inputs.values ?? {});
    return Object.fromEntries(
      await Promise.all(given.map(async ([name, value]) => [name, await blobs.put(value)] as const)),
    );
  }
}

export function timedOut(what: string, timeoutMs: number): ToolError {
  return {
    category: 'timeout',
    code: 'timeout',
    message: `${what} did not end within its timeout of ${timeoutMs} ms and was stopped`,
  };
}

/** The failure of a container, which is of the kind of what failed inside it. */
export function wrapped(error: ErrorRecord, message: string): ToolError {
  return {
    category: error.category,
    code: error.code,
    message: `${message}: ${error.message}`,
    retryable: error.retryable,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    details: { ...error.details, step: error.step ?? null },
  };
}

/** The results of a level's steps by id; null for one without a result. */
export function resultsOf(
  folder: RunContext['folder'],
  { ids }: Definition,
  steps: ReadonlyMap<string, StepState>,
): JsonObject {
  return Object.fromEntries(ids.map((id) => [id, resultOf(folder, steps.get(id))] as const));
}

export function resultOf({ blobs }: RunContext['folder'], entry: StepState | undefined): Json {
  return entry?.result === undefined || !isSettled(entry.status) ? null : blobs.get(entry.result);
}
