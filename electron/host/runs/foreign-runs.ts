import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { describeThrown } from '../../../shared/errors.ts';
import type { Pacer } from '../transport/pump.ts';

export interface ForeignRunsOptions {
  /** The folder of all runs; made if it is not there. */
  readonly folder: string;
  /** Anything that differs when an open run of another process has gone on. */
  readonly fingerprint: () => Promise<string>;
  readonly onChange: () => Promise<void>;
  readonly pacer: Pacer;
  readonly log: (line: string) => void;
}

/** How long a change inside a run of another process may stay unseen. */
const LOOK_MS = 1000;
/** A burst of new and deleted folders is one change. */
const SETTLE_MS = 100;

/**
 * Watches runs that this process does not own: events of the one folder tell of new and deleted runs, a look at the
 * open ones each second how they get on. (A watcher for each run would cost thousands of handles.)
 */
export async function watchForeignRuns({
  folder,
  fingerprint,
  onChange,
  pacer,
  log,
}: ForeignRunsOptions): Promise<() => void> {
  await mkdir(folder, { recursive: true });
  let cancelLook: () => void = () => undefined;
  let cancelSettle: (() => void) | null = null;
  let stopped = false;
  let seen = '';
  const fail = (error: unknown): void => log(`watching ${folder}: ${describeThrown(error)}`);
  const changed = (): void => {
    cancelSettle ??= pacer.after(SETTLE_MS, () => {
      cancelSettle = null;
      onChange().catch(fail);
    });
  };
  const look = async (): Promise<void> => {
    const found = await fingerprint();
    if (found !== seen) changed();
    seen = found;
  };
  const lookLater = (): void => {
    if (stopped) return;
    cancelLook = pacer.after(LOOK_MS, () => {
      look().catch(fail).finally(lookLater);
    });
  };
  const watcher = watch(folder, changed).on('error', fail);
  lookLater();
  return () => {
    stopped = true;
    cancelLook();
    cancelSettle?.();
    watcher.close();
  };
}
