import { join } from 'node:path';
import { storageFailure, systemCode } from './failure.ts';
import type { FileLayer } from './file-layer.ts';

export interface LeftoverOptions {
  readonly files: FileLayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether there is a process of this id on this machine. Default: the system is asked. */
  readonly isAlive?: (pid: number) => boolean;
  /** The id of the process that made what has this name; undefined: it is to stay. Default: that of `*.PID-N.tmp`. */
  readonly makerOf?: (name: string) => string | undefined;
}

/** The maker of what changed more recently may be at work on another machine that has the folder, too. */
const QUIET_MS = 10 * 60 * 1000;
/** After that it is nobody's: ids of processes are given again. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/**
 * Removes what a process that was killed has left half written in a folder, and says what: temporary files and folders
 * whose maker is gone and that have not changed for ten minutes, or for a day whoever made them. A folder that is not
 * there has none; what cannot be removed (it is somebody else's) is passed over. Throws `storage_failure` if the folder cannot
 * be read.
 */
export function removeLeftovers(
  folder: string,
  { files, now, isAlive = isAliveHere, makerOf = makerOfTemp }: LeftoverOptions,
): readonly string[] {
  return namesIn(files, folder).filter((name) => {
    const pid = makerOf(name);
    if (pid === undefined) return false;
    const path = join(folder, name);
    const quietMs = now() - lastChange(files, path);
    if (quietMs < (isAlive(Number(pid)) ? FORGOTTEN_MS : QUIET_MS)) return false;
    return remove(files, path);
  });
}

/** Of names as `tempNameFor` makes them, and those of the folders of new runs. */
export function makerOfTemp(name: string): string | undefined {
  return /\.(\d+)(?:-\d+)?\.tmp$/.exec(name)?.[1];
}

/** False: it is gone already, or somebody else's. */
function remove(files: FileLayer, path: string): boolean {
  try {
    files.removeAll(path);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'EBUSY'].includes(systemCode(error))) return false;
    throw storageFailure('remove what was left half written', path, error);
  }
}

/** That of a folder is the last one of what is in it: what is unpacked goes into its folders, one file after the other. */
function lastChange(files: FileLayer, path: string): number {
  try {
    const { modifiedMs, isFolder } = files.stat(path);
    if (!isFolder) return modifiedMs;
    const inside = files.list(path).map((name) => files.stat(join(path, name)).modifiedMs);
    return Math.max(modifiedMs, ...inside);
  } catch (error) {
    // it goes on at this moment
    if (systemCode(error) === 'ENOENT') return Number.POSITIVE_INFINITY;
    if (['EACCES', 'EPERM'].includes(systemCode(error))) return Number.POSITIVE_INFINITY;
    throw storageFailure('look at what was left half written', path, error);
  }
}

function namesIn(files: FileLayer, folder: string): readonly string[] {
  try {
    return files.list(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw storageFailure('look for what was left half written', folder, error);
  }
}

function isAliveHere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // there is one, of somebody else
    return systemCode(error) === 'EPERM';
  }
}
