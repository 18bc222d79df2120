import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { benchEngine } from './support.ts';

/** Loops and included pipelines: what one iteration and one level cost. */

export const eachText = (count: number): string => `name: bench
steps:
  - { id: each, tool: work, for_each: "{{ range(${count}) }}", max_parallel: 8 }
`;

export const whileText = (count: number): string => `name: bench
steps:
  - { id: again, tool: work, while: "iteration <= ${count}", max_iterations: ${count + 1} }
`;

/** Files that include each other, the innermost with one step; returns the text of the outermost. */
export function writeNested(folder: string, depth: number): string {
  writeFileSync(
    path.join(folder, 'p0.yaml'),
    'name: p0\nsteps: [{ id: leaf, tool: work }]\noutputs: { n: "{{ leaf }}" }\n',
  );
  for (let level = 1; level < depth; level += 1)
    writeFileSync(
      path.join(folder, `p${level}.yaml`),
      `name: p${level}\nsteps: [{ id: s${level}, pipeline: p${level - 1}.yaml }]\noutputs: { n: "{{ s${level}.outputs.n }}" }\n`,
    );
  return `name: bench\nsteps: [{ id: top, pipeline: p${depth - 1}.yaml }]\n`;
}

export async function runText(text: string, folder: string): Promise<number> {
  const { engine } = benchEngine(folder);
  const handle = await engine.start({ file: path.join(folder, 'bench.yaml'), text, inputs: {} });
  const startedMs = performance.now();
  const { status } = await handle.done;
  if (status !== 'completed') throw new Error(`the run ended ${status}`);
  return performance.now() - startedMs;
}

/** The live heap when iteration `from` and iteration `to` were over, and what an iteration took in all. */
export async function measureLoop(
  folder: string,
  { count, from, to }: { count: number; from: number; to: number },
): Promise<{ readonly msPerItem: number; readonly growthMb: number }> {
  const { engine } = benchEngine(folder);
  const handle = await engine.start({ file: path.join(folder, 'bench.yaml'), text: eachText(count), inputs: {} });
  const startedMs = performance.now();
  const heapMb: number[] = [];
  let lostMs = 0;
  handle.subscribe({
    from: 0,
    onFacts: (facts) => {
      for (const fact of facts)
        if (fact.type === 'loop.iteration_completed' && (fact.iteration === from || fact.iteration === to - 1)) {
          const beganMs = performance.now();
          heapMb.push(liveHeapMb());
          lostMs += performance.now() - beganMs;
        }
    },
  });
  await handle.done;
  const ms = performance.now() - startedMs - lostMs;
  const [early = 0, late = 0] = heapMb;
  return { msPerItem: ms / count, growthMb: late - early };
}

function liveHeapMb(): number {
  if (globalThis.gc === undefined) throw new Error('the memory of a loop is measured with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1e6;
}

/** A run of a loop that stands still in the middle, opened and gone on with by another engine. */
export async function resumeLoop(
  folder: string,
  count: number,
): Promise<{ readonly stateMs: number; readonly resumeMs: number }> {
  const first = await benchEngine(folder).engine.start({
    file: path.join(folder, 'bench.yaml'),
    text: eachText(count),
    inputs: {},
  });
  const almost = `each[${count - 100}].each`;
  await new Promise<void>((resolve) => {
    first.subscribe({
      from: 0,
      onFacts: (facts) => facts.some((fact) => 'step' in fact && fact.step === almost) && resolve(),
    });
  });
  await first.pause();
  const { engine } = benchEngine(folder);
  const openedMs = performance.now();
  const known = engine.state(first.run).n;
  const stateMs = performance.now() - openedMs;
  await delay(50);
  const resumedMs = performance.now();
  const again = await engine.resume(first.run);
  const began = new Promise<number>((resolve) => {
    again.subscribe({
      from: known,
      onFacts: (facts) =>
        facts.some((fact) => fact.type === 'step.completed') && resolve(performance.now() - resumedMs),
    });
  });
  const resumeMs = await began;
  await again.done;
  return { stateMs, resumeMs };
}
