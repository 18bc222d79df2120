import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StepglassError } from '../../../shared/errors.ts';
import type { LockOptions } from '../../../electron/storage/lock/lock.ts';
import { acquireRunLock, readOwner, requestOwner } from '../../../electron/storage/lock/lock.ts';
import type { Child } from '../support.ts';
import { faulty, startChild, systemError, tempFolder } from '../support.ts';

const WINDOWS = process.platform === 'win32';
const options: LockOptions = { steal: false, onRequest: async () => null };
const lockOf = (folder: string): { token: string; socket: string } =>
  JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as { token: string; socket: string };

/** A process that waits at the gate. */
async function contender(folder: string): Promise<Child> {
  const child = await startChild('own', [folder]);
  await child.line();
  return child;
}

async function owner(folder: string): Promise<Child> {
  const child = await contender(folder);
  child.process.stdin?.write('go\n');
  expect(await child.line()).toBe(JSON.stringify({ owner: child.process.pid }));
  return child;
}

async function kill(child: Child): Promise<void> {
  child.process.kill('SIGKILL');
  await child.exited;
}

describe('one owner', () => {
  it('E9 refuses a second owner and says who has it', async () => {
    const folder = tempFolder();
    const lock = await acquireRunLock(folder, options);
    await expect(acquireRunLock(folder, options)).rejects.toMatchObject({
      kind: 'illegal_state',
      code: 'run_owned',
      message: expect.stringContaining(`the run is worked on by process ${process.pid} on ${hostname()}`),
      details: { pid: process.pid, host: hostname(), life: 'alive' },
    });
    await lock.release();
  });

  it('E9 never takes a run from an owner that answers, not even by stealing', async () => {
    const folder = tempFolder();
    const lock = await acquireRunLock(folder, options);
    await expect(acquireRunLock(folder, { ...options, steal: true })).rejects.toMatchObject({ code: 'run_owned' });
    await lock.release();
  });

  it('E9 leaves nothing behind when it is released', async () => {
    const folder = tempFolder();
    const lock = await acquireRunLock(folder, options);
    const { socket } = lockOf(folder);
    expect(await readOwner(folder)).toEqual({ alive: true, pid: process.pid, host: hostname() });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(socket)).toBe(false);
    expect(await readOwner(folder)).toBeNull();
    await (await acquireRunLock(folder, options)).release();
  });

  it('E9 does not remove the lock of the next owner when it is released late', async () => {
    const folder = tempFolder();
    const lock = await acquireRunLock(folder, options);
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...lockOf(folder), token: 'another' }));
    await lock.release();
    expect(existsSync(join(folder, 'lock'))).toBe(true);
  });

  it.skipIf(WINDOWS)(
    `E9 lets only this user talk to the owner${WINDOWS ? ' (skipped: pipes of Windows have no mode)' : ''}`,
    async () => {
      const folder = tempFolder();
      const lock = await acquireRunLock(folder, options);
      const { socket } = lockOf(folder);
      expect(Buffer.byteLength(socket)).toBeLessThan(104);
      expect(statSync(dirname(socket)).mode & 0o077).toBe(0);
      expect(statSync(join(folder, 'lock')).mode & 0o077).toBe(0);
      await lock.release();
    },
  );
});

describe('a stale lock', () => {
  it('E9 is taken over when its process was killed', { timeout: 30_000 }, async () => {
    const folder = tempFolder();
    const child = await owner(folder);
    expect(await readOwner(folder)).toEqual({ alive: true, pid: child.process.pid, host: hostname() });
    const { socket } = lockOf(folder);
    await kill(child);
    expect(await readOwner(folder)).toMatchObject({ alive: false, pid: child.process.pid });
    const lock = await acquireRunLock(folder, options);
    expect(await readOwner(folder)).toMatchObject({ alive: true, pid: process.pid });
    expect(existsSync(socket)).toBe(false);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('E9 goes to exactly one of several processes that want it at once; the others learn who', {
    timeout: 60_000,
  }, async () => {
    for (let round = 0; round < 3; round += 1) {
      const folder = tempFolder();
      await kill(await owner(folder));
      const children = await Promise.all([1, 2, 3, 4, 5].map(() => contender(folder)));
      for (const child of children) child.process.stdin?.write('go\n');
      const said = await Promise.all(
        children.map(
          async (child) =>
            JSON.parse((await child.line()) ?? '') as { owner?: number; code?: string; details?: { pid: number } },
        ),
      );
      const winners = said.flatMap(({ owner: pid }) => (pid === undefined ? [] : [pid]));
      expect(winners).toHaveLength(1);
      expect(said.filter(({ code }) => code === 'run_owned').map(({ details }) => details?.pid)).toEqual([
        winners[0],
        winners[0],
        winners[0],
        winners[0],
      ]);
      expect(readdirSync(folder)).toEqual(['lock']);
      for (const child of children) await kill(child);
    }
  });

  it('E9 is taken over even if a process died while it was taking it over', { timeout: 30_000 }, async () => {
    const folder = tempFolder();
    await kill(await owner(folder));
    const stale = readFileSync(join(folder, 'lock'), 'utf8');
    const { token } = lockOf(folder);
    // What a process leaves that dies with the marker in its hands.
    writeFileSync(join(folder, `lock.${token.slice(0, 8)}`), stale.replace(token, '11111111-dead'));
    const locks = await Promise.allSettled([1, 2, 3].map(() => acquireRunLock(folder, options)));
    const won = locks.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(won).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['lock']);
    await won[0]!.release();
  });

  it.skipIf(WINDOWS)(
    `E9 stays with a process that is there but does not answer, unless it is stolen${WINDOWS ? ' (skipped: Windows has no SIGSTOP)' : ''}`,
    {
      timeout: 30_000,
    },
    async () => {
      const folder = tempFolder();
      const child = await owner(folder);
      child.process.kill('SIGSTOP');
      await expect(acquireRunLock(folder, { ...options, answerMs: 100 })).rejects.toMatchObject({
        code: 'run_owned',
        details: { life: 'silent' },
      });
      const lock = await acquireRunLock(folder, { ...options, answerMs: 100, steal: true });
      expect(await readOwner(folder)).toMatchObject({ pid: process.pid });
      await lock.release();
      await kill(child);
    },
  );

  it('E9 stays with another host, unless it is stolen', async () => {
    const folder = tempFolder();
    const there = await acquireRunLock(folder, { ...options, host: 'elsewhere' });
    await expect(acquireRunLock(folder, options)).rejects.toMatchObject({
      code: 'run_owned',
      details: { host: 'elsewhere' },
      message: expect.stringContaining('--steal'),
    });
    expect(await readOwner(folder)).toMatchObject({ alive: true, host: 'elsewhere' });
    const lock = await acquireRunLock(folder, { ...options, steal: true });
    expect(await readOwner(folder)).toMatchObject({ host: hostname() });
    await there.release();
    expect(await readOwner(folder)).toMatchObject({ host: hostname() });
    await lock.release();
  });

  it('E9 is taken for damaged when it cannot be read, and can be stolen', { timeout: 30_000 }, async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'lock'), '{"form');
    await expect(acquireRunLock(folder, options)).rejects.toMatchObject({
      kind: 'storage_failure',
      code: 'lock_damaged',
    });
    await (await acquireRunLock(folder, { ...options, steal: true })).release();
  });
});

describe('where there are no hard links', () => {
  it('E9 still gives the lock to one', async () => {
    const folder = tempFolder();
    const noLinks = faulty({
      link: () => {
        throw systemError('EPERM');
      },
    });
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => acquireRunLock(folder, { ...options, files: noLinks })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const result of results) if (result.status === 'fulfilled') await result.value.release();
  });

  it('E24 says so when the lock cannot be written', async () => {
    const readOnly = faulty({
      open: () => {
        throw systemError('EROFS');
      },
    });
    await expect(acquireRunLock(tempFolder(), { ...options, files: readOnly })).rejects.toMatchObject({
      kind: 'storage_failure',
      code: 'read_only',
    });
  });
});

describe('requests', () => {
  it('E9 reach the owner in its process, and its answer comes back', { timeout: 30_000 }, async () => {
    const folder = tempFolder();
    const child = await owner(folder);
    for (const request of [
      { type: 'pause' },
      { type: 'cancel' },
      { type: 'answer', step: 'a', answer: { yes: ['ü'] } },
    ] as const) {
      expect(await requestOwner(folder, request)).toEqual({ pid: child.process.pid });
      expect(JSON.parse((await child.line()) ?? '')).toEqual(request);
    }
    await kill(child);
    await expect(requestOwner(folder, { type: 'pause' })).rejects.toMatchObject({
      kind: 'illegal_state',
      code: 'run_not_owned',
    });
  });

  it('E9 give back the error that the owner threw', async () => {
    const folder = tempFolder();
    const onRequest = async (): Promise<null> => {
      throw new StepglassError('illegal_state', 'not_waiting', 'step a waits for nobody', { details: { step: 'a' } });
    };
    const lock = await acquireRunLock(folder, { ...options, onRequest });
    await expect(requestOwner(folder, { type: 'answer', step: 'a', answer: 1 })).rejects.toMatchObject({
      kind: 'illegal_state',
      code: 'not_waiting',
      details: { step: 'a' },
    });
    await lock.release();
  });

  it('E9 are refused when the token is not the one of the lock', async () => {
    const folder = tempFolder();
    const lock = await acquireRunLock(folder, options);
    const right = readFileSync(join(folder, 'lock'), 'utf8');
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...lockOf(folder), token: 'guessed' }));
    await expect(requestOwner(folder, { type: 'cancel' })).rejects.toMatchObject({ code: 'run_not_owned' });
    writeFileSync(join(folder, 'lock'), right);
    await lock.release();
  });

  it('E9 end when the owner does not answer', async () => {
    const folder = tempFolder();
    const lock = await acquireRunLock(folder, { ...options, onRequest: () => new Promise(() => undefined) });
    await expect(requestOwner(folder, { type: 'pause' }, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'owner_silent',
    });
    await lock.release();
  });

  it('E9 say that nobody owns the run', async () => {
    await expect(requestOwner(tempFolder(), { type: 'pause' })).rejects.toMatchObject({ code: 'run_not_owned' });
  });
});
