import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../electron/storage/journal/read-journal.ts';
import { buildChild, cleanUp, essence, faultsIn, readResult, runChild, tempFolder, writePipeline } from './support.ts';

const SEED = 20_260_101;
/** Ids differ, as they do in life: survivors are recognised by the id of their run. */
const runOf = (folder: string): string =>
  `01kill${path
    .basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')}`;
const PHASES = ['before write', 'written', 'fsynced', 'told'] as const;
const AT_ONCE = 3;

let child = '';
let undisturbed: unknown;
let facts = 0;
/** From its beginning to its end, when nothing disturbs it. */
let lastsMs = 0;

beforeAll(async () => {
  child = await buildChild('run');
  const folder = tempFolder();
  writePipeline(folder, { seed: SEED, count: 60 });
  const end = await runChild(child, { folder, mode: 'start', run: runOf(folder) });
  expect(end).toMatchObject({ code: 0, signal: null });
  lastsMs = end.lastedMs;
  facts = readJournal(path.join(folder, 'data', 'runs', runOf(folder), 'journal.jsonl')).facts.length;
  undisturbed = essence(readResult(folder));
}, 120_000);

afterAll(cleanUp);

/** A pseudo-random number in [0, 1) for each index, the same in every run of the tests. */
function drawn(index: number): number {
  return (Math.imul(index + 1, 0x9e3779b1) >>> 0) / 0x1_0000_0000;
}

async function resumeToEnd(folder: string): Promise<void> {
  const end = await runChild(child, { folder, mode: 'resume', run: runOf(folder), mayBeOver: true });
  expect(end, end.stderr).toMatchObject({ code: 0, signal: null });
}

function expectUndisturbed(folder: string): void {
  expect(faultsIn(folder, runOf(folder))).toEqual([]);
  expect(essence(readResult(folder))).toEqual(undisturbed);
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

describe('kill -9 and resume in a new process', () => {
  it('E7 at 60 facts: results are equal, no reported step runs twice, nothing of an old attempt goes on', async () => {
    let killed = 0;
    await inParallel(60, async (index) => {
      const folder = tempFolder();
      writePipeline(folder, { seed: SEED, count: 60 });
      const killAt = 3 + Math.floor(drawn(index) * (facts - 4));
      const phase = PHASES[index % PHASES.length];
      const end = await runChild(child, { folder, mode: 'start', run: runOf(folder), killAt, phase });
      if (end.signal === 'SIGKILL') {
        killed += 1;
        await resumeToEnd(folder);
      }
      expectUndisturbed(folder);
    });
    expect(killed).toBeGreaterThan(50);
  }, 400_000);

  it('E7 at 20 random times, twice each', async () => {
    let killed = 0;
    // a run that was faster than its killer is no trial
    await inParallel(60, async (index) => {
      if (killed >= 20) return;
      const folder = tempFolder();
      writePipeline(folder, { seed: SEED, count: 60 });
      const orders = { folder, run: runOf(folder) };
      const first = await runChild(child, { ...orders, mode: 'start' }, drawn(index) * lastsMs);
      if (first.signal === 'SIGKILL') {
        killed += 1;
        const second = await runChild(
          child,
          { ...orders, mode: 'resume', mayBeOver: true },
          drawn(index + 100) * lastsMs,
        );
        if (second.signal === 'SIGKILL') await resumeToEnd(folder);
      }
      expectUndisturbed(folder);
    });
    expect(killed).toBeGreaterThanOrEqual(20);
  }, 400_000);

  it('E9 two processes that resume the same run at once: one goes on, the other is told who has it', async () => {
    for (let round = 0; round < 3; round++) {
      const folder = tempFolder();
      writePipeline(folder, { seed: SEED, count: 60 });
      await runChild(child, { folder, mode: 'start', run: runOf(folder), killAt: 20 + round * 30, phase: 'fsynced' });
      const ends = await Promise.all([1, 2].map(() => runChild(child, { folder, mode: 'resume', run: runOf(folder) })));
      expect(ends.filter((end) => end.code === 0)).toHaveLength(1);
      const loser = ends.find((end) => end.code !== 0);
      // the loser may come when the winner has finished already
      expect(loser?.stderr).toMatch(/run_owned|run_completed/);
      expectUndisturbed(folder);
    }
  }, 120_000);
});
