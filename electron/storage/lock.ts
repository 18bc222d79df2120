import type { Json, JsonObject } from '../../shared/json.ts';

/** What another process asks the owner of a run for. */
export type OwnerRequest =
  | { readonly type: 'pause' }
  | { readonly type: 'cancel' }
  | { readonly type: 'answer'; readonly step: string; readonly answer: Json };

export interface RunOwner {
  /** False: the process that held the lock is gone, the run can be taken over. */
  readonly alive: boolean;
  readonly pid: number;
  readonly host: string;
}

export interface RunLock {
  readonly token: string;
  /** Gives the run up. Does not touch a lock that somebody else has taken meanwhile. */
  release(): Promise<void>;
}

export interface LockOptions {
  /** Answers a request of another process; what it throws is what the other process gets. */
  readonly onRequest: (request: OwnerRequest) => Promise<Json>;
  /** Takes the run from an owner on another host, or from one that does not answer. Never from one that does. */
  readonly steal: boolean;
}

/**
 * Makes this process the owner of a run (E9). Exactly one of several processes that try at once gets it; the others
 * learn who. Throws `illegal_state` `run_owned` (details: pid, host), `storage_failure`.
 */
export function acquireRunLock(runFolder: string, options: LockOptions): Promise<RunLock> {
  throw new Error(`not yet ${runFolder} ${String(options)}`);
}

/** Who holds the lock of a run; null if nobody does. */
export function readOwner(runFolder: string): Promise<RunOwner | null> {
  throw new Error(`not yet ${runFolder}`);
}

/** Asks the owner of a run, and gives its answer. Throws what the owner threw; `illegal_state` `run_not_owned`, `owner_silent`. */
export function requestOwner(runFolder: string, request: OwnerRequest & JsonObject): Promise<Json> {
  throw new Error(`not yet ${runFolder} ${request.type}`);
}
