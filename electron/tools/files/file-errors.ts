import type { ErrorCategory } from '../../../shared/pipeline.ts';
import { failure } from '../failure.ts';
import { ToolFailure } from '../tool.ts';

interface Meaning {
  readonly kind: `${ErrorCategory}/${string}`;
  readonly found: string;
  readonly hint?: string;
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [
    'ENOENT',
    {
      kind: 'resource/file_not_found',
      found: 'there is no such file or folder',
      hint: 'Check the spelling; relative paths start at the working directory of the run.',
    },
  ],
  [
    'EACCES',
    {
      kind: 'configuration/permission_denied',
      found: 'the operating system does not allow it',
      hint: 'Check owner and permissions.',
    },
  ],
  [
    'EPERM',
    {
      kind: 'configuration/permission_denied',
      found: 'the operating system does not allow it',
      hint: 'Check owner and permissions.',
    },
  ],
  ['EROFS', { kind: 'configuration/read_only', found: 'the file system is read-only' }],
  ['EISDIR', { kind: 'validation/is_a_folder', found: 'it is a folder', hint: 'Name a file.' }],
  ['ENOTDIR', { kind: 'validation/not_a_folder', found: 'a part of the path is a file, not a folder' }],
  ['EEXIST', { kind: 'validation/already_exists', found: 'something of that name is there already' }],
  ['ENOTEMPTY', { kind: 'validation/folder_not_empty', found: 'the folder is not empty' }],
  [
    'ENAMETOOLONG',
    {
      kind: 'validation/name_too_long',
      found: 'the name is longer than the file system allows',
      hint: 'Shorten it, for example with `| truncate(100)`.',
    },
  ],
  ['ELOOP', { kind: 'validation/link_loop', found: 'its symbolic links lead in a circle' }],
  ['EINVAL', { kind: 'validation/invalid_path', found: 'the file system cannot do that with this path' }],
  [
    'ENOSPC',
    { kind: 'resource/disk_full', found: 'the disk is full', hint: 'Free some space and run the step again.' },
  ],
  ['EDQUOT', { kind: 'resource/disk_full', found: 'the disk quota is used up' }],
  ['EMFILE', { kind: 'resource/too_many_open_files', found: 'too many files are open' }],
  ['ENFILE', { kind: 'resource/too_many_open_files', found: 'too many files are open' }],
  ['EBUSY', { kind: 'resource/busy', found: 'another program is using it' }],
  ['ETXTBSY', { kind: 'resource/busy', found: 'another program is using it' }],
]);

/** What the file system refused, in words: `doing` says what to which path, for example `cannot read 'a.csv'`. */
function translateFileError(thrown: unknown, doing: string): ToolFailure {
  if (thrown instanceof ToolFailure) return thrown;
  const code = codeOf(thrown);
  const meaning = MEANINGS.get(code) ?? {
    kind: 'execution/file_error' as const,
    found: `the file system says ${code}`,
  };
  const { kind, found, hint } = meaning;
  return failure(kind, `${doing}: ${found}`, { ...(hint === undefined ? {} : { hint }), details: { errno: code } });
}

/** Runs `work`; what it throws says what was being done. */
export async function doing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw translateFileError(thrown, what);
  }
}

export function isMissing(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function codeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
