import { closeSync, fdatasyncSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Annotation, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { ulid } from 'ulid';
import { systemClock } from '../../electron/execution/clock.ts';
import { createEngine, type Engine, type EngineDeps } from '../../electron/execution/engine.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import type { Tool } from '../../electron/tools/tool.ts';

/** What a made-up step does: waits, and returns a text of a size. */
export interface BenchStep {
  readonly id: string;
  readonly needs: readonly string[];
  readonly ms?: number;
  readonly bytes?: number;
}

const any = { type: 'any' } as const;
export const work: Tool = {
  name: 'work',
  version: '1',
  description: 'Waits, and returns a text.',
  defaultAction: 'run',
  actions: {
    run: {
      description: '',
      parameters: { ms: { type: 'number', default: 0 }, bytes: { type: 'integer', default: 0 } },
      result: any,
      effects: 'none',
      async run({ ms, bytes }, { step }) {
        if (Number(ms) > 0) await delay(Number(ms));
        return { success: true, result: textOf(step, Number(bytes)) };
      },
    },
  },
};

/** Every step's text is another one, as results are. */
function textOf(step: string, bytes: number): string {
  return bytes === 0 ? step : `${step} `.repeat(Math.ceil(bytes / (step.length + 1))).slice(0, bytes);
}

export function benchFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'stepglass-bench-'));
}

/** `compiled`: as in the app, where texts are compiled in a worker thread beforehand. */
export function benchEngine(
  folder: string,
  { compiled }: Pick<EngineDeps, 'compiled'> = {},
): { readonly engine: Engine; readonly data: DataFolder } {
  const data = new DataFolder(path.join(folder, 'data'), { files: nodeFileLayer, now: Date.now });
  const engine = createEngine({
    data,
    tools: [work],
    clock: systemClock,
    random: Math.random,
    newId: () => ulid().toLowerCase(),
    env: {},
    settings: { allowedEnv: [], writableFolders: [], python: 'python3', maxOutputBytes: 1_000_000 },
    log: () => undefined,
    ...(compiled === undefined ? {} : { compiled }),
  });
  return { engine, data };
}

export function benchText(steps: readonly BenchStep[], maxParallel: number): string {
  const lines = steps.map(
    ({ id, needs, ms = 0, bytes = 0 }) =>
      `  - { id: ${id}, tool: work, needs: [${needs.join(', ')}], parameters: { ms: ${ms}, bytes: ${bytes} } }`,
  );
  return `name: bench\nconfig: { max_parallel: ${maxParallel} }\nsteps:\n${lines.join('\n')}\n`;
}

export interface Measured {
  /** From the first fact of a step to the end of the run. */
  readonly ms: number;
  readonly run: string;
  readonly diskBytes: number;
}

/** Runs the steps on the engine, everything durable. Compiling is not counted. */
export async function runSteps(
  steps: readonly BenchStep[],
  { folder, maxParallel = 8 }: { folder: string; maxParallel?: number },
): Promise<Measured> {
  const { engine, data } = benchEngine(folder);
  const handle = await engine.start({
    file: path.join(folder, 'bench.yaml'),
    text: benchText(steps, maxParallel),
    inputs: {},
  });
  const startedMs = performance.now();
  const { status } = await handle.done;
  const ms = performance.now() - startedMs;
  if (status !== 'completed') throw new Error(`the run ended ${status}`);
  return { ms, run: handle.run, diskBytes: sizeOf(data.open(handle.run).path) };
}

/** The same steps on LangGraph alone: plain edges, its own saver in memory, `durability: 'sync'`. */
export async function runPlain(
  steps: readonly BenchStep[],
): Promise<{ readonly ms: number; readonly heldBytes: number }> {
  const saver = new MemorySaver();
  const channels = Object.fromEntries(steps.map(({ id }) => [`out_${id}`, Annotation<string>()]));
  const graph = new StateGraph(Annotation.Root(channels)).addNode(
    steps.map(({ id, ms = 0, bytes = 0 }): [string, () => Promise<object>] => [
      id,
      async () => {
        if (ms > 0) await delay(ms);
        return { [`out_${id}`]: textOf(id, bytes) };
      },
    ]),
  );
  for (const { id, needs } of steps) {
    const [first, ...more] = needs;
    if (first === undefined) graph.addEdge(START, id);
    else graph.addEdge(more.length === 0 ? first : [...needs], id);
  }
  const compiled = graph.compile({ checkpointer: saver });
  const startedMs = performance.now();
  await compiled.invoke({}, { configurable: { thread_id: 'bench' }, durability: 'sync', recursionLimit: 1_000_000 });
  return { ms: performance.now() - startedMs, heldBytes: heldBytes(saver) };
}

function heldBytes(saver: MemorySaver): number {
  let bytes = 0;
  const add = (value: unknown): void => {
    if (value instanceof Uint8Array) bytes += value.length;
    else if (Array.isArray(value)) for (const item of value) add(item);
    else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) add(item);
  };
  add(saver.storage);
  add(saver.writes);
  return bytes;
}

export function chain(count: number, bytes = 0): readonly BenchStep[] {
  return Array.from({ length: count }, (_, at) => ({ id: `n${at}`, needs: at === 0 ? [] : [`n${at - 1}`], bytes }));
}

/** Steps of 50 ms to 2 s over a random graph, the same for the same seed. */
export function randomDag(count: number, seed: number): readonly BenchStep[] {
  let x = seed;
  const random = (): number => {
    x = (Math.imul(x, 1_103_515_245) + 12_345) & 0x7fffffff;
    return x / 0x7fffffff;
  };
  return Array.from({ length: count }, (_, at) => {
    const needs = new Set<string>();
    if (at > 3)
      for (let left = 1 + Math.floor(random() * 3); left > 0; left--)
        needs.add(`n${Math.max(0, at - 1 - Math.floor(random() * 20))}`);
    return { id: `n${at}`, needs: [...needs], ms: 50 + Math.floor(random() ** 3 * 1_950) };
  });
}

export function criticalPathMs(steps: readonly BenchStep[]): number {
  const ends = new Map<string, number>();
  for (const { id, needs, ms = 0 } of steps)
    ends.set(id, ms + Math.max(0, ...needs.map((need) => ends.get(need) ?? 0)));
  return Math.max(...ends.values());
}

/** The median of 200 appends of 300 bytes with an fsync each. */
export function fsyncMs(folder: string): number {
  const fd = openSync(path.join(folder, 'fsync.bin'), 'a');
  const times = Array.from({ length: 200 }, () => {
    writeSync(fd, 'x'.repeat(300));
    const startedMs = performance.now();
    fdatasyncSync(fd);
    return performance.now() - startedMs;
  });
  closeSync(fd);
  return times.sort((a, b) => a - b)[100] ?? 0;
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}
