import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../electron/storage/journal/read-journal.ts';
import { buildChild, cleanUp, essence, faultsIn, readResult, runChild, tempFolder, writePipeline } from './support.ts';

const SEED = 20_260_202;
const PHASES = ['before write', 'written', 'fsynced', 'told'] as const;
/** Ids differ, as they do in life: survivors are recognised by the id of their run. */
const runOf = (folder: string, which: 'first' | 'pinned'): string =>
  `01${which}${path
    .basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')}`;

let child = '';
let pinned: readonly string[] = [];
let undisturbed: unknown;
let facts = 0;

async function order(folder: string, orders: object): Promise<void> {
  const end = await runChild(child, { folder, ...orders });
  expect(end, end.stderr).toMatchObject({ code: 0, signal: null });
}

/** A folder with a completed run, some of whose results are pinned. */
async function pinnedFolder(): Promise<string> {
  const folder = tempFolder();
  writePipeline(folder, { seed: SEED, count: 30 });
  await order(folder, { mode: 'start', run: runOf(folder, 'first') });
  const done = Object.entries(readResult(folder).steps).filter(([, { status }]) => status === 'completed');
  pinned = done.map(([id]) => id).filter((_, at) => at % 4 === 1);
  await order(folder, { mode: 'pin', run: runOf(folder, 'first'), steps: pinned });
  rmSync(path.join(folder, 'effects.log'));
  return folder;
}

beforeAll(async () => {
  child = await buildChild('run');
  const folder = await pinnedFolder();
  await order(folder, { mode: 'start', run: runOf(folder, 'pinned') });
  const journal = path.join(folder, 'data', 'runs', runOf(folder, 'pinned'), 'journal.jsonl');
  facts = readJournal(journal).facts.length;
  undisturbed = essence(readResult(folder));
}, 120_000);

afterAll(cleanUp);

describe('kill -9 and resume of a run with pins', () => {
  it('E7 gives equal results, also when the pins are gone by then; a pinned step never runs', async () => {
    expect(pinned.length).toBeGreaterThan(3);
    for (const [index, phase] of [...PHASES, ...PHASES].entries()) {
      const folder = await pinnedFolder();
      const run = runOf(folder, 'pinned');
      const killAt = 3 + Math.floor(((index + 0.5) / 8) * (facts - 5));
      const end = await runChild(child, { folder, mode: 'start', run, killAt, phase });
      expect(end.signal).toBe('SIGKILL');
      await order(folder, { mode: 'unpin', run, steps: pinned });
      await order(folder, { mode: 'resume', run, mayBeOver: true });
      expect(essence(readResult(folder))).toEqual(undisturbed);
      expect(faultsIn(folder, run)).toEqual([]);
      const started = readFileSync(path.join(folder, 'effects.log'), 'utf8').split('\n');
      expect(started.filter((line) => pinned.some((step) => line.startsWith(`start ${step} `)))).toEqual([]);
    }
  }, 240_000);
});
