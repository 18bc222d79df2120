import { StepglassError } from '../../../shared/errors.ts';
import { damaged } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { decodeSummary } from '../run-cache.ts';
import type { RunFolder } from '../run-folder.ts';

/**
 * Why there are no facts in the journal of a run: its owner died while it made the folder (`illegal_state`
 * `run_never_began`: no step has run, and the inputs are not known), or somebody emptied the file, which other files of
 * the run tell (`storage_failure` `journal_damaged`). A damaged file is never read as an empty one (E6).
 */
export function emptyJournal(
  folder: Pick<RunFolder, 'run' | 'journalPath' | 'summaryPath' | 'checkpointsPath'>,
  files: FileLayer,
): StepglassError {
  const known = knownFacts(folder.summaryPath, files);
  if (known > 0 || sizeOf(folder.checkpointsPath, files) > 0)
    return damaged(
      'journal_damaged',
      folder.journalPath,
      `the journal is empty, though ${known > 0 ? `${known} facts had` : 'facts had'} been written to it. Restore the file from a copy; other runs are not touched`,
    );
  return new StepglassError(
    'illegal_state',
    'run_never_began',
    `run ${folder.run} never began: it was interrupted before its first fact was written, and nothing of it has run. Start its pipeline again, and delete this run`,
    { details: { run: folder.run } },
  );
}

function knownFacts(summaryPath: string, files: FileLayer): number {
  try {
    return decodeSummary(files.readFile(summaryPath).toString('utf8'))?.n ?? 0;
  } catch {
    // There is no such file before the first fact; one that cannot be read tells nothing.
    return 0;
  }
}

function sizeOf(path: string, files: FileLayer): number {
  try {
    return files.stat(path).sizeBytes;
  } catch {
    // as above
    return 0;
  }
}
