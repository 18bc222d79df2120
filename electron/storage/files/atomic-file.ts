import { dirname } from 'node:path';
import { storageFailure } from './failure.ts';
import type { FileLayer } from './file-layer.ts';
import { writeAll } from './write-all.ts';

let counter = 0;

/** A name beside `path` that no other writer uses. Everything that reads folders ignores `*.tmp`. */
export function tempNameFor(path: string): string {
  counter += 1;
  return `${path}.${process.pid}-${counter}.tmp`;
}

/**
 * Replaces or creates a file: temp → fsync → rename → fsync folder. The only way a data file is replaced. When it
 * resolves, the new contents are on the disk; a crash before that leaves the old file whole.
 * Throws `storage_failure`; the old file is then untouched and the temp file removed.
 */
export async function replaceFile(files: FileLayer, path: string, bytes: Uint8Array | string): Promise<void> {
  const temp = tempNameFor(path);
  try {
    await writeSynced(files, temp, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    files.rename(temp, path);
    await files.syncFolder(dirname(path));
  } catch (error) {
    files.removeAll(temp);
    throw storageFailure('replace the file', path, error);
  }
}

/** Writes a new file and resolves when its contents are on the disk; its name in the folder may not be yet. */
export async function writeSynced(files: FileLayer, path: string, bytes: Uint8Array): Promise<void> {
  const fd = files.open(path, 'wx');
  try {
    writeAll(files, fd, bytes);
    await files.syncData(fd);
  } finally {
    files.close(fd);
  }
}
