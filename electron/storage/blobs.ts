import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { StoredValue } from '../../shared/facts.ts';
import { isJsonObject, type Json } from '../../shared/json.ts';
import { tempNameFor, writeSynced } from './files/atomic-file.ts';
import { damaged, storageFailure, systemCode } from './files/failure.ts';
import type { FileLayer } from './files/file-layer.ts';
import { GroupSync } from './files/group-sync.ts';
import { ValueCache } from './value-cache.ts';

/** A value whose JSON has more bytes than this gets a file of its own. */
export const INLINE_LIMIT_BYTES = 4096;
/** From these sizes on others have a turn of the event loop before a value is written out, and before that is stored. */
const LARGE_TEXT = 1024 * 1024;
const LARGE_LIST = 5000;
/** Where hard links do not reach, or are not known. */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EXDEV',
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
  'ENOSYS',
  'EINVAL',
]);

/** Looks no deeper than tables lie in results: it is asked for every value. */
function isLarge(value: Json): boolean {
  if (typeof value === 'string') return value.length > LARGE_TEXT;
  if (Array.isArray(value)) return value.length > LARGE_LIST;
  if (!isJsonObject(value)) return false;
  return Object.values(value).some((inner) => Array.isArray(inner) && inner.length > LARGE_LIST);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function describeBytes(value: Json, bytes: Buffer): StoredValue {
  if (bytes.length <= INLINE_LIMIT_BYTES) return { inline: value };
  return { blob: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}

/**
 * Values over 4 KiB, one file each, named by the sha256 of its bytes: JSON text with the keys in the order they have
 * (sorting them would make a value read back print differently). Files are never changed once they are there.
 */
export class BlobStore {
  readonly folder: string;
  readonly #files: FileLayer;
  readonly #cache = new ValueCache<Json>(8 * 1024 * 1024);
  /** Hash → the write of it that is under way or done. */
  readonly #writes = new Map<string, Promise<void>>();
  readonly #folderSync: GroupSync;

  constructor(folder: string, files: FileLayer) {
    this.folder = folder;
    this.#files = files;
    this.#folderSync = new GroupSync(() => files.syncFolder(folder));
  }

  /**
   * Stores a value. When it resolves, a value over 4 KiB is on the disk under its name; a smaller one comes back as
   * `inline` and is on no disk yet. Equal values that are put at the same time are written once.
   * Rejects with `storage_failure`.
   */
  async put(value: Json): Promise<StoredValue> {
    if (isLarge(value)) await turn();
    const text = JSON.stringify(value);
    if (text.length > LARGE_TEXT) await turn();
    const bytes = Buffer.from(text);
    const stored = describeBytes(value, bytes);
    if ('blob' in stored) await this.#once(stored.blob, () => this.#write(stored.blob, bytes));
    return stored;
  }

  /** What `put` would give, without storing anything: for plans, which compare values. */
  describe(value: Json): StoredValue {
    return describeBytes(value, Buffer.from(JSON.stringify(value)));
  }

  /**
   * The value again. Blocks while it reads a file; recent ones come from memory, so nobody may change what it gets.
   * Throws `storage_failure`: `blob_damaged` when the bytes are not those that were put, `missing`.
   */
  get(stored: StoredValue): Json {
    if ('inline' in stored) return stored.inline;
    return this.#cache.get(stored.blob) ?? this.#read(stored.blob);
  }

  /**
   * Makes a value of another run's store a value of this one: a hard link, or a copy where there is none. When it
   * resolves it is on the disk. Rejects with `storage_failure` (`missing` when the other store does not have it).
   */
  async linkFrom(other: BlobStore, stored: StoredValue): Promise<void> {
    if ('inline' in stored) return;
    await this.#once(stored.blob, () => this.#link(other.#pathOf(stored.blob), stored.blob));
  }

  #pathOf(blob: string): string {
    return join(this.folder, blob);
  }

  #once(blob: string, write: () => Promise<void>): Promise<void> {
    const known = this.#writes.get(blob);
    if (known !== undefined) return known;
    const writing = write().catch((error: unknown) => {
      this.#writes.delete(blob);
      throw storageFailure('store a value', this.#pathOf(blob), error);
    });
    this.#writes.set(blob, writing);
    return writing;
  }

  async #write(blob: string, bytes: Buffer): Promise<void> {
    const path = this.#pathOf(blob);
    if (this.#isWhole(path, bytes.length)) return this.#folderSync.request();
    const temp = tempNameFor(path);
    try {
      await writeSynced(this.#files, temp, bytes);
      this.#files.rename(temp, path);
    } catch (error) {
      this.#files.removeAll(temp);
      throw error;
    }
    await this.#folderSync.request();
  }

  /** A file is renamed into place only when all of it is on the disk, so one of the right length was put before. */
  #isWhole(path: string, sizeBytes: number): boolean {
    try {
      return this.#files.stat(path).sizeBytes === sizeBytes;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async #link(from: string, blob: string): Promise<void> {
    const to = this.#pathOf(blob);
    try {
      this.#files.link(from, to);
    } catch (error) {
      const code = systemCode(error);
      if (NO_LINKS.has(code)) return this.#write(blob, this.#files.readFile(from));
      if (code !== 'EEXIST') throw error;
    }
    await this.#folderSync.request();
  }

  #read(blob: string): Json {
    const path = this.#pathOf(blob);
    const bytes = this.#readBytes(path);
    if (createHash('sha256').update(bytes).digest('hex') !== blob) {
      throw damaged(
        'blob_damaged',
        path,
        `a stored value is damaged: its ${bytes.length} bytes are not those that were written. Restore the file from a copy, or rerun the step that made it`,
      );
    }
    const value = JSON.parse(bytes.toString('utf8')) as Json;
    this.#cache.set(blob, value, bytes.length);
    return value;
  }

  #readBytes(path: string): Buffer {
    try {
      return this.#files.readFile(path);
    } catch (error) {
      throw storageFailure('read a stored value', path, error);
    }
  }
}
