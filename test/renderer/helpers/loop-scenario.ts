import type { Fact, FactBody } from '../../../shared/facts.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import { miniCompile } from './mini-compiler.ts';
import type { Scenario, ScenarioRun } from './scenarios.ts';
import type { LogRecord } from './simulate.ts';

const LOOP_PATH = '/home/mara/loops/process.yaml';
export const LOOP_RUN = '01kaw0000000000000000000lo';

const YAML = `name: Process the orders
steps:
  - id: list_orders
    tool: filesystem
    action: list
    parameters: { path: in }
  - id: process
    tool: for_each
    dependencies: [list_orders]
  - id: report
    tool: report-generator
    action: generate
    dependencies: [process]
`;

const BODY = `name: body
steps:
  - id: fetch
    tool: http
    action: get
    parameters: { url: "https://example.com/{{ item }}" }
  - id: check
    tool: validation
    action: validate
    condition: "{{ fetch.size > 0 }}"
    parameters: { data: "{{ fetch.body }}" }
  - id: save
    tool: filesystem
    action: write
    parameters: { path: "out/{{ index }}.json", content: "{{ check.data }}" }
`;

/** A `for_each` over `count` items, four at once; some iterations fail, and only `begun` have begun. */
export function loopRun(count: number, options: { begun?: number; failing?: readonly number[] } = {}): ScenarioRun {
  const { begun = count, failing = [] } = options;
  const pipeline = loopPipeline();
  const { facts, logs } = new LoopFacts(count).play({ begun, failing });
  return { recording: { run: LOOP_RUN, facts, logs, blobs: new Map() }, path: LOOP_PATH, text: YAML, pipeline };
}

export function loopScenario(run: ScenarioRun): Scenario {
  return { files: new Map([[LOOP_PATH, YAML]]), runs: [run] };
}

function loopPipeline(): Pipeline {
  const outer = miniCompile(LOOP_PATH, YAML).pipeline;
  const body = miniCompile(LOOP_PATH, BODY).pipeline;
  if (outer === null || body === null) throw new Error('the pipeline of the loop does not compile');
  const literal = (value: number) =>
    ({
      kind: 'literal',
      value,
      span: body.steps[0]?.span ?? { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
    }) as const;
  const container: Step['container'] = {
    kind: 'for_each',
    body: { steps: body.steps, order: body.order },
    single: false,
    loopName: 'process',
    isNamed: false,
    breakOnError: false,
    items: literal(0),
    as: 'item',
    maxParallel: literal(4),
  };
  return { ...outer, steps: outer.steps.map((step) => (step.id === 'process' ? { ...step, container } : step)) };
}

class LoopFacts {
  readonly facts: Fact[] = [];
  readonly logs = new Map<string, LogRecord[]>();
  readonly #count: number;
  #now = Date.parse('2026-11-22T14:00:00.000Z');

  constructor(count: number) {
    this.#count = count;
  }

  play({ begun, failing }: { begun: number; failing: readonly number[] }): {
    facts: readonly Fact[];
    logs: ReadonlyMap<string, readonly LogRecord[]>;
  } {
    this.#add({
      type: 'run.created',
      run: LOOP_RUN,
      pipeline: { id: 'process', name: 'Process the orders', file: LOOP_PATH, hash: 'h' },
      inputs: {},
      workdir: '/home/mara/loops',
      steps: ['list_orders', 'process', 'report'],
      maxParallel: 8,
      edits: [],
    });
    this.#add({ type: 'run.started' });
    this.#step('list_orders', 40);
    this.#add({ type: 'step.started', step: 'process', attempt: 1, parameters: { inline: {} }, reads: [] });
    for (let i = 0; i < begun; i += 1)
      this.#iteration(i, { fails: failing.includes(i), ends: begun === this.#count || i < begun - 4 });
    if (begun < this.#count) return this;
    this.#end(failing);
    return this;
  }

  #iteration(iteration: number, { fails, ends }: { fails: boolean; ends: boolean }): void {
    this.#add({ type: 'loop.iteration_started', step: 'process', iteration, total: this.#count });
    const scope = `process[${iteration}]`;
    this.#step(`${scope}.fetch`, 20 + ((iteration * 37) % 90));
    if (!ends) {
      const step = `${scope}.check`;
      this.#add({ type: 'step.started', step, attempt: 1, parameters: { inline: {} }, reads: [] });
      return;
    }
    this.#step(`${scope}.check`, 8, fails);
    if (!fails) this.#step(`${scope}.save`, 5);
    else this.#add({ type: 'step.skipped', step: `${scope}.save`, reason: 'upstream_failed', consequences: [] });
    this.#add({
      type: 'loop.iteration_completed',
      step: 'process',
      iteration,
      status: fails ? 'failed' : 'completed',
      durationMs: 33 + ((iteration * 37) % 90),
    });
  }

  #end(failing: readonly number[]): void {
    const error = {
      category: 'execution',
      code: 'iterations_failed',
      severity: 'medium',
      retryable: false,
      message: `${failing.length} of ${this.#count} iterations failed`,
      step: 'process',
      attempt: 1,
    } as const;
    if (failing.length === 0) {
      this.#add({
        type: 'step.completed',
        step: 'process',
        attempt: 1,
        result: { inline: { iterations: this.#count, completed: this.#count, failed: 0 } },
        durationMs: 900,
        consequences: [],
      });
      this.#step('report', 30);
      this.#add({ type: 'run.completed', outputs: {} });
    } else {
      this.#add({
        type: 'step.failed',
        step: 'process',
        attempt: 1,
        error,
        durationMs: 900,
        consequences: [{ type: 'step.skipped', step: 'report', reason: 'upstream_failed' }],
      });
      this.#add({ type: 'run.failed', error, outputs: {}, outputErrors: {} });
    }
  }

  #step(step: string, durationMs: number, fails = false): void {
    this.#add({ type: 'step.started', step, attempt: 1, parameters: { inline: { of: step } }, reads: [] });
    this.logs.set(`${step} 1`, [{ at: new Date(this.#now).toISOString(), stream: 'stdout', text: `${step} works\n` }]);
    this.#now += durationMs;
    if (fails)
      this.#add({
        type: 'step.failed',
        step,
        attempt: 1,
        error: {
          category: 'validation',
          code: 'invalid',
          severity: 'medium',
          retryable: false,
          message: 'the data is not valid',
          step,
          attempt: 1,
        },
        durationMs,
        consequences: [],
      });
    else
      this.#add({
        type: 'step.completed',
        step,
        attempt: 1,
        result: { inline: { of: step } },
        durationMs,
        consequences: [],
      });
  }

  #add(body: FactBody): void {
    this.facts.push({ ...body, n: this.facts.length + 1, at: new Date(this.#now).toISOString() });
  }
}
