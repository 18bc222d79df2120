import type { Fact, FactBody } from '../../../shared/facts.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { compilePipeline } from '../../../electron/compiler/compile.ts';
import { builtinTools } from '../../../electron/tools/registry.ts';
import { created } from './make.ts';

const LOOP = `name: Loop
steps:
  - id: gather
    tool: echo
    parameters: { value: 1 }
  - id: process
    for_each: "{{ range(10) }}"
    dependencies: [gather]
    max_parallel: 8
    steps:
      - id: save
        tool: echo
        parameters: { value: "{{ item }}" }
  - id: report
    tool: echo
    dependencies: [process]
    parameters: { value: 2 }
`;

export function makeLoopPipeline(file: string): Pipeline {
  const { pipeline, diagnostics } = compilePipeline({ text: LOOP, file, tools: builtinTools });
  if (pipeline === null) throw new Error(`the made-up loop is refused: ${diagnostics[0]?.message ?? ''}`);
  return pipeline;
}

/** Facts as the engine makes them of a loop of trivial items: four for each, `atOnce` side by side. */
export function makeLoopFacts(
  pipeline: Pipeline,
  { run, items, atOnce, startMs }: { run: string; items: number; atOnce: number; startMs: number },
): Fact[] {
  const facts: Fact[] = [];
  const add = (body: FactBody): void => {
    facts.push({ ...body, n: facts.length + 1, at: new Date(startMs + Math.floor(facts.length / 2)).toISOString() });
  };
  add(created(pipeline, run));
  add({ type: 'run.started' });
  add(started('gather', 1));
  add(completed('gather', 1));
  add(started('process', { for_each: { count: items } }));
  for (let first = 0; first < items; first += atOnce) {
    const round = Array.from({ length: Math.min(atOnce, items - first) }, (_, i) => first + i);
    for (const iteration of round) add({ type: 'loop.iteration_started', step: 'process', iteration, total: items });
    for (const iteration of round) add(started(`process[${iteration}].save`, iteration));
    for (const iteration of round) add(completed(`process[${iteration}].save`, iteration));
    for (const iteration of round)
      add({ type: 'loop.iteration_completed', step: 'process', iteration, status: 'completed', durationMs: 3 });
  }
  add(completed('process', { iterations: items }));
  add(started('report', 2));
  add(completed('report', 2));
  add({ type: 'run.completed', outputs: {} });
  return facts;
}

type Value = number | { readonly [name: string]: number | { readonly count: number } };

const started = (step: string, value: Value): FactBody => ({
  type: 'step.started',
  step,
  attempt: 1,
  parameters: { inline: { value } },
  reads: [],
});

const completed = (step: string, value: Value): FactBody => ({
  type: 'step.completed',
  step,
  attempt: 1,
  result: { inline: value },
  durationMs: 1,
  consequences: [],
});
