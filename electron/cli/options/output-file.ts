import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';

/**
 * Checks that a file named with `--output` can be written, before the work whose result it is to hold begins. Throws
 * `invalid_input` `bad_output`.
 */
export function checkOutput(cwd: string, output: string): void {
  const file = path.resolve(cwd, output);
  const why = whyNot(file, path.dirname(output));
  if (why === null) return;
  throw new StepglassError('invalid_input', 'bad_output', `--output ${output} cannot be written: ${why}.`, {
    details: { file },
  });
}

function whyNot(file: string, folder: string): string | null {
  if (isFolder(file)) return 'it is a folder';
  if (!isFolder(path.dirname(file))) return `there is no folder ${folder}`;
  try {
    // A file is replaced, never written over: what counts is its folder.
    accessSync(path.dirname(file), constants.W_OK);
    return null;
  } catch {
    return `nothing may be written in the folder ${folder} (permissions)`;
  }
}

/** False also where it cannot be told: behind a file, a name that is too long. */
function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
