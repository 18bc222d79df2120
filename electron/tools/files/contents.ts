import { createHash } from 'node:crypto';
import { constants, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../failure.ts';
import { doing, isMissing } from './file-errors.ts';
import { quote } from './places.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'latin1', 'base64'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Bytes of a regular file, at most `maxBytes`; also of files whose size is not known before (`/proc`). */
export async function readBytes(file: string, given: string, maxBytes: number): Promise<Buffer> {
  return doing(`cannot read ${quote(given)}`, async () => {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would never come back.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await readHandle(handle, given, maxBytes);
    } finally {
      await handle.close();
    }
  });
}

async function readHandle(handle: FileHandle, given: string, maxBytes: number): Promise<Buffer> {
  const stats = await handle.stat();
  if (stats.isDirectory()) {
    throw failure('validation/is_a_folder', `cannot read ${quote(given)}: it is a folder`, {
      hint: 'Use the action `list`.',
    });
  }
  if (!stats.isFile())
    throw failure('validation/not_a_file', `cannot read ${quote(given)}: it is a device or a pipe, not a file`);
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(maxBytes - size + 1, 1024 * 1024)));
    if (bytesRead === 0) return Buffer.concat(chunks);
    size += bytesRead;
    if (size > maxBytes) throw tooLarge(given, Math.max(stats.size, size), maxBytes);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

/** The text of bytes. A byte order mark is dropped; bytes that are not of the encoding are an error, never `�`. */
export function decode(bytes: Buffer, encoding: Encoding, given: string): string {
  if (encoding === 'base64' || encoding === 'latin1') return bytes.toString(encoding);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw failure('validation/not_text', `cannot read ${quote(given)} as text: its bytes are not ${encoding}`, {
      hint: 'Say which encoding it has (`encoding: latin1`, `utf-16le`), or read it as `encoding: base64`.',
    });
  }
}

export function encode(text: string, encoding: Encoding, given: string): Buffer {
  if (encoding === 'base64' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) {
    throw failure('validation/invalid_parameter', `cannot write ${quote(given)}: \`content\` is not base64`);
  }
  return Buffer.from(text, encoding);
}

/**
 * Replaces a file in one step: whoever reads it sees the old bytes or the new ones. On disk on return.
 * `owner` names the writer, so that another attempt of the same step overwrites what a killed one left behind.
 */
export async function replaceContent(file: string, bytes: Buffer, owner: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const mode = await modeOf(file);
  const temporary = temporaryName(file, owner);
  try {
    const handle = await open(temporary, 'w', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await syncFolder(path.dirname(file));
}

export async function appendContent(file: string, bytes: Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, 'a');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function temporaryName(file: string, owner: string): string {
  const name = createHash('sha256').update(`${owner}\0${file}`).digest('hex').slice(0, 16);
  return path.join(path.dirname(file), `.stepglass-${name}.tmp`);
}

async function modeOf(file: string): Promise<number> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    return stats.mode & 0o777;
  } catch (thrown) {
    if (isMissing(thrown)) return 0o666;
    throw thrown;
  }
}

/** So that the new name survives a loss of power. Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function tooLarge(given: string, size: number, maxBytes: number): Error {
  return failure(
    'resource/file_too_large',
    `cannot read ${quote(given)}: it has ${size.toLocaleString('en')} bytes or more, the limit is ${maxBytes.toLocaleString('en')}`,
    {
      hint: 'Raise `max_bytes`, or let a program read the file.',
      retryable: false,
      details: { size, max_bytes: maxBytes },
    },
  );
}
