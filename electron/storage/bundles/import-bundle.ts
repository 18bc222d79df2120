import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import { tempNameFor, writeSynced } from '../files/atomic-file.ts';
import { storageFailure, systemCode } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { hashFile } from '../files/read-pieces.ts';
import { writeAll } from '../files/write-all.ts';
import { RunFolder } from '../run-folder.ts';
import type { BundleEntry, BundleManifest } from './bundle-manifest.ts';
import { damagedBundle, MANIFEST_NAME, MAX_MANIFEST_BYTES, readManifest, refusedBundle } from './bundle-manifest.ts';
import { checkImportedRun } from './check-imported.ts';
import { encodeMark, importedMarkPath } from './imported-mark.ts';
import type { TarEntry } from './tar.ts';
import { readTar, TarError } from './tar.ts';
import { through } from './through.ts';

const PARTS = ['definition', 'blobs', 'logs', 'tmp'];

export interface ImportPlace {
  readonly runsPath: string;
  readonly files: FileLayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ImportedBundle {
  readonly run: string;
  /** False: this run is here already, and nothing was changed. */
  readonly isNew: boolean;
}

/**
 * Puts the run of a bundle among the runs, marked as imported. It appears as a whole and after everything in it was
 * checked; whatever goes wrong, nothing of it stays. The bytes come from outside and are believed nothing: names, sizes,
 * checksums, numbers of entries and the facts themselves are checked while they are read.
 * Rejects with `invalid_input`: `bundle_damaged`, `bundle_too_large`, `newer_format`, `run_exists` (another run of the
 * same id); with `storage_failure`; and with what reading `chunks` rejects with.
 */
export async function importBundle(chunks: AsyncIterable<Uint8Array>, place: ImportPlace): Promise<ImportedBundle> {
  const entries = readTar(through(chunks, createGunzip()));
  try {
    const manifest = await nextManifest(entries);
    const { run } = manifest;
    if (await isHere(manifest, place)) return { run, isNew: false };
    await unpack(entries, manifest, place);
    return { run, isNew: true };
  } catch (error) {
    throw explain(error);
  } finally {
    await entries.return();
  }
}

async function nextManifest(entries: AsyncGenerator<TarEntry>): Promise<BundleManifest> {
  const first = await entries.next();
  if (first.done === true || first.value.name !== MANIFEST_NAME)
    throw damagedBundle('it does not begin with a list of its contents');
  const { sizeBytes, body } = first.value;
  if (sizeBytes > MAX_MANIFEST_BYTES) throw damagedBundle('its list of contents is too long');
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return readManifest(Buffer.concat(pieces).toString('utf8'));
}

/** The same journal, or one that has gone on since. */
async function isHere({ run, entries }: BundleManifest, { runsPath, files }: ImportPlace): Promise<boolean> {
  const journal = entries.find(({ name }) => name === 'journal.jsonl');
  const path = join(runsPath, run, 'journal.jsonl');
  const sizeBytes = sizeOf(files, path);
  if (sizeBytes === null || journal === undefined) return false;
  if (sizeBytes >= journal.sizeBytes && (await hashFile(files, path, journal.sizeBytes)) === journal.sha256)
    return true;
  throw runExists(run);
}

async function unpack(
  entries: AsyncGenerator<TarEntry>,
  manifest: BundleManifest,
  { runsPath, files, now }: ImportPlace,
): Promise<void> {
  const { run, exportedAt, release } = manifest;
  const target = join(runsPath, run);
  const temp = tempNameFor(target);
  try {
    for (const part of PARTS) files.makeFolder(join(temp, part));
    for (const wanted of manifest.entries)
      await unpackEntry((await entries.next()).value ?? null, { wanted, temp, files });
    if ((await entries.next()).done !== true) throw damagedBundle('it holds more than its list of contents says');
    const state = await checkImportedRun(temp, run, files);
    await new RunFolder(temp, { files, now }).saveSummary(state);
    const mark = encodeMark({ importedAt: new Date(now()).toISOString(), exportedAt, release });
    await writeSynced(files, importedMarkPath(temp), Buffer.from(mark));
    for (const folder of [...PARTS.map((part) => join(temp, part)), temp]) await files.syncFolder(folder);
    files.rename(temp, target);
    await files.syncFolder(runsPath);
  } catch (error) {
    files.removeAll(temp);
    if (
      ['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(systemCode(error)) &&
      sizeOf(files, join(target, 'journal.jsonl')) !== null
    )
      throw runExists(run);
    throw isStorageError(error) ? storageFailure('import the run', target, error) : error;
  }
}

interface Unpacking {
  readonly wanted: BundleEntry;
  readonly temp: string;
  readonly files: FileLayer;
}

async function unpackEntry(entry: TarEntry | null, { wanted, temp, files }: Unpacking): Promise<void> {
  const { name, sizeBytes, sha256 } = wanted;
  if (entry?.name !== name || entry.sizeBytes !== sizeBytes)
    throw damagedBundle(`${name} is missing, or not as long as its list of contents says`);
  const hash = createHash('sha256');
  const fd = files.open(join(temp, name), 'wx');
  try {
    for await (const piece of entry.body) {
      hash.update(piece);
      writeAll(files, fd, piece);
    }
    await files.syncData(fd);
  } finally {
    files.close(fd);
  }
  if (hash.digest('hex') !== sha256)
    throw damagedBundle(`${name} in it is not what was exported: its checksum differs`);
}

function sizeOf(files: FileLayer, path: string): number | null {
  try {
    return files.stat(path).sizeBytes;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw storageFailure('look for the run', path, error);
  }
}

function isStorageError(error: unknown): boolean {
  return !(error instanceof StepglassError) && /^E[A-Z]+$/.test(systemCode(error));
}

function explain(error: unknown): unknown {
  if (error instanceof TarError) return damagedBundle(error.message, error);
  const code = systemCode(error);
  if (code === 'Z_BUF_ERROR') return damagedBundle('it ends too early', error);
  if (code.startsWith('Z_'))
    return refusedBundle('bundle_damaged', `it is no run bundle, or damaged (${describeThrown(error)})`, error);
  return error;
}

function runExists(run: string): StepglassError {
  return new StepglassError(
    'invalid_input',
    'run_exists',
    `there is a run ${run} already, and it is not the one in this bundle: another run of the same id, or an earlier state of it. Delete that one first if you want this one in its place`,
    { details: { run } },
  );
}
