import { join } from 'node:path';
import { z } from 'zod';
import { StepglassError } from '../../../shared/errors.ts';
import { storageFailure, systemCode } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';

const markSchema = z.object({
  format: z.literal(1),
  importedAt: z.iso.datetime(),
  exportedAt: z.iso.datetime(),
  release: z.string(),
});

/** `imported.json` in a run's folder: the run came from a bundle and is only looked at. */
export type ImportedMark = z.infer<typeof markSchema>;
const NAME = 'imported.json';
const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';

export function importedMarkPath(runFolder: string): string {
  return join(runFolder, NAME);
}

export function encodeMark(mark: Omit<ImportedMark, 'format'>): string {
  return `${JSON.stringify({ format: 1, ...mark }, null, 2)}\n`;
}

/**
 * The mark of an imported run; null for a run of this machine. A mark that cannot be understood marks all the same, with
 * the time 1970. Throws `storage_failure`.
 */
export function readImportedMark(files: FileLayer, runFolder: string): ImportedMark | null {
  const path = importedMarkPath(runFolder);
  try {
    // Nearly all runs have none, and lists ask for every one: a look is cheaper than a failed read.
    files.stat(path);
    const read = markSchema.safeParse(JSON.parse(files.readFile(path).toString('utf8')));
    if (read.success) return read.data;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    if (!(error instanceof SyntaxError)) throw storageFailure('look whether the run was imported', path, error);
  }
  return { format: 1, importedAt: UNKNOWN_TIME, exportedAt: UNKNOWN_TIME, release: '' };
}

/** Throws `illegal_state` `run_imported` for an imported run: `doing` is what is refused ("resumed"). */
export function refuseImported(mark: ImportedMark | null, run: string, doing: string): void {
  if (mark === null) return;
  throw new StepglassError(
    'illegal_state',
    'run_imported',
    `run ${run} was imported from a bundle and is read only: it cannot be ${doing} here. Do that where it was made, or run its pipeline file on this machine`,
    { details: { run } },
  );
}
