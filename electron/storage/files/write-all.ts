import type { FileLayer } from './file-layer.ts';

/** Writes all bytes: one call to the system may write only some of them, for example when the disk fills up. */
export function writeAll(files: FileLayer, fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += files.write(fd, at === 0 ? bytes : bytes.subarray(at));
}
