import { join, resolve } from 'node:path';
import { z } from 'zod';
import { describeThrown, StepglassError } from '../../shared/errors.ts';
import type { StoredValue } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import { BlobStore } from './blobs.ts';
import { replaceFile, tempNameFor } from './files/atomic-file.ts';
import { damaged, isUnreadable, storageFailure, systemCode } from './files/failure.ts';
import type { FileLayer } from './files/file-layer.ts';
import { pipelineFolderName, uniqueName } from './pipeline-names.ts';

const json: z.ZodType<Json> = z.json();
const stored: z.ZodType<StoredValue> = z.union([
  z.strictObject({ inline: json }),
  z.strictObject({ blob: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.number() }),
]);
const pinFile = z.object({
  format: z.literal(1),
  file: z.string(),
  step: z.string(),
  /** ISO 8601, UTC. */
  pinnedAt: z.string(),
  /** The run and the attempt that made the result. */
  from: z.object({ run: z.string(), attempt: z.number() }),
  /** Of the step's definition in that run (E13). */
  stepHash: z.string(),
  result: stored,
  meta: z.record(z.string(), json).optional(),
  parameters: stored.nullable(),
  durationMs: z.number(),
  /** Run variables that the step set. */
  variables: z.record(z.string(), stored),
});

/** A pin as it is on disk. Values over 4 KiB are blobs in the pin's own store. */
export type StoredPin = Readonly<Omit<z.infer<typeof pinFile>, 'format'>>;

/** Each lasts as long as somebody takes to unpin. */
const MOST_TRIES = 3;

/**
 * `<data>/pins/<pipeline>/<step>/`: `pin.json`, and the blobs that it names. One folder for each pin, so that two
 * processes that pin different steps do not touch the same file. Pins belong to the path of a pipeline file.
 */
export class PinStore {
  readonly path: string;
  readonly #files: FileLayer;

  constructor(path: string, files: FileLayer) {
    this.path = path;
    this.#files = files;
  }

  /**
   * The pins of one pipeline file, or of all, by file and step. Throws `storage_failure`: `pin_damaged` (one that
   * cannot be read is never passed over), `newer_format`.
   */
  list(file?: string): readonly StoredPin[] {
    const pipelines = file === undefined ? this.#names(this.path) : [pipelineFolderName(file)];
    const pins = pipelines.flatMap((pipeline) =>
      this.#names(join(this.path, pipeline)).flatMap((step) => this.#read(join(this.path, pipeline, step)) ?? []),
    );
    return [...pins].sort((a, b) => compare(a.file, b.file) || compare(a.step, b.step));
  }

  /**
   * Pins a result; one that the step had is replaced. `source` holds the blobs that it names. On the disk when it
   * resolves; a kill before that leaves the pin that was there. Rejects with `storage_failure`.
   */
  async put(pin: StoredPin, source: BlobStore): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#put(pin, source);
      } catch (error) {
        const failure = storageFailure('pin the result', this.#folderOf(pin.file, pin.step), error);
        // somebody else has unpinned the step at this moment, and taken the folder away
        if (failure.code !== 'missing' || tries === MOST_TRIES) throw failure;
      }
    }
  }

  /** False: there was none. A damaged one is removed too. Rejects with `storage_failure`. */
  async remove(file: string, step: string): Promise<boolean> {
    return await this.#removeFolder(this.#folderOf(file, step));
  }

  blobsOf({ file, step }: Pick<StoredPin, 'file' | 'step'>): BlobStore {
    return new BlobStore(join(this.#folderOf(file, step), 'blobs'), this.#files);
  }

  /** Forgets those of a file that cannot be read, and only those; says how many. Rejects with `storage_failure`. */
  async forgetDamaged(file: string): Promise<number> {
    const pipeline = join(this.path, pipelineFolderName(file));
    const bad = this.#names(pipeline).filter((step) =>
      isUnreadable('pin_damaged', () => this.#read(join(pipeline, step))),
    );
    for (const step of bad) await this.#removeFolder(join(pipeline, step));
    return bad.length;
  }

  async #put(pin: StoredPin, source: BlobStore): Promise<void> {
    const folder = this.#folderOf(pin.file, pin.step);
    const blobs = this.blobsOf(pin);
    this.#files.makeFolder(blobs.folder);
    for (const value of valuesOf(pin)) await blobs.linkFrom(source, value);
    const text = JSON.stringify({ format: 1, ...pin, file: resolve(pin.file) });
    await replaceFile(this.#files, join(folder, 'pin.json'), text);
    for (const made of [join(folder, '..'), this.path, join(this.path, '..')]) await this.#files.syncFolder(made);
  }

  async #removeFolder(folder: string): Promise<boolean> {
    const gone = tempNameFor(folder);
    try {
      this.#files.rename(folder, gone);
      await this.#files.syncFolder(join(folder, '..'));
      this.#files.removeAll(gone);
      return true;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw storageFailure('unpin the step', folder, error);
    }
  }

  #folderOf(file: string, step: string): string {
    return join(this.path, pipelineFolderName(file), uniqueName(step));
  }

  #names(path: string): readonly string[] {
    try {
      return this.#files.list(path).filter((name) => !name.endsWith('.tmp'));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw storageFailure('list the pins', path, error);
    }
  }

  /** Undefined: somebody died, or is at work, before the pin was whole. */
  #read(folder: string): StoredPin | undefined {
    const path = join(folder, 'pin.json');
    let text: string;
    try {
      text = this.#files.readFile(path).toString('utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw storageFailure('read a pin', path, error);
    }
    return decode(path, text);
  }
}

function decode(path: string, text: string): StoredPin {
  try {
    const value: unknown = JSON.parse(text);
    const version = z.object({ format: z.number() }).safeParse(value).data?.format ?? 1;
    if (version > 1)
      throw damaged('newer_format', path, `a pin was written by a newer version (format ${version}): update Stepglass`);
    const { format: _format, ...pin } = pinFile.parse(value);
    return pin;
  } catch (error) {
    if (error instanceof StepglassError) throw error;
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : describeThrown(error);
    throw new StepglassError(
      'storage_failure',
      'pin_damaged',
      `the pin ${path} cannot be read, so nothing was run: ${why}. Forget it (in the window, or with \`stepglass unpin FILE --damaged\`) and pin the step again, or run without pins (--no-pins)`,
      { details: { file: path } },
    );
  }
}

function valuesOf({ result, parameters, variables }: StoredPin): readonly StoredValue[] {
  return [result, ...(parameters === null ? [] : [parameters]), ...Object.values(variables)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
