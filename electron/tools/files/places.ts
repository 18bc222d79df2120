import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../failure.ts';
import type { ToolContext } from '../tool.ts';
import { codeOf } from './file-errors.ts';

type Places = Pick<ToolContext, 'workdir' | 'tempDir' | 'settings'>;

const MAX_LINKS = 40;
const RESERVED_NAME = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/** The absolute path of what a pipeline named. Refuses what no file system, or not this one, can hold. */
export function locate(given: string, workdir: string): string {
  const problem = findPathProblem(given, process.platform);
  if (problem === null) return path.resolve(workdir, given);
  throw failure('validation/invalid_path', `the path ${JSON.stringify(given)} cannot be used: ${problem}`, {
    hint: 'Templates in file names: `| slugify` leaves letters, digits and hyphens.',
  });
}

/** What makes a path impossible on a platform, or null. Pure, so that the rules of Windows are tested everywhere. */
export function findPathProblem(given: string, platform: NodeJS.Platform): string | null {
  if (given.trim() === '') return 'it is empty';
  if (given.includes('\0')) return 'it holds a NUL byte';
  if (platform !== 'win32') return null;
  if (/^[\\/]{2}[.?][\\/]/.test(given)) return 'device paths are refused';
  const parts = given.replace(/^[A-Za-z]:(?=[\\/])/, '').split(/[\\/]+/);
  for (const part of parts) {
    if (/[<>:"|?*\u0001-\u001f]/.test(part))
      return `${JSON.stringify(part)} holds a character that Windows does not allow in names`;
    if (RESERVED_NAME.test(part)) return `${JSON.stringify(part)} is the name of a device on Windows`;
    if (/[. ]$/.test(part) && part !== '.' && part !== '..')
      return `${JSON.stringify(part)} ends with a dot or a space, which Windows drops`;
  }
  return null;
}

/**
 * Where a write to `absolute` really goes: every symbolic link on the way is followed, also one whose target does not
 * exist yet. Refused unless that is inside the working directory, the run's temporary folder or `writableFolders`.
 */
export async function locateWrite(absolute: string, given: string, places: Places): Promise<string> {
  const real = await followLinks(absolute);
  await checkInside(real, given, places);
  return real;
}

/** As `locateWrite`, for what is done to the entry itself (delete, move): a link at the end is not followed. */
export async function locateEntry(absolute: string, given: string, places: Places): Promise<string> {
  const real = path.join(await followLinks(path.dirname(absolute)), path.basename(absolute));
  await checkInside(real, given, places);
  for (const root of await writableRoots(places)) {
    if (!isInside(root, real)) continue;
    throw failure(
      'configuration/outside_workdir',
      `${quote(given)} may not be removed or moved: the working directory or a writable folder is in it`,
    );
  }
  return real;
}

export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}

export function quote(given: string): string {
  return `'${given}'`;
}

async function checkInside(real: string, given: string, places: Places): Promise<void> {
  const roots = await writableRoots(places);
  if (roots.some((root) => isInside(real, root))) return;
  throw failure(
    'configuration/outside_workdir',
    `${quote(given)} is ${real}, outside the working directory ${places.workdir}: refused`,
    {
      hint: 'Write inside the working directory, choose another one (`--workdir`, `config.workdir`), or add the folder to the setting `writableFolders`.',
      details: { path: real, setting: 'writableFolders' },
    },
  );
}

function writableRoots({ workdir, tempDir, settings }: Places): Promise<readonly string[]> {
  return Promise.all(
    [workdir, tempDir, ...settings.writableFolders].map((folder) => followLinks(path.resolve(folder))),
  );
}

/** As `realpath`, but what does not exist yet is allowed at the end. */
async function followLinks(absolute: string): Promise<string> {
  let rest = partsOf(absolute);
  let real = path.parse(absolute).root;
  for (let links = 0; rest.length > 0; ) {
    const next = path.join(real, rest[0] ?? '');
    const target = await linkTarget(next);
    if (target === null) {
      real = next;
      rest = rest.slice(1);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw failure('validation/link_loop', `the symbolic links of ${absolute} lead in a circle`);
    const restart = path.resolve(real, target);
    rest = [...partsOf(restart), ...rest.slice(1)];
    real = path.parse(restart).root;
  }
  return real;
}

function partsOf(absolute: string): string[] {
  return absolute
    .slice(path.parse(absolute).root.length)
    .split(path.sep)
    .filter((part) => part !== '');
}

/** Null if it is no link, or not there. */
async function linkTarget(file: string): Promise<string | null> {
  try {
    return (await lstat(file)).isSymbolicLink() ? await readlink(file) : null;
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(thrown))) return null;
    throw thrown;
  }
}
