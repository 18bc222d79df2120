import { describeThrown, StepglassError } from '../../../shared/errors.ts';

/** The `code` of an error of the file system (`ENOSPC`, `EROFS`, `ENOENT`), or an empty text. */
export function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

const REMEDIES: { readonly [code: string]: string } = {
  ENOSPC: 'The disk is full: free some space, then resume.',
  EDQUOT: 'Your disk quota is used up: free some space, then resume.',
  EROFS: 'The disk is read-only: make it writable or choose another data folder.',
  EACCES: 'Permission was denied: check the owner and the mode of the file and of its folder.',
  EPERM: 'The operation is not permitted: check the owner and the mode of the file and of its folder.',
  ENOENT: 'The file or its folder is gone: put it back, then resume.',
  EMFILE: 'Too many files are open in this process.',
  EIO: 'The disk reports an error: check it before you go on.',
};

/**
 * A `storage_failure` for something that the file system refused. Its code is `disk_full`, `read_only`, `missing` or
 * `io_failed`; `doing` is what was being done ("write the journal"). An error of ours is passed on as it is.
 */
export function storageFailure(doing: string, path: string, error: unknown): StepglassError {
  if (error instanceof StepglassError) return error;
  const code = systemCode(error);
  const remedy = REMEDIES[code] ?? 'Nothing was lost that was reported as done.';
  const details = { file: path, ...(code === '' ? {} : { system: code }) };
  return new StepglassError(
    'storage_failure',
    failureCode(code),
    `cannot ${doing} (${path}): ${describeThrown(error)}. ${remedy}`,
    { details, cause: error },
  );
}

/**
 * A `storage_failure` where a new run has no place to be: nothing has run and nothing can be resumed (details:
 * `nothingRan`).
 */
export function noPlaceForRun(path: string, error: unknown): StepglassError {
  const { code, details } = storageFailure('make the folder of a new run', path, error);
  const why = WHY_NO_PLACE.get(String(details['system'] ?? '')) ?? describeThrown(error);
  const message = `cannot make the folder of a new run (${path}): ${why}. Nothing has run. Another data folder is named with --data-dir or $STEPGLASS_DATA`;
  return new StepglassError('storage_failure', code, message, {
    details: { ...details, nothingRan: true },
    cause: error,
  });
}

const WHY_NO_PLACE: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'your disk quota is used up'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'you may not write there (permissions)'],
  ['EPERM', 'you may not write there (permissions)'],
  ['ENOENT', 'no folder can be made there'],
  ['ENOTDIR', 'a part of its path is no folder'],
]);

function failureCode(system: string): string {
  if (system === 'ENOSPC' || system === 'EDQUOT') return 'disk_full';
  if (system === 'EROFS' || system === 'EACCES' || system === 'EPERM') return 'read_only';
  return system === 'ENOENT' ? 'missing' : 'io_failed';
}

/** A `storage_failure` for data that is there but cannot be true: a wrong checksum, a wrong number, a newer format. */
export function damaged(code: string, path: string, message: string): StepglassError {
  return new StepglassError('storage_failure', code, `${message} (${path})`, { details: { file: path } });
}

/** Whether `read` throws because what it reads is damaged (its error has `code`) or newer than this version; passes other errors on. */
export function isUnreadable(code: string, read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof StepglassError && (error.code === code || error.code === 'newer_format')) return true;
    throw error;
  }
}
