import { z } from 'zod';
import { StepglassError } from '../../../shared/errors.ts';

/** The format that this release writes, and the newest that it reads. */
export const BUNDLE_FORMAT = 1;
/** The end of a bundle's file name. */
const BUNDLE_EXTENSION = '.stepglass';
export const MANIFEST_NAME = 'manifest.json';
/** No run that a person looks at is larger; what claims to be is meant to fill a disk. Unpacked, all entries together. */
const MAX_BUNDLE_BYTES = 4 * 1024 ** 3;
/** Of the journal, which is read as a whole by everybody who opens the run: a million facts. */
const MAX_JOURNAL_BYTES = 512 * 1024 ** 2;
/** Of all files of the definition, which are held in memory together. */
const MAX_DEFINITION_BYTES = 64 * 1024 ** 2;
/** Half a million entries. */
export const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/**
 * Everything that a bundle may hold, as it lies in a run's folder: no name leads out of it. Not in it: the lock, temporary
 * files, checkpoints (places to go on from, which an imported run does not), `run.json` (made again from the journal).
 */
const ENTRY_NAME =
  /^(?:journal\.jsonl|definition\/(?:index\.json|\d{1,6}-[\w.-]{0,80})|blobs\/[0-9a-f]{64}|logs\/\d[\d.]{0,60}-\d{1,9}\.(?:log|marks))$/;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.object({
  format: z.literal(BUNDLE_FORMAT),
  run: z.string().regex(/^[0-9a-z][0-9a-z_-]{0,63}$/),
  /** The version of the program that made it. */
  release: z.string().max(64),
  exportedAt: z.iso.datetime(),
  /** In the order in which they follow. */
  entries: z.array(z.object({ name: z.string(), sizeBytes: z.int().nonnegative(), sha256 })),
});

/** The first entry of a bundle: what it holds. */
export type BundleManifest = z.infer<typeof manifestSchema>;
export type BundleEntry = BundleManifest['entries'][number];

/** What a bundle is called unless somebody says otherwise. `pipeline`: its id or name. */
export function bundleName(pipeline: string, run: string): string {
  return `${runFileName(pipeline, run)}${BUNDLE_EXTENSION}`;
}

/** A name for a file about a run, without an extension; safe on every file system. */
export function runFileName(pipeline: string, run: string): string {
  const name = pipeline
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${name === '' ? 'run' : name}-${run}`;
}

/** True for the names of the files of a run that go into a bundle. */
export function isBundled(name: string): boolean {
  return ENTRY_NAME.test(name);
}

export function totalBytes(entries: readonly BundleEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
}

/** Throws `invalid_input`: `bundle_damaged`, `bundle_too_large`, `newer_format`. */
export function readManifest(json: string): BundleManifest {
  const document = parse(json);
  const format = z.object({ format: z.int() }).safeParse(document);
  if (format.success && format.data.format > BUNDLE_FORMAT)
    throw refusedBundle(
      'newer_format',
      `it has format ${format.data.format}, this release reads up to ${BUNDLE_FORMAT}: open it with the release that wrote it, or a newer one`,
    );
  const read = manifestSchema.safeParse(document);
  if (!read.success) throw damagedBundle('its list of contents is not what this program writes');
  checkEntries(read.data.entries);
  return read.data;
}

function checkEntries(entries: readonly BundleEntry[]): void {
  const names = new Set<string>();
  for (const { name, sha256: hash } of entries) {
    if (!isBundled(name))
      throw damagedBundle(`it holds ${JSON.stringify(name.slice(0, 120))}, which is no part of a run`);
    if (names.has(name.toLowerCase())) throw damagedBundle(`it holds ${name} twice`);
    if (name.startsWith('blobs/') && name !== `blobs/${hash}`) throw damagedBundle(`${name} is not what its name says`);
    names.add(name.toLowerCase());
  }
  for (const name of ['journal.jsonl', 'definition/index.json'])
    if (!names.has(name)) throw damagedBundle(`it holds no ${name}`);
  checkSizes(entries);
}

/** Throws `invalid_input` `bundle_too_large`. */
export function checkSizes(entries: readonly BundleEntry[]): void {
  const limit = (what: string, start: string, mostBytes: number): void => {
    const sizeBytes = totalBytes(entries.filter(({ name }) => name.startsWith(start)));
    if (sizeBytes > mostBytes) throw tooLarge(what, sizeBytes, mostBytes);
  };
  limit('unpacked it', '', MAX_BUNDLE_BYTES);
  limit('the journal in it', 'journal.jsonl', MAX_JOURNAL_BYTES);
  limit('the definition in it', 'definition/', MAX_DEFINITION_BYTES);
}

function tooLarge(what: string, sizeBytes: number, mostBytes: number): StepglassError {
  const gigabytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
  return refusedBundle(
    'bundle_too_large',
    `${what} has ${gigabytes(sizeBytes)}; at most ${gigabytes(mostBytes)} are allowed`,
  );
}

export function damagedBundle(what: string, cause?: unknown): StepglassError {
  return refusedBundle('bundle_damaged', `${what}. Get it again from whoever made it`, cause);
}

export function refusedBundle(code: string, what: string, cause?: unknown): StepglassError {
  return new StepglassError('invalid_input', code, `this run bundle cannot be used: ${what}`, { cause });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw damagedBundle('its list of contents is no JSON', error);
  }
}
