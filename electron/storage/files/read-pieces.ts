import { createHash } from 'node:crypto';
import { storageFailure } from './failure.ts';
import type { FileLayer } from './file-layer.ts';

const PIECE_BYTES = 256 * 1024;

/**
 * The first `sizeBytes` of a file, in pieces; the event loop turns between them. Throws `storage_failure`, also for a file
 * that has become shorter.
 */
export async function* readPieces(
  files: FileLayer,
  path: string,
  sizeBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const fd = openToRead(files, path);
  try {
    for (let at = 0; at < sizeBytes; ) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes - at));
      const length = files.read(fd, piece, at);
      if (length === 0) throw new Error(`it has become shorter: ${at} of ${sizeBytes} bytes are left`);
      at += length;
      yield piece.subarray(0, length);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    throw storageFailure('read the file', path, error);
  } finally {
    files.close(fd);
  }
}

/** The sha256 of the first `sizeBytes` of a file, in hexadecimal. Rejects as `readPieces` does. */
export async function hashFile(files: FileLayer, path: string, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of readPieces(files, path, sizeBytes)) hash.update(piece);
  return hash.digest('hex');
}

function openToRead(files: FileLayer, path: string): number {
  try {
    return files.open(path, 'r');
  } catch (error) {
    throw storageFailure('read the file', path, error);
  }
}
