import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StepglassError } from '../../shared/errors.ts';
import type { FactBody } from '../../shared/facts.ts';
import { applyFact } from '../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../shared/state/run-state.ts';
import { DataFolder, defaultDataPath } from '../../electron/storage/data-folder.ts';
import type { FileLayer } from '../../electron/storage/files/file-layer.ts';
import { Journal } from '../../electron/storage/journal/journal.ts';
import { acquireRunLock } from '../../electron/storage/lock/lock.ts';
import type { RunFolder } from '../../electron/storage/run-folder.ts';
import { faulty, files, now, START, startChild, systemError, tempFolder } from './support.ts';

const A = '01hzzzzzzzzzzzzzzzzzzzzzza';
const B = '01hzzzzzzzzzzzzzzzzzzzzzzb';
const C = '02hzzzzzzzzzzzzzzzzzzzzzzc';

function data(layer: FileLayer = files, path = join(tempFolder(), 'data')): DataFolder {
  return new DataFolder(path, { files: layer, now });
}

const created = (run: string): FactBody => ({
  type: 'run.created',
  run,
  pipeline: { id: 'p', name: 'Pipeline', file: 'p.yaml', hash: 'h' },
  inputs: { n: { inline: 1 } },
  workdir: '/',
  steps: ['a', 'b'],
  maxParallel: 4,
  edits: [],
});
const skipped: FactBody = { type: 'step.skipped', step: 'a', reason: 'condition', consequences: [] };
const completed: FactBody = { type: 'run.completed', outputs: {} };

/** A run with these facts behind `run.created`; its summary is saved after as many of them as are given. */
async function run(
  folder: DataFolder,
  id: string,
  { facts, savedAfter = null }: { readonly facts: readonly FactBody[]; readonly savedAfter?: number | null },
): Promise<RunFolder> {
  const made = await folder.create(id);
  const journal = Journal.open(made.journalPath, { files, now });
  const state = emptyRunState();
  for (const [at, body] of [created(id), ...facts].entries()) {
    const { fact, written } = journal.append(body, { durable: true });
    await written;
    applyFact(state, fact);
    if (at === savedAfter) await made.saveSummary(state);
  }
  await journal.close();
  return made;
}

describe('a new run', () => {
  it('E4 has a folder for everything, and appears as a whole', async () => {
    const folder = data();
    const made = await folder.create(A);
    expect(readdirSync(made.path).sort()).toEqual(['blobs', 'definition', 'journal.jsonl', 'logs', 'tmp']);
    expect(readdirSync(folder.runsPath)).toEqual([A]);
    expect(made).toMatchObject({ run: A, journalPath: join(folder.path, 'runs', A, 'journal.jsonl') });
  });

  it('E4 never takes the place of another', async () => {
    const folder = data();
    await folder.create(A);
    await expect(folder.create(A)).rejects.toMatchObject({ kind: 'invalid_input', code: 'run_exists' });
  });

  it.each(['', '../x', 'a/b', '.hidden', 'UPPER', 'x'.repeat(65), 'a.tmp'])('E2 cannot be called "%s"', async (id) => {
    const folder = data();
    await expect(folder.create(id)).rejects.toMatchObject({ kind: 'invalid_input', code: 'bad_run_id' });
    expect(() => folder.open(id)).toThrow(expect.objectContaining({ code: 'unknown_run' }));
  });

  it('E24 leaves nothing behind when it cannot be made', async () => {
    const folder = data(
      faulty({
        rename: () => {
          throw systemError('ENOSPC');
        },
      }),
    );
    await expect(folder.create(A)).rejects.toMatchObject({ kind: 'storage_failure', code: 'disk_full' });
    expect(readdirSync(folder.runsPath)).toEqual([]);
  });
});

describe('resolve', () => {
  it('E2 accepts any prefix that only one run has, in any case', async () => {
    const folder = data();
    for (const id of [A, B, C]) await folder.create(id);
    expect(folder.resolve('02')).toBe(C);
    expect(folder.resolve(' 02HZ ')).toBe(C);
    expect(folder.resolve(A)).toBe(A);
  });

  it('E2 names the runs that an ambiguous prefix may mean', async () => {
    const folder = data();
    for (const id of [A, B, C]) await folder.create(id);
    expect(() => folder.resolve('01')).toThrow(`"01" is the beginning of 2 runs: ${A}, ${B}. Give more of the id`);
    expect(() => folder.resolve('01')).toThrow(
      expect.objectContaining({
        kind: 'invalid_input',
        code: 'ambiguous_run',
        details: { prefix: '01', candidates: [A, B] },
      }),
    );
  });

  it('E2 prefers a whole id to being a prefix', async () => {
    const folder = data();
    for (const id of ['ab', 'abc']) await folder.create(id);
    expect(folder.resolve('ab')).toBe('ab');
  });

  it.each(['', '9', '../runs'])('E2 says that there is no run "%s", and where it looked', async (prefix) => {
    const folder = data();
    await folder.create(A);
    expect(() => folder.resolve(prefix)).toThrow(
      expect.objectContaining({
        kind: 'invalid_input',
        code: 'unknown_run',
        message: expect.stringContaining(folder.runsPath),
      }),
    );
  });
});

it('E24 gives up a run that could not be begun: nothing of it stays, and nothing is to be resumed', async () => {
  const folder = data();
  await folder.create(A);
  const full = new StepglassError('storage_failure', 'disk_full', 'cannot take the lock', {
    details: { system: 'ENOSPC' },
  });
  expect(folder.abandon(A, full)).toMatchObject({
    kind: 'storage_failure',
    code: 'disk_full',
    message: expect.stringMatching(/the disk is full\. Nothing has run\./),
    details: { nothingRan: true, system: 'ENOSPC' },
  });
  expect(await folder.runs()).toEqual([]);
  await folder.create(A);
  const other = new Error('other');
  expect(folder.abandon(A, other)).toBe(other);
  expect(await folder.runs()).toHaveLength(1);
});

describe('the list', () => {
  it('E4 is empty where there is no data folder yet', async () => {
    expect(await data().runs()).toEqual([]);
  });

  it('E1 gives every run, newest first, with what its facts say', async () => {
    const folder = data();
    await run(folder, A, { facts: [{ type: 'run.started' }, skipped, completed] });
    await run(folder, B, { facts: [{ type: 'run.started' }, { type: 'run.paused', reason: 'user' }] });
    const [second, first] = await folder.runs();
    expect(first).toEqual({
      run: A,
      status: 'completed',
      pipeline: { id: 'p', name: 'Pipeline', file: 'p.yaml' },
      inputs: { n: { inline: 1 } },
      createdAt: '2026-01-01T00:00:00.000Z',
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:00:00.000Z',
      error: null,
      pauseReason: null,
      parent: null,
      failedStep: null,
      waiting: 0,
      brokeAt: null,
      only: null,
      pinned: 0,
      settledSteps: 1,
      totalSteps: 2,
      n: 4,
    });
    expect(second).toMatchObject({ run: B, status: 'paused', pauseReason: 'user', settledSteps: 0 });
    expect(await folder.summary(A)).toEqual(first);
  });

  it('E4 reads run.json instead of the journal while it is current', async () => {
    const read: string[] = [];
    const folder = data();
    await run(folder, A, { facts: [{ type: 'run.started' }, completed], savedAfter: 2 });
    const watched = data(
      faulty({
        readFile: (path) => {
          read.push(path);
          return files.readFile(path);
        },
      }),
      folder.path,
    );
    expect(await watched.runs()).toMatchObject([{ status: 'completed', n: 3 }]);
    expect(read).toEqual([join(folder.runsPath, A, 'run.json')]);
    await watched.runs();
    expect(read).toHaveLength(1);
  });

  it.each([
    ['is older than the journal', null],
    ['is damaged', '{"format":3,"summary":{'],
    ['is of an older release', `{"format":2,"summary":{"run":"${A}","status":"failed","n":3}}`],
    ['is of another run', `{"format":3,"summary":{"run":"${B}","status":"failed","n":3}}`],
    ['is of a newer release', `{"format":4,"summary":{"run":"${A}","status":"failed","n":3}}`],
  ])('E4 reads the journal where run.json %s', async (_name, text) => {
    const folder = data();
    const made = await run(folder, A, { facts: [{ type: 'run.started' }, completed], savedAfter: 1 });
    if (text !== null) writeFileSync(made.summaryPath, text);
    expect(await folder.runs()).toMatchObject([{ run: A, status: 'completed', n: 3 }]);
  });

  it('E4 reads a journal whose last line is long', async () => {
    const folder = data();
    await run(folder, A, { facts: [{ type: 'warning', code: 'x', message: 'y'.repeat(50_000) }], savedAfter: 1 });
    expect(await folder.runs()).toMatchObject([{ run: A, n: 2 }]);
  });

  it('E1 marks a run as interrupted when its owner is gone, and only then', { timeout: 30_000 }, async () => {
    const folder = data();
    const made = await run(folder, A, { facts: [{ type: 'run.started' }], savedAfter: 1 });
    await run(folder, B, { facts: [] });
    await run(folder, C, { facts: [{ type: 'run.started' }, { type: 'run.waiting', steps: ['a'] }] });
    const child = await startChild('own', [made.path]);
    await child.line();
    child.process.stdin?.write('go\n');
    await child.line();
    expect((await folder.runs()).map(({ status }) => status)).toEqual(['waiting', 'interrupted', 'running']);
    child.process.kill('SIGKILL');
    await child.exited;
    expect((await folder.runs()).map(({ status }) => status)).toEqual(['waiting', 'interrupted', 'interrupted']);
  });

  it('E6 lists damaged runs with the reason, deletes none, and is not stopped by them', async () => {
    const folder = data();
    const damagedRun = await run(folder, A, { facts: [{ type: 'run.started' }, skipped, completed] });
    const bytes = readFileSync(damagedRun.journalPath);
    bytes[200] = 0;
    writeFileSync(damagedRun.journalPath, bytes);
    await run(folder, B, { facts: [{ type: 'run.started' }, completed] });
    mkdirSync(join(folder.runsPath, 'emptied'));
    await folder.create('unborn');
    writeFileSync(join(folder.runsPath, '.DS_Store'), '');
    mkdirSync(join(folder.runsPath, `${C}.4711.tmp`));
    expect(await folder.runs()).toMatchObject([
      { run: 'unborn', status: 'damaged', problem: 'the run was killed before it had begun' },
      { run: 'emptied', status: 'damaged', problem: expect.stringContaining('ENOENT') },
      { run: B, status: 'completed' },
      { run: A, status: 'damaged', problem: expect.stringContaining('line 1 at byte 0') },
    ]);
    expect(readdirSync(folder.runsPath)).toHaveLength(6);
    expect(readFileSync(damagedRun.journalPath)).toEqual(bytes);
  });

  it('E6 shows of a damaged run what is known from run.json', async () => {
    const folder = data();
    const made = await run(folder, A, { facts: [{ type: 'run.started' }, completed], savedAfter: 2 });
    rmSync(made.journalPath);
    expect(await folder.runs()).toMatchObject([
      { run: A, status: 'damaged', pipeline: { name: 'Pipeline' }, problem: expect.stringContaining(made.journalPath) },
    ]);
  });

  it('E24 says that the folder cannot be read, instead of giving an empty list', async () => {
    const folder = data(
      faulty({
        list: () => {
          throw systemError('EACCES');
        },
      }),
    );
    await expect(folder.runs()).rejects.toMatchObject({ kind: 'storage_failure', code: 'read_only' });
  });
});

describe('the trash', () => {
  it('E4 keeps a deleted run, which can be restored', async () => {
    const folder = data();
    await run(folder, A, { facts: [completed] });
    await folder.trash(A);
    expect(await folder.runs()).toEqual([]);
    expect(folder.trashed()).toMatchObject([{ run: A, trashedAt: START }]);
    expect(() => folder.resolve('01')).toThrow('It is in the trash: restore it first');
    await folder.restore(A);
    expect(await folder.runs()).toMatchObject([{ run: A, status: 'completed' }]);
    expect(folder.trashed()).toEqual([]);
  });

  it('E4 is emptied of what has been in it for 7 days', async () => {
    let ms = START;
    const folder = new DataFolder(join(tempFolder(), 'data'), { files, now: () => ms });
    for (const id of [A, B]) await folder.create(id);
    await folder.trash(A);
    ms += 6 * 24 * 3600_000;
    await folder.trash(B);
    expect(await folder.emptyTrash()).toEqual([]);
    ms += 24 * 3600_000;
    expect(await folder.emptyTrash()).toEqual([A]);
    expect(readdirSync(folder.trashPath)).toHaveLength(1);
    await expect(folder.restore(A)).rejects.toMatchObject({ code: 'unknown_run' });
    await folder.restore(B);
  });

  it('E9 takes no run that a process works on', async () => {
    const folder = data();
    const made = await folder.create(A);
    const lock = await acquireRunLock(made.path, { steal: false, onRequest: async () => null });
    await expect(folder.trash(A)).rejects.toMatchObject({
      kind: 'illegal_state',
      code: 'run_owned',
      details: { pid: process.pid },
    });
    await lock.release();
    await folder.trash(A);
    expect(existsSync(made.path)).toBe(false);
  });

  it('E4 does not restore over a run of the same name', async () => {
    const folder = data();
    await folder.create(A);
    await folder.trash(A);
    await folder.create(A);
    await expect(folder.restore(A)).rejects.toMatchObject({ code: 'run_exists' });
    await folder.trash(A);
    expect(folder.trashed()).toHaveLength(2);
  });

  it('E4 says that there is no such run', async () => {
    await expect(data().trash(A)).rejects.toMatchObject({ kind: 'invalid_input', code: 'unknown_run' });
  });
});

describe('where it is', () => {
  it.each<[string, Record<string, string>, NodeJS.Platform, string]>([
    ['the variable', { STEPGLASS_DATA: '/else/where', HOME: '/home/u' }, 'linux', '/else/where'],
    ['Linux', { HOME: '/home/u' }, 'linux', '/home/u/.local/share/stepglass'],
    ['Linux with XDG', { HOME: '/home/u', XDG_DATA_HOME: '/xdg' }, 'linux', '/xdg/stepglass'],
    ['Linux with a relative XDG', { HOME: '/home/u', XDG_DATA_HOME: 'xdg' }, 'linux', '/home/u/.local/share/stepglass'],
    ['macOS', { HOME: '/Users/u', STEPGLASS_DATA: '' }, 'darwin', '/Users/u/Library/Application Support/stepglass'],
    [
      'Windows',
      { LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local' },
      'win32',
      'C:\\Users\\u\\AppData\\Local\\stepglass\\Data',
    ],
    [
      'Windows without variable',
      { USERPROFILE: 'C:\\Users\\u' },
      'win32',
      'C:\\Users\\u\\AppData\\Local\\stepglass\\Data',
    ],
  ])('E4 is by default what %s says', (...[, env, platform, expected]) => {
    expect(defaultDataPath(env, platform)).toBe(expected);
  });
});
