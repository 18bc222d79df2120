import type { RunSummary } from '../../../shared/api/answers.ts';
import type { Fact, FactBody } from '../../../shared/facts.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import { compilePipeline } from '../../../electron/compiler/compile.ts';
import { builtinTools } from '../../../electron/tools/registry.ts';

/** Made-up pipelines and runs of any size, the same ones each time. */

/** Each step waits for one or two of those shortly before it: about 1.6 edges a step, as large real graphs have. */
export function pipelineText(count: number): string {
  const random = seeded(count);
  const steps = Array.from({ length: count }, (_, at) => {
    const near = () => at - 1 - Math.floor(random() * Math.min(at, 40));
    const needs = at === 0 ? [] : [...new Set(random() < 0.65 ? [near(), near()] : [near()])];
    return `  - { id: ${stepId(at)}, tool: echo, dependencies: [${needs.map(stepId).join(', ')}], parameters: { value: ${at} } }\n`;
  });
  return `name: Steps ${count}\nsteps:\n${steps.join('')}`;
}

/** Beyond what a file may hold, steps are repeated as they were compiled. */
const MOST_COMPILED = 2000;

export function makePipeline(count: number, file: string): Pipeline {
  const text = pipelineText(Math.min(count, MOST_COMPILED));
  const { pipeline, diagnostics } = compilePipeline({ text, file, tools: builtinTools });
  if (pipeline === null) throw new Error(`the made-up file is refused: ${diagnostics[0]?.message ?? ''}`);
  if (count <= MOST_COMPILED) return pipeline;
  const steps = Array.from({ length: count }, (_, at) => copyOf(pipeline, at));
  return { ...pipeline, steps, order: steps.map(({ id }) => id) };
}

function copyOf(pipeline: Pipeline, at: number): Step {
  const step = pipeline.steps[at % MOST_COMPILED];
  if (step === undefined) throw new Error('an empty pipeline was to be repeated');
  const shift = at - (at % MOST_COMPILED);
  const dependencies = step.dependencies.map((id) => stepId(indexOf(id) + shift));
  return {
    ...step,
    id: stepId(at),
    dependencies: at > 0 && dependencies.length === 0 ? [stepId(at - 1)] : dependencies,
  };
}

const stepId = (at: number): string => `step_${String(at).padStart(4, '0')}`;
const indexOf = (id: string): number => Number(id.slice('step_'.length));

/** Facts as a run makes them: eight steps at once; each fails `failures` times before it completes. */
export function makeFacts(pipeline: Pipeline, options: { run: string; failures: number; startMs: number }): Fact[] {
  const { run, failures, startMs } = options;
  const facts: Fact[] = [];
  const add = (body: FactBody): void => {
    facts.push({ ...body, n: facts.length + 1, at: new Date(startMs + facts.length * 5).toISOString() });
  };
  add(created(pipeline, run));
  add({ type: 'run.started' });
  const open: { readonly id: string; readonly bodies: FactBody[] }[] = [];
  const waiting = [...pipeline.order];
  for (let turn = 0; waiting.length > 0 || open.length > 0; turn += 1) {
    const next = open.length < 8 ? waiting.shift() : undefined;
    if (next !== undefined) open.push({ id: next, bodies: courseOf(next, failures) });
    const at = turn % open.length;
    const body = open[at]?.bodies.shift();
    if (body !== undefined) add(body);
    if (body?.type === 'step.completed')
      add({ type: 'checkpoint.created', checkpoint: `c${facts.length}`, seq: facts.length, sizeBytes: 900 });
    if (open[at]?.bodies.length === 0) open.splice(at, 1);
  }
  add({ type: 'run.completed', outputs: {} });
  return facts;
}

export function created(pipeline: Pipeline, run: string): FactBody {
  const { id, name, file, hash, order } = pipeline;
  return {
    type: 'run.created',
    run,
    pipeline: { id, name, file, hash },
    inputs: {},
    workdir: '/tmp',
    steps: order,
    maxParallel: 8,
    edits: [],
  };
}

function courseOf(step: string, failures: number): FactBody[] {
  const failed = Array.from({ length: failures }, (_, i): FactBody[] => [
    started(step, i + 1),
    {
      type: 'step.attempt_failed',
      step,
      attempt: i + 1,
      error: { category: 'network', code: 'reset', severity: 'low', retryable: true, message: 'connection reset' },
      retryAt: new Date(0).toISOString(),
      durationMs: 12,
    },
  ]);
  const attempt = failures + 1;
  const done: FactBody = {
    type: 'step.completed',
    step,
    attempt,
    result: { inline: { rows: attempt, step } },
    durationMs: 40,
    consequences: [],
  };
  return [...failed.flat(), started(step, attempt), done];
}

const started = (step: string, attempt: number): FactBody => ({
  type: 'step.started',
  step,
  attempt,
  parameters: { inline: { value: step } },
  reads: [],
});

export function summaryOf(pipeline: Pipeline, run: string, facts: readonly Fact[]): RunSummary {
  const last = facts.at(-1);
  const over = last?.type === 'run.completed';
  return {
    run,
    pipeline: { id: pipeline.id, name: pipeline.name, file: pipeline.file },
    status: over ? 'completed' : 'running',
    createdAt: facts[0]?.at ?? new Date().toISOString(),
    startedAt: facts[1]?.at ?? null,
    endedAt: over ? last.at : null,
    settled: facts.filter(({ type }) => type === 'step.completed').length,
    total: pipeline.steps.length,
    inputs: {},
    parent: null,
    error: null,
    only: null,
    pinned: 0,
    waiting: 0,
    brokeAt: null,
  };
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
