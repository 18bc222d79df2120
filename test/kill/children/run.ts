import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunHandle } from '../../../electron/execution/api.ts';
import { systemClock } from '../../../electron/execution/clock.ts';
import { createEngine } from '../../../electron/execution/engine.ts';
import { DataFolder } from '../../../electron/storage/data-folder.ts';
import { type FileLayer, nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';
import { approvalGate } from '../../../electron/tools/people.ts';
import type { Tool } from '../../../electron/tools/tool.ts';
import { sketch } from '../../execution/support/sketch.ts';

/**
 * Starts or resumes the run of a folder, and kills itself (SIGKILL) when the journal has come to a line, in one phase of
 * its way to the disk. Notes what it did in `effects.log`, its result in `result.json`.
 */
interface Orders {
  readonly folder: string;
  readonly mode: 'start' | 'resume' | 'pin' | 'unpin';
  /** What is pinned: results of the run; or unpinned. */
  readonly steps?: readonly string[];
  readonly run: string;
  /** A run that is completed already is fine. */
  readonly mayBeOver?: boolean;
  /** The file is a sketch of a pipeline (`execution/support/sketch.ts`). */
  readonly isSketch?: boolean;
  readonly killAt?: number;
  /** Cancels the run when it has come to this fact. */
  readonly cancelAt?: number;
  readonly phase?: 'before write' | 'written' | 'fsynced' | 'told';
}

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const effects = path.join(orders.folder, 'effects.log');
const note = (line: string): void => appendFileSync(effects, `${line}\n`);
let lines = 0;

function dieAt(phase: Orders['phase']): void {
  if (phase === orders.phase && orders.killAt !== undefined && lines >= orders.killAt)
    process.kill(process.pid, 'SIGKILL');
}

/** The real file system, with an eye on the journal. */
function watchedFiles(): FileLayer {
  const journals = new Set<number>();
  return {
    ...nodeFileLayer,
    open(file, flags) {
      const fd = nodeFileLayer.open(file, flags);
      if (file.endsWith('journal.jsonl')) journals.add(fd);
      return fd;
    },
    write(fd, bytes) {
      if (!journals.has(fd)) return nodeFileLayer.write(fd, bytes);
      lines += bytes.filter((byte) => byte === 10).length;
      dieAt('before write');
      const written = nodeFileLayer.write(fd, bytes);
      dieAt('written');
      return written;
    },
    async syncData(fd) {
      await nodeFileLayer.syncData(fd);
      if (journals.has(fd)) dieAt('fsynced');
    },
  };
}

const any = { type: 'any' } as const;
const tools: readonly Tool[] = [
  approvalGate,
  {
    name: 'work',
    version: '1',
    description: 'Works for a moment.',
    defaultAction: 'run',
    actions: {
      run: {
        description: '',
        parameters: {
          value: any,
          ms: { type: 'number', default: 0 },
          bad: { type: 'boolean', default: false },
          /** Fails in its first attempts. */
          times: { type: 'integer', default: 0 },
          /** Ends at once when it is told to. */
          obeys: { type: 'boolean', default: false },
        },
        result: any,
        effects: 'local',
        async run({ value, ms, bad, times, obeys }, { step, attempt, signal }) {
          note(`start ${step} ${attempt}`);
          await delay(Number(ms), undefined, obeys === true ? { signal } : {});
          return bad === true || attempt <= Number(times)
            ? { success: false, error: { category: 'execution', code: 'told_to', message: 'it was told to fail' } }
            : { success: true, result: { step, value: value ?? null } };
        },
      },
    },
  },
  {
    name: 'shell',
    version: '1',
    description: 'Leaves processes behind.',
    defaultAction: 'run',
    actions: {
      run: {
        description: '',
        parameters: { command: { type: 'string', required: true } },
        result: any,
        effects: 'external',
        async run({ command }, { step, attempt, spawn, workdir, env }) {
          note(`start ${step} ${attempt}`);
          const { exitCode } = await spawn({ command: '/bin/sh', args: ['-c', String(command)], cwd: workdir, env });
          return { success: true, result: exitCode };
        },
      },
    },
  },
];

async function main(): Promise<void> {
  const files = watchedFiles();
  const data = new DataFolder(path.join(orders.folder, 'data'), { files, now: Date.now });
  const engine = createEngine({
    data,
    tools,
    files,
    clock: systemClock,
    random: Math.random,
    newId: () => orders.run,
    env: { PATH: process.env['PATH'] ?? '' },
    settings: { allowedEnv: [], writableFolders: [], python: 'python3', maxOutputBytes: 1_000_000 },
    log: () => undefined,
    ...(orders.isSketch === true
      ? { compiled: (named: string, text: string) => ({ pipeline: sketch(text, named), diagnostics: [] }) }
      : {}),
  });
  const result = path.join(orders.folder, 'result.json');
  // killed between its last fact and this line of the one before
  if (orders.mayBeOver === true && engine.state(orders.run).status === 'completed') {
    writeFileSync(result, JSON.stringify(engine.result(orders.run)));
    return;
  }
  const file = path.join(orders.folder, 'pipeline.yaml');
  for (const step of orders.steps ?? [])
    await (orders.mode === 'pin' ? engine.pin(orders.run, step) : engine.unpin(file, step));
  if (orders.mode === 'pin' || orders.mode === 'unpin') return;
  let handle =
    orders.mode === 'start'
      ? await engine.start({ file, text: readFileSync(file, 'utf8'), inputs: {} })
      : await engine.resume(orders.run);
  process.stdout.write('begun\n');
  watch(handle);
  let document = await handle.done;
  while (document.status === 'waiting') {
    const [asking = ''] = engine.state(orders.run).waiting;
    handle = (await engine.answer(orders.run, asking, 'approve')) ?? handle;
    watch(handle);
    document = await handle.done;
  }
  writeFileSync(result, JSON.stringify(document));
}

function watch(handle: RunHandle): void {
  handle.subscribe({
    from: 0,
    onFacts: (facts) => {
      for (const fact of facts) {
        if (fact.type === 'step.completed' || fact.type === 'step.failed') note(`settled ${fact.step} ${fact.attempt}`);
        if (fact.n >= (orders.killAt ?? Number.POSITIVE_INFINITY)) dieAt('told');
        // what becomes of that is what becomes of the run
        if (fact.n === orders.cancelAt) handle.cancel().catch(() => undefined);
      }
    },
  });
}

void main();
