import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { DataFolder } from '../data-folder.ts';
import { storageFailure } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { type LeftoverOptions, removeLeftovers } from '../files/leftovers.ts';
import { writeAll } from '../files/write-all.ts';
import type { ImportedBundle } from './import-bundle.ts';

export interface TransferOptions {
  readonly data: DataFolder;
  readonly files: FileLayer;
  /** The folder for temporary files. */
  readonly temp: string;
  /** The version of this program. */
  readonly release: string;
}

/** A piece of a bundle that a window sends. */
export interface UploadPiece {
  /** A name that the window has chosen for the whole upload. */
  readonly upload: string;
  /** Where the piece belongs, in bytes; pieces come in order. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

interface Transfer {
  readonly path: string;
  sizeBytes: number;
}

/** A packed bundle of this size is larger than what it may unpack to is likely to be. */
const MAX_UPLOAD_BYTES = 2 * 1024 ** 3;
/** A window that begins more at once has forgotten the earlier ones. */
const MAX_TRANSFERS = 8;
const FOLDER_NAME = /^stepglass-bundles-(\d+)-\w+$/;

/** Removes what transfers of processes that were killed have left in the folder for temporary files, and says what. */
export function removeBrokenTransfers(
  temp: string,
  options: Pick<LeftoverOptions, 'files' | 'now'>,
): readonly string[] {
  return removeLeftovers(temp, { ...options, makerOf: (name) => FOLDER_NAME.exec(name)?.[1] });
}

/**
 * Bundles on their way between a window and the data folder, for windows that can neither read nor write files. Each is
 * a temporary file that only this user reads, gone when it has arrived or with `close`.
 */
export class BundleTransfers {
  readonly #options: TransferOptions;
  readonly #transfers = new Map<string, Transfer>();
  #folder: string | null = null;
  #counter = 0;

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** Makes a bundle to be read. Rejects as `exportBundle` does. */
  async make(run: string): Promise<{ readonly bundle: string; readonly sizeBytes: number }> {
    const { data, release } = this.#options;
    const { key, path } = this.#begin('out');
    try {
      const { sizeBytes } = await data.exportBundle(run, path, release);
      this.#transfers.set(key, { path, sizeBytes });
      return { bundle: key, sizeBytes };
    } catch (error) {
      this.#forget(key);
      throw error;
    }
  }

  /** A piece of a bundle; the one that reaches its end is the last. Throws `invalid_input` `unknown_bundle`. */
  read(bundle: string, offset: number, length: number): Buffer {
    const { files } = this.#options;
    const { path, sizeBytes } = this.#find(bundle);
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, sizeBytes - offset)));
    const fd = files.open(path, 'r');
    try {
      files.read(fd, bytes, offset);
    } finally {
      files.close(fd);
    }
    if (offset + bytes.length >= sizeBytes) this.#forget(bundle);
    return bytes;
  }

  /** Takes a piece; with the last one the bundle is imported. Null before that. Rejects as `importBundle` does. */
  async receive({ upload, offset, bytes, isLast }: UploadPiece): Promise<ImportedBundle | null> {
    const key = `in ${upload}`;
    if (offset === 0) this.#transfers.set(key, { path: this.#begin(key).path, sizeBytes: 0 });
    const transfer = this.#find(key);
    try {
      this.#append(transfer, offset, bytes);
      return isLast ? await this.#options.data.importBundle(transfer.path) : null;
    } catch (error) {
      this.#forget(key);
      throw error;
    } finally {
      if (isLast) this.#forget(key);
    }
  }

  close(): void {
    if (this.#folder !== null) this.#options.files.removeAll(this.#folder);
    this.#transfers.clear();
    this.#folder = null;
  }

  #append(transfer: Transfer, offset: number, bytes: Uint8Array): void {
    const { files } = this.#options;
    if (offset !== transfer.sizeBytes || offset + bytes.length > MAX_UPLOAD_BYTES)
      throw new StepglassError(
        'invalid_input',
        offset === transfer.sizeBytes ? 'bundle_too_large' : 'bundle_damaged',
        `a piece of a run bundle came at byte ${offset}; ${transfer.sizeBytes} bytes were expected before it, at most ${MAX_UPLOAD_BYTES} in all. Choose the file again`,
      );
    const fd = files.open(transfer.path, 'a');
    try {
      writeAll(files, fd, bytes);
    } catch (error) {
      throw storageFailure('keep the run bundle', transfer.path, error);
    } finally {
      files.close(fd);
    }
    transfer.sizeBytes += bytes.length;
  }

  #begin(name: string): { readonly key: string; readonly path: string } {
    this.#folder ??= mkdtempSync(join(this.#options.temp, `stepglass-bundles-${process.pid}-`));
    this.#counter += 1;
    const key = name === 'out' ? `out ${this.#counter}` : name;
    this.#forget(key);
    const [oldest] = this.#transfers.keys();
    if (this.#transfers.size >= MAX_TRANSFERS && oldest !== undefined) this.#forget(oldest);
    const path = join(this.#folder, `${this.#counter}.stepglass`);
    this.#transfers.set(key, { path, sizeBytes: 0 });
    return { key, path };
  }

  #find(key: string): Transfer {
    const transfer = this.#transfers.get(key);
    if (transfer !== undefined) return transfer;
    throw new StepglassError('invalid_input', 'unknown_bundle', 'this run bundle is not here any more: begin again');
  }

  #forget(key: string): void {
    const transfer = this.#transfers.get(key);
    if (transfer !== undefined) this.#options.files.removeAll(transfer.path);
    this.#transfers.delete(key);
  }
}
