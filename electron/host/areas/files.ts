import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RequestAnswer } from '../../../shared/api/studio-api.ts';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import type { HostShell } from '../deps.ts';
import type { AreaHandlers } from '../transport/wire.ts';

type Listing = RequestAnswer<'files:list'>;

/** More names than a person reads; a folder of a million files must not fill the window. */
const MAX_ENTRIES = 5000;

export function fileHandlers(shell: HostShell): AreaHandlers<'files'> {
  return {
    'files:list': ({ folder }) => listFolder(folder ?? os.homedir()),
    'files:pick': ({ title }) => shell.pickFile(title),
  };
}

async function listFolder(folder: string): Promise<Listing> {
  const resolved = path.resolve(folder);
  try {
    const names = await readdir(resolved, { withFileTypes: true });
    const shown = names.filter((entry) => !entry.name.startsWith('.')).slice(0, MAX_ENTRIES);
    const entries = await Promise.all(shown.map((entry) => describe(resolved, entry)));
    const parent = path.dirname(resolved);
    return {
      folder: resolved,
      parent: parent === resolved ? null : parent,
      entries: entries.filter((entry) => entry !== null).sort(foldersFirst),
    };
  } catch (error) {
    throw new StepglassError(
      'invalid_input',
      'folder_not_readable',
      `The folder ${resolved} cannot be listed: ${describeThrown(error)}.`,
      { details: { folder: resolved }, cause: error },
    );
  }
}

async function describe(folder: string, entry: Dirent): Promise<Listing['entries'][number] | null> {
  const full = path.join(folder, entry.name);
  const isFolder = entry.isSymbolicLink() ? await isFolderBehind(full) : entry.isDirectory();
  if (!isFolder && !entry.isFile() && !entry.isSymbolicLink()) return null;
  return { name: entry.name, path: full, type: isFolder ? 'folder' : 'file' };
}

async function isFolderBehind(link: string): Promise<boolean> {
  try {
    return (await stat(await realpath(link))).isDirectory();
  } catch {
    // A link into nowhere is shown as what it is for a person: a file that cannot be opened.
    return false;
  }
}

function foldersFirst(a: Listing['entries'][number], b: Listing['entries'][number]): number {
  return a.type === b.type ? a.name.localeCompare(b.name) : a.type === 'folder' ? -1 : 1;
}
