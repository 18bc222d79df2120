import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { describeThrown } from '../../../shared/errors.ts';
import { ValueProblem } from '../../templates/errors.ts';
import type { TemplateFiles } from '../../templates/evaluate/scope.ts';
import { sha256 } from '../forks/hash.ts';

const LARGEST_BYTES = 5 * 1024 * 1024;

/** What a template asked of the working directory; `hash` is of the text, or `exists:true` / `exists:false`. */
export type FileRead = (name: string, hash: string) => void;

/**
 * `include_file` and `file_exists` (language.md L17): nothing outside the working directory after links are resolved,
 * at most 5 MiB. Throws `ValueProblem`, which the evaluator places in the template.
 */
export function templateFiles(workdir: string, onRead: FileRead): TemplateFiles {
  return {
    read(name) {
      const text = readInside(workdir, name);
      onRead(name, sha256(text));
      return text;
    },
    exists(name) {
      const isThere = existsInside(workdir, name);
      onRead(name, `exists:${isThere}`);
      return isThere;
    },
  };
}

/** The hash that a read of this file would have now; undefined if it cannot be read. For the plan of a rerun. */
export function hashFileNow(workdir: string, name: string, before: string): string | undefined {
  try {
    return before.startsWith('exists:') ? `exists:${existsInside(workdir, name)}` : sha256(readInside(workdir, name));
  } catch {
    // a file that cannot be read any more has changed; the step that runs again says why it cannot
    return undefined;
  }
}

function readInside(workdir: string, name: string): string {
  const real = resolveInside(workdir, name);
  if (real === null) throw new ValueProblem('file_not_found', `there is no file ${name} in ${workdir}`);
  const stat = statSync(real);
  // a device or a pipe may never end, and reading it would hold up every run of this process
  if (!stat.isFile())
    throw new ValueProblem('file_unreadable', `${name} is ${stat.isDirectory() ? 'a folder' : 'no regular file'}`);
  const { size } = stat;
  if (size > LARGEST_BYTES)
    throw new ValueProblem(
      'file_too_large',
      `the file ${name} has ${size} bytes, at most ${LARGEST_BYTES} can be included`,
    );
  try {
    return readFileSync(real, 'utf8');
  } catch (error) {
    throw new ValueProblem('file_unreadable', `the file ${name} cannot be read: ${describeThrown(error)}`, {
      cause: error,
    });
  }
}

function existsInside(workdir: string, name: string): boolean {
  return resolveInside(workdir, name) !== null;
}

/** The file's real path; null if there is none. Throws when it lies outside. */
function resolveInside(workdir: string, name: string): string | null {
  const root = realPath(workdir) ?? workdir;
  const wanted = path.resolve(root, name);
  const real = realPath(wanted);
  const relative = path.relative(root, real ?? wanted);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    throw new ValueProblem(
      'file_outside_workdir',
      `the file ${name} lies outside the working directory ${workdir}; templates read files inside it only`,
    );
  }
  return real;
}

function realPath(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    // missing, or a part of the path is no folder: either way there is no such file
    return null;
  }
}
