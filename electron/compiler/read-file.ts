import { readFileSync, statSync } from 'node:fs';
import { MAX_FILE_BYTES } from './limits.ts';

/**
 * Reads a file for the compiler, which says what is wrong in it. Throws for what must not even be read: a device or a
 * pipe may never end, a huge file fills the memory.
 */
export function readPipelineFile(file: string): Uint8Array {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error('there is no such file');
  if (!stat.isFile()) throw new Error(stat.isDirectory() ? 'it is a folder' : 'it is no regular file');
  if (stat.size > 2 * MAX_FILE_BYTES) throw new Error(`it has ${stat.size} bytes`);
  return readFileSync(file);
}
