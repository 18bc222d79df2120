import { copyFile, cp, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JsonObject } from '../../../shared/json.ts';
import { failure, success, throwIfAborted } from '../failure.ts';
import { flagOf, numberOf, optionalText, textOf } from '../parameters.ts';
import type { ToolContext, ToolOutcome } from '../tool.ts';
import {
  appendContent,
  decode,
  ENCODINGS,
  type Encoding,
  encode,
  readBytes,
  replaceContent,
  temporaryName,
} from './contents.ts';
import { codeOf, doing, isMissing } from './file-errors.ts';
import { isInside, locate, locateEntry, locateWrite, quote } from './places.ts';

export const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const MAX_LISTED = 100_000;

export async function read(parameters: JsonObject, { workdir }: ToolContext): Promise<ToolOutcome> {
  const given = textOf(parameters, 'path');
  const encoding = encodingOf(parameters);
  const bytes = await readBytes(locate(given, workdir), given, numberOf(parameters, 'max_bytes', DEFAULT_MAX_BYTES));
  return success({ path: given, content: decode(bytes, encoding, given), size: bytes.length });
}

export async function write(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const given = textOf(parameters, 'path');
  const bytes = encode(textOf(parameters, 'content'), encodingOf(parameters), given);
  await doing(`cannot write ${quote(given)}`, async () => {
    const file = await locateWrite(locate(given, context.workdir), given, context);
    await replaceContent(file, bytes, ownerOf(context));
  });
  return success({ path: given, size: bytes.length });
}

export async function append(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const given = textOf(parameters, 'path');
  const bytes = encode(textOf(parameters, 'content'), encodingOf(parameters), given);
  const size = await doing(`cannot append to ${quote(given)}`, async () => {
    const file = await locateWrite(locate(given, context.workdir), given, context);
    await appendContent(file, bytes);
    return (await stat(file)).size;
  });
  return success({ path: given, size });
}

export async function copy(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const pair = pairOf(parameters);
  await doing(`cannot copy ${quote(pair.source)} to ${quote(pair.destination)}`, async () => {
    const from = locate(pair.source, context.workdir);
    const isFolder = (await stat(from)).isDirectory();
    const to = await destinationOf(pair, context);
    if (isFolder) await copyFolder(from, to);
    else await copyOneFile(from, to, context);
  });
  return success(pair);
}

export async function move(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const pair = pairOf(parameters);
  await doing(`cannot move ${quote(pair.source)} to ${quote(pair.destination)}`, async () => {
    const from = await locateEntry(locate(pair.source, context.workdir), pair.source, context);
    await lstat(from);
    const to = await destinationOf(pair, context);
    if (isInside(to, from)) throw failure('validation/invalid_path', `cannot move ${quote(pair.source)} into itself`);
    await mkdir(path.dirname(to), { recursive: true });
    await renameAnywhere(from, to, context);
  });
  return success(pair);
}

export async function remove(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const given = textOf(parameters, 'path');
  await doing(`cannot delete ${quote(given)}`, async () => {
    const entry = await locateEntry(locate(given, context.workdir), given, context);
    const isFolder = (await lstat(entry)).isDirectory();
    if (isFolder && !flagOf(parameters, 'recursive', false)) {
      throw failure('validation/is_a_folder', `cannot delete ${quote(given)}: it is a folder`, {
        hint: 'Add `recursive: true` to delete it with everything in it.',
      });
    }
    await rm(entry, { recursive: isFolder });
  });
  return success({ path: given });
}

export async function list(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const given = optionalText(parameters, 'path') ?? '.';
  const recursive = flagOf(parameters, 'recursive', false);
  const items = await doing(`cannot list ${quote(given)}`, async () => {
    const listed: JsonObject[] = [];
    await listFolder(
      { folder: locate(given, context.workdir), shown: given, recursive, signal: context.signal },
      listed,
    );
    return listed;
  });
  return success({ path: given, items, count: items.length });
}

export async function exists(parameters: JsonObject, { workdir }: ToolContext): Promise<ToolOutcome> {
  const given = textOf(parameters, 'path');
  const type = await doing(`cannot look for ${quote(given)}`, () => typeOf(locate(given, workdir)));
  return success({ path: given, exists: type !== null, type });
}

async function typeOf(file: string): Promise<'file' | 'folder' | 'other' | null> {
  try {
    return entryType(await stat(file));
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw thrown;
  }
}

function entryType(entry: { isFile(): boolean; isDirectory(): boolean }): 'file' | 'folder' | 'other' {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

interface Pair {
  readonly source: string;
  readonly destination: string;
}

function pairOf(parameters: JsonObject): Pair & JsonObject {
  return { source: textOf(parameters, 'path'), destination: textOf(parameters, 'destination') };
}

/** A destination that is a folder, or ends with a slash, gets the source under its own name, as `cp` and `mv` do. */
async function destinationOf({ source, destination }: Pair, context: ToolContext): Promise<string> {
  const to = await locateWrite(locate(destination, context.workdir), destination, context);
  const intoFolder = /[\\/]$/.test(destination) || (await typeOf(to)) === 'folder';
  if (!intoFolder) return to;
  const inside = path.join(to, path.basename(path.resolve(context.workdir, source)));
  return locateWrite(inside, destination, context);
}

async function copyOneFile(from: string, to: string, context: ToolContext): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  const temporary = temporaryName(to, ownerOf(context));
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  if (isInside(to, from))
    throw failure('validation/invalid_path', `a folder cannot be copied into itself: ${to} is inside ${from}`);
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

async function renameAnywhere(from: string, to: string, context: ToolContext): Promise<void> {
  try {
    await rename(from, to);
  } catch (thrown) {
    // Another file system: the only way is to copy and delete.
    if (codeOf(thrown) !== 'EXDEV') throw thrown;
    if ((await lstat(from)).isDirectory()) await copyFolder(from, to);
    else await copyOneFile(from, to, context);
    await rm(from, { recursive: true });
  }
}

interface Listing {
  readonly folder: string;
  readonly shown: string;
  readonly recursive: boolean;
  readonly signal: AbortSignal;
}

async function listFolder(listing: Listing, items: JsonObject[]): Promise<void> {
  throwIfAborted(listing.signal);
  const entries = await readdir(listing.folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name } of entries) {
    const item = await describeEntry(path.join(listing.folder, name), name, listing.shown);
    if (items.length >= MAX_LISTED) throw tooMany(listing.shown);
    items.push(item);
    if (!listing.recursive || item['type'] !== 'folder') continue;
    await listFolder({ ...listing, folder: path.join(listing.folder, name), shown: String(item['path']) }, items);
  }
}

async function describeEntry(file: string, name: string, shown: string): Promise<JsonObject> {
  const shownPath = shown === '.' ? name : `${shown.replace(/[\\/]+$/, '')}/${name}`;
  try {
    // Links are described, not followed: a link to a parent folder would make the listing endless.
    const stats = await lstat(file);
    const type = stats.isSymbolicLink() ? 'link' : entryType(stats);
    return { name, path: shownPath, type, size: type === 'file' ? stats.size : 0 };
  } catch (thrown) {
    if (isMissing(thrown)) return { name, path: shownPath, type: 'other', size: 0 };
    throw thrown;
  }
}

function tooMany(shown: string): Error {
  return failure('resource/too_many_items', `cannot list ${quote(shown)}: there are more than ${MAX_LISTED} entries`, {
    hint: 'List a smaller folder, or without `recursive`.',
    retryable: false,
  });
}

function encodingOf(parameters: JsonObject): Encoding {
  const given = optionalText(parameters, 'encoding')?.toLowerCase() ?? 'utf-8';
  const found = ENCODINGS.find((encoding) => encoding === given || encoding.replace('-', '') === given);
  if (found !== undefined) return found;
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`encoding\` is ${JSON.stringify(given)}, expected one of ${ENCODINGS.join(', ')}`,
  );
}

/** The same for every attempt of a step, so that nothing is left over from a killed one. */
function ownerOf({ run, step }: ToolContext): string {
  return `${run}/${step}`;
}
