import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';

/** A pipeline file may have at most 5 MiB (language.md L1); the compiler says so in its own words up to twice that. */
const MOST_BYTES = 10 * 1024 * 1024;

/** The text of a file that a person named. Refused before it is read: a folder, a device, something huge. */
export function readNamedFile(name: string, cwd: string): string {
  const file = path.resolve(cwd, name);
  const { size } = statNamedFile(name, file);
  if (size > MOST_BYTES)
    throw refused(name, ['file_too_large', `it has ${size} bytes; at most ${MOST_BYTES} are read`]);
  return decode(name, readBytes(name, file));
}

/** JSON that a person named: a file, `-` for standard input, or a pipe, as `<(command)` of a shell makes one. */
export function readNamedJson(name: string, cwd: string): { readonly name: string; readonly text: string } {
  const shown = name === '-' ? 'standard input' : name;
  const source = name === '-' ? STDIN : path.resolve(cwd, name);
  if (source !== STDIN && !tryTo(name, () => statSync(source)).isFIFO())
    return { name, text: readNamedFile(name, cwd) };
  return { name: shown, text: decode(shown, readBytes(shown, source)) };
}

const STDIN = 0;

/** Refuses what cannot be read as a file, in the same words, however large it is. */
export function checkNamedFile(name: string, cwd: string): void {
  statNamedFile(name, path.resolve(cwd, name));
}

function statNamedFile(name: string, file: string): { size: number } {
  const stat = tryTo(name, () => statSync(file));
  if (stat.isFile()) return stat;
  throw refused(name, ['not_a_file', stat.isDirectory() ? 'it is a folder' : 'it is no regular file']);
}

function readBytes(name: string, file: string | number): Buffer {
  return tryTo(name, () => readFileSync(file));
}

function decode(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw refused(name, ['not_utf8', 'it is not UTF-8 text; save it as UTF-8'], error);
  }
}

const REASONS = new Map<string, readonly [code: string, reason: string]>([
  ['ENOENT', ['file_not_found', 'there is no such file']],
  ['EACCES', ['file_not_readable', 'it may not be read (permissions)']],
  ['ENAMETOOLONG', ['file_not_found', 'its name is longer than a name may be']],
  ['ELOOP', ['file_not_readable', 'its links lead in a circle']],
  ['ENOTDIR', ['file_not_found', 'a part of its path is no folder']],
]);

function tryTo<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const systemCode = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw refused(name, REASONS.get(systemCode) ?? ['file_not_readable', describeThrown(error)], error);
  }
}

function refused(name: string, [code, reason]: readonly [string, string], cause?: unknown): StepglassError {
  return new StepglassError('invalid_input', code, `${name} cannot be read: ${reason}.`, {
    details: { file: name },
    cause,
  });
}
