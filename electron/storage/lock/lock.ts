import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import { damaged, storageFailure } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { nodeFileLayer } from '../files/file-layer.ts';
import type { LockRecord } from './lock-file.ts';
import { createLock, readLock, replaceLock } from './lock-file.ts';
import type { OwnerRequest } from './lock-socket.ts';
import { askOwner, isSocketPath, serveOwner } from './lock-socket.ts';

export type { OwnerRequest } from './lock-socket.ts';

export interface RunOwner {
  /**
   * False: the process that held the lock is gone, the run can be taken over. True for a process that is there but
   * does not answer, and for one on another host: nobody here can know.
   */
  readonly alive: boolean;
  readonly pid: number;
  readonly host: string;
}

export interface RunLock {
  /** Gives the run up. Does not touch a lock that somebody else has taken meanwhile. */
  release(): Promise<void>;
}

export interface LockOptions {
  /** Answers a request of another process; what it throws is what the other process gets. */
  readonly onRequest: (request: OwnerRequest) => Promise<Json>;
  /** Takes the run also from an owner on another host, or from one that does not answer. Never from one that does. */
  readonly steal: boolean;
  readonly files?: FileLayer;
  /** This host's name; tests give another one. */
  readonly host?: string;
  /** How long a process that listens may take to answer. Default: 5,000. */
  readonly answerMs?: number;
}

type Life = 'alive' | 'gone' | 'silent' | 'elsewhere';

const ANSWER_MS = 5000;
/** Enough to look: who does not answer is alive all the same. */
const LOOK_MS = 1000;
const REQUEST_MS = 30_000;
/** Between two looks at a lock that another process is taking over at this moment. */
const RETRY_MS = 20;
const MAX_TRIES = 500;

/**
 * Makes this process the owner of a run (E9). Exactly one of several processes that try at once gets it; the others
 * learn who. A lock whose process is gone is taken over.
 * Rejects with `illegal_state` `run_owned` (details: `pid`, `host`), `storage_failure`.
 */
export async function acquireRunLock(runFolder: string, options: LockOptions): Promise<RunLock> {
  const token = randomUUID();
  const socket = await serveOwner(token, options.onRequest);
  const { files = nodeFileLayer, host = hostname(), answerMs = ANSWER_MS } = options;
  const record: LockRecord = { format: 1, pid: process.pid, host, token, socket: socket.path };
  const path = lockPathOf(runFolder);
  try {
    await new Claim(record, { files, host, answerMs, steal: options.steal }).take(path);
  } catch (error) {
    await socket.close();
    throw storageFailure('take the lock of the run', path, error);
  }
  return {
    release: async () => {
      // First the file, then the socket: a lock whose owner does not answer would be taken for a crash.
      const now = readLock(files, path);
      if (now !== null && now !== 'unreadable' && now.token === token) files.removeAll(path);
      await socket.close();
    },
  };
}

/** Who holds the lock of a run; null if nobody does. Rejects with `storage_failure`. */
export async function readOwner(runFolder: string, files: FileLayer = nodeFileLayer): Promise<RunOwner | null> {
  const record = currentRecord(files, runFolder);
  if (record === null) return null;
  const { pid, host } = record;
  return { pid, host, alive: (await lifeOf(record, { host: hostname(), answerMs: LOOK_MS })) !== 'gone' };
}

/**
 * Asks the owner of a run, and gives its answer. Rejects with what the owner threw, and with `illegal_state`:
 * `run_not_owned` (nobody works on it), `owner_elsewhere` (another host), `owner_silent` (no answer in 30 s).
 */
export async function requestOwner(
  runFolder: string,
  request: OwnerRequest,
  { files = nodeFileLayer, timeoutMs = REQUEST_MS }: { readonly files?: FileLayer; readonly timeoutMs?: number } = {},
): Promise<Json> {
  const record = currentRecord(files, runFolder);
  if (record === null) throw notOwned(runFolder);
  if (record.host !== hostname())
    throw new StepglassError(
      'illegal_state',
      'owner_elsewhere',
      `the run is worked on by process ${record.pid} on ${record.host}: ask there`,
      { details: { pid: record.pid, host: record.host } },
    );
  const answer = await askOwner(record.socket, record.token, { request, timeoutMs });
  switch (answer.type) {
    case 'ok':
      return answer.value;
    case 'error': {
      const { kind, code, message, details } = answer.error;
      throw new StepglassError(kind, code, message, { details });
    }
    case 'silent':
      throw new StepglassError(
        'illegal_state',
        'owner_silent',
        `process ${record.pid}, which works on the run, has not answered within ${timeoutMs / 1000} s: it may be suspended, or stuck. Let it go on, or end it and resume the run`,
        { details: { pid: record.pid } },
      );
    case 'gone':
      throw notOwned(runFolder);
  }
}

function lockPathOf(runFolder: string): string {
  return join(runFolder, 'lock');
}

function currentRecord(files: FileLayer, runFolder: string): LockRecord | null {
  const path = lockPathOf(runFolder);
  try {
    const record = readLock(files, path);
    return record === 'unreadable' ? null : record;
  } catch (error) {
    throw storageFailure('read the lock of the run', path, error);
  }
}

async function lifeOf(
  record: LockRecord,
  { host, answerMs }: { readonly host: string; readonly answerMs: number },
): Promise<Life> {
  if (record.host !== host) return 'elsewhere';
  const answer = await askOwner(record.socket, record.token, { request: { type: 'alive' }, timeoutMs: answerMs });
  return answer.type === 'ok' ? 'alive' : answer.type === 'gone' ? 'gone' : 'silent';
}

function notOwned(runFolder: string): StepglassError {
  return new StepglassError(
    'illegal_state',
    'run_not_owned',
    `no process works on the run in ${runFolder}: resume it first`,
  );
}

/** One process's attempt to own a lock file. */
class Claim {
  readonly #mine: LockRecord;
  readonly #options: {
    readonly files: FileLayer;
    readonly host: string;
    readonly answerMs: number;
    readonly steal: boolean;
  };

  constructor(
    mine: LockRecord,
    options: { readonly files: FileLayer; readonly host: string; readonly answerMs: number; readonly steal: boolean },
  ) {
    this.#mine = mine;
    this.#options = options;
  }

  async take(path: string): Promise<void> {
    const { files, steal } = this.#options;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (await createLock(files, path, this.#mine)) return;
      const held = readLock(files, path);
      if (held === 'unreadable') await this.#waitOrRemove(path, tries);
      if (held === null || held === 'unreadable') continue;
      const life = await lifeOf(held, this.#options);
      if (life === 'alive' || (life !== 'gone' && !steal)) throw owned(held, life);
      if (await this.#takeOver(path, held)) return;
    }
    throw damaged('lock_contended', path, 'the lock of the run was taken and given up by others all the time');
  }

  /**
   * Puts this process in the place of `stale`. Who creates the marker named after the stale token may replace the
   * file, and nobody else: without it, a second process that also saw the stale lock would replace the first one's.
   * A marker whose process died is taken over in the same way.
   */
  async #takeOver(path: string, stale: LockRecord): Promise<boolean> {
    const { files } = this.#options;
    const marker = `${path}.${stale.token.slice(0, 8)}`;
    if (!(await createLock(files, marker, this.#mine)) && !(await this.#takeOverMarker(marker))) return false;
    try {
      const now = readLock(files, path);
      if (now === null || now === 'unreadable' || now.token !== stale.token) return false;
      await replaceLock(files, path, this.#mine);
      if (isSocketPath(stale.socket) && stale.host === this.#mine.host) files.removeAll(stale.socket);
      return true;
    } finally {
      files.removeAll(marker);
    }
  }

  async #takeOverMarker(marker: string): Promise<boolean> {
    const claimant = readLock(this.#options.files, marker);
    if (claimant === null) return false;
    if (claimant !== 'unreadable' && (await lifeOf(claimant, this.#options)) === 'gone')
      return this.#takeOver(marker, claimant);
    await wait(RETRY_MS);
    return false;
  }

  /** A file without hard links is empty for a moment; one that stays unreadable is damaged. */
  async #waitOrRemove(path: string, tries: number): Promise<void> {
    await wait(RETRY_MS);
    if (tries < 50) return;
    if (!this.#options.steal)
      throw damaged(
        'lock_damaged',
        path,
        'the lock of the run cannot be read. If no process works on the run, take it with --steal',
      );
    this.#options.files.removeAll(path);
  }
}

function owned({ pid, host }: LockRecord, life: Life): StepglassError {
  const how = {
    alive: 'watch, pause or cancel it from here, or wait until it ends',
    silent: 'it does not answer; end it, or take the run with --steal if you know that it is stuck',
    elsewhere: 'resume it there, or take it with --steal if you know that nothing works on it any more',
    gone: '',
  }[life];
  return new StepglassError('illegal_state', 'run_owned', `the run is worked on by process ${pid} on ${host}: ${how}`, {
    details: { pid, host, life },
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
