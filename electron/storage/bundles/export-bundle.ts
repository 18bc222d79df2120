import { basename, dirname, join } from 'node:path';
import { createGzip } from 'node:zlib';
import { tempNameFor } from '../files/atomic-file.ts';
import { storageFailure, systemCode } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { makerOfTemp, removeLeftovers } from '../files/leftovers.ts';
import { hashFile, readPieces } from '../files/read-pieces.ts';
import { writeAll } from '../files/write-all.ts';
import { emptyJournal } from '../journal/empty-journal.ts';
import { readJournalInParts } from '../journal/read-journal.ts';
import type { RunFolder } from '../run-folder.ts';
import type { BundleEntry, BundleManifest } from './bundle-manifest.ts';
import { BUNDLE_FORMAT, checkSizes, isBundled, MANIFEST_NAME, totalBytes } from './bundle-manifest.ts';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';
import { through } from './through.ts';

/** Half the time of the default, for a file that is a few percent larger. */
const LEVEL = 4;

export interface ExportOptions {
  readonly files: FileLayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The version of this program. */
  readonly release: string;
}

/** A bundle that was written. */
export interface ExportedBundle {
  readonly run: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Of all files in it. */
  readonly unpackedBytes: number;
  readonly files: number;
}

/**
 * Writes everything that tells of a run into one file: a gzipped tar whose first entry lists the others with their
 * checksums. Of a run that goes on it holds the state at this moment. The file appears as a whole, and takes the place of
 * one that is there. Nothing is held in memory but a piece.
 * Rejects with `illegal_state` `run_never_began`, `invalid_input` `bundle_too_large`, `storage_failure`.
 */
export async function exportBundle(folder: RunFolder, target: string, options: ExportOptions): Promise<ExportedBundle> {
  const { files, now, release } = options;
  const entries = await listEntries(folder, files);
  checkSizes(entries);
  const manifest: BundleManifest = {
    format: BUNDLE_FORMAT,
    run: folder.run,
    release,
    exportedAt: new Date(now()).toISOString(),
    entries,
  };
  removeEarlier(target, options);
  await writeArchive(files, target, archive(folder, manifest, options));
  return {
    run: folder.run,
    path: target,
    sizeBytes: files.stat(target).sizeBytes,
    unpackedBytes: totalBytes(entries),
    files: entries.length,
  };
}

/** What an export to the same place that was killed has left. */
function removeEarlier(target: string, { files, now }: ExportOptions): void {
  const own = `${basename(target)}.`;
  const makerOf = (name: string) => (name.startsWith(own) ? makerOfTemp(name.slice(own.length - 1)) : undefined);
  removeLeftovers(dirname(target), { files, now, makerOf });
}

/**
 * The journal's length is taken first: a value is on the disk before the line that names it, so whatever the lines up to
 * there speak of is among the files that are listed afterwards.
 */
async function listEntries(folder: RunFolder, files: FileLayer): Promise<BundleEntry[]> {
  const { facts, torn, sizeBytes } = await readJournalInParts(folder.journalPath, files);
  if (facts.length === 0) throw emptyJournal(folder, files);
  const journal = await describeFile(folder, files, { name: 'journal.jsonl', sizeBytes: torn?.offset ?? sizeBytes });
  const entries = [journal];
  for (const part of ['definition', 'blobs', 'logs']) {
    for (const name of namesIn(files, join(folder.path, part))) {
      const entry = `${part}/${name}`;
      if (!isBundled(entry)) continue;
      const { sizeBytes: length } = files.stat(join(folder.path, entry));
      entries.push(await describeFile(folder, files, { name: entry, sizeBytes: length }));
    }
  }
  return entries;
}

async function describeFile(
  folder: RunFolder,
  files: FileLayer,
  { name, sizeBytes }: { name: string; sizeBytes: number },
): Promise<BundleEntry> {
  return { name, sizeBytes, sha256: await hashFile(files, join(folder.path, name), sizeBytes) };
}

function namesIn(files: FileLayer, path: string): readonly string[] {
  try {
    return files.list(path).toSorted();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw storageFailure('list the files of the run', path, error);
  }
}

async function* archive(
  folder: RunFolder,
  manifest: BundleManifest,
  { files, now }: ExportOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  yield* [tarHeader(MANIFEST_NAME, text.length, now()), text, tarPadding(text.length)];
  for (const { name, sizeBytes } of manifest.entries) {
    yield tarHeader(name, sizeBytes, now());
    yield* readPieces(files, join(folder.path, name), sizeBytes);
    yield tarPadding(sizeBytes);
  }
  yield TAR_END;
}

async function writeArchive(files: FileLayer, target: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const temp = tempNameFor(target);
  try {
    const fd = files.open(temp, 'wx');
    try {
      for await (const chunk of through(bytes, createGzip({ level: LEVEL }))) writeAll(files, fd, chunk);
      await files.syncData(fd);
    } finally {
      files.close(fd);
    }
    files.rename(temp, target);
    await files.syncFolder(dirname(target));
  } catch (error) {
    files.removeAll(temp);
    throw storageFailure('write the run bundle', target, error);
  }
}
