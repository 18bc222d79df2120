import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from './failure.ts';

export interface FileStat {
  readonly sizeBytes: number;
  /** Tells files apart that had the same path one after the other. */
  readonly inode: number;
  readonly modifiedMs: number;
  readonly isFolder: boolean;
}

/**
 * Every call that storage makes to the file system, so that tests can put a full disk, a read-only folder or a torn
 * write in its place. Methods throw what `node:fs` throws; their callers turn that into a `storage_failure`.
 */
export interface FileLayer {
  /** `a` appends and creates, `wx` creates and refuses an existing file, `r` reads (a folder too, to fsync it). */
  readonly open: (path: string, flags: 'a' | 'wx' | 'r') => number;
  readonly close: (fd: number) => void;
  /** Writes at the end (`a`) or at the current place; may write less than it was given. */
  readonly write: (fd: number, bytes: Uint8Array) => number;
  readonly read: (fd: number, into: Uint8Array, position: number) => number;
  readonly readFile: (path: string) => Buffer;
  readonly stat: (path: string) => FileStat;
  /** Resolves when the contents (and the length) are on the disk. */
  readonly syncData: (fd: number) => Promise<void>;
  readonly syncDataNow: (fd: number) => void;
  /** Resolves when the names in the folder are on the disk. */
  readonly syncFolder: (path: string) => Promise<void>;
  readonly truncate: (path: string, sizeBytes: number) => void;
  readonly rename: (from: string, to: string) => void;
  readonly link: (from: string, to: string) => void;
  /** Makes missing parents too; an existing folder is left alone. */
  readonly makeFolder: (path: string) => void;
  readonly list: (path: string) => readonly string[];
  /** Removes a file or a whole folder; a missing one is fine. */
  readonly removeAll: (path: string) => void;
}

export const nodeFileLayer: FileLayer = {
  open: (path, flags) => openSync(path, flags, 0o600),
  close: closeSync,
  write: (fd, bytes) => writeSync(fd, bytes),
  read: (fd, into, position) => readSync(fd, into, 0, into.length, position),
  readFile: (path) => readFileSync(path),
  stat: (path) => {
    const stat = statSync(path);
    return { sizeBytes: stat.size, inode: stat.ino, modifiedMs: stat.mtimeMs, isFolder: stat.isDirectory() };
  },
  syncData: (fd) =>
    new Promise((resolve, reject) => fdatasync(fd, (error) => (error === null ? resolve() : reject(error)))),
  syncDataNow: fdatasyncSync,
  syncFolder,
  truncate: truncateSync,
  rename: renameSync,
  link: linkSync,
  makeFolder,
  list: (path) => readdirSync(path),
  removeAll: (path) => rmSync(path, { recursive: true, force: true }),
};

/** Not `recursive` of Node: on a read-only disk that says that the folder is missing. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' && dirname(path) !== path) {
      makeFolder(dirname(path));
      mkdirSync(path, 0o700);
    } else if (code !== 'EEXIST') throw error;
  }
}

/** Windows cannot open a folder to flush it, and does not need it: NTFS journals its names. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    await new Promise<void>((resolve, reject) => fsync(fd, (error) => (error === null ? resolve() : reject(error))));
  } finally {
    closeSync(fd);
  }
}
