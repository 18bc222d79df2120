import { dirname } from 'node:path';
import type { StepglassError } from '../../../shared/errors.ts';
import { decodeCheckedLine, encodeCheckedLine, linesOf } from '../files/checked-line.ts';
import { damaged, storageFailure, systemCode } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { writeAll } from '../files/write-all.ts';
import type { LogRecord } from './checkpoint-records.ts';
import { CHECKPOINTS_FORMAT } from './checkpoint-records.ts';

export interface ReadLine {
  /** Null: the line is damaged. */
  readonly record: LogRecord | null;
  readonly offset: number;
  readonly sizeBytes: number;
}

/**
 * An append-only file of checked lines, written without fsync. A torn tail is cut at the first append; lines in the
 * middle that are damaged stay where they are, so that what builds on others finds them at their offsets.
 * The first failure ends it: every later append throws the same error.
 */
export class CheckpointLog {
  /** Why nothing can be appended any more. */
  failure: StepglassError | null = null;
  readonly #path: string;
  readonly #files: FileLayer;
  #fd: number | null = null;
  /** Where the next line begins. */
  #sizeBytes = 0;
  /** How long the file was when it was read, a torn tail included. */
  #foundBytes = 0;
  #isSynced = true;
  #isNew = false;

  constructor(path: string, files: FileLayer) {
    this.#path = path;
    this.#files = files;
  }

  /** Reads all lines; none if there is no file. Throws `storage_failure`: `newer_format`, `io_failed`. */
  read(): readonly ReadLine[] {
    const bytes = this.#readBytes();
    const lines = [...linesOf(bytes)].map(({ start, end }) => ({
      record: parseRecord(bytes.subarray(start, end)),
      offset: start,
      sizeBytes: end + 1 - start,
    }));
    const last = lines.at(-1);
    this.#foundBytes = bytes.length;
    this.#sizeBytes = last === undefined ? 0 : last.offset + last.sizeBytes;
    const first = lines[0]?.record;
    if (first?.type === 'checkpoints' && first.format > CHECKPOINTS_FORMAT) {
      throw damaged(
        'newer_format',
        this.#path,
        `the checkpoints have format ${first.format}, this release reads up to ${CHECKPOINTS_FORMAT}: open the run with the release that wrote it, or a newer one`,
      );
    }
    return lines;
  }

  /** Appends a line and says where it begins. It is in the file when this returns, on the disk after `sync`. */
  append(record: LogRecord): { readonly offset: number; readonly sizeBytes: number } {
    if (this.failure !== null) throw this.failure;
    try {
      const fd = this.#fd ?? this.#open();
      this.#checkSize(this.#sizeBytes);
      return this.#write(fd, record);
    } catch (error) {
      this.failure = storageFailure('write the checkpoints', this.#path, error);
      throw this.failure;
    }
  }

  async sync(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    if (this.#isSynced || this.#fd === null) return;
    this.#isSynced = true;
    try {
      await this.#files.syncData(this.#fd);
      if (this.#isNew) await this.#files.syncFolder(dirname(this.#path));
      this.#isNew = false;
    } catch (error) {
      this.failure = storageFailure('flush the checkpoints to the disk', this.#path, error);
      throw this.failure;
    }
  }

  close(): void {
    if (this.#fd !== null) this.#files.close(this.#fd);
    this.#fd = null;
    this.failure ??= damaged('checkpoints_closed', this.#path, 'the checkpoint file is closed');
  }

  #readBytes(): Buffer {
    try {
      return this.#files.readFile(this.#path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return Buffer.alloc(0);
      throw storageFailure('read the checkpoints', this.#path, error);
    }
  }

  #open(): number {
    const fd = this.#files.open(this.#path, 'a');
    this.#fd = fd;
    this.#checkSize(this.#foundBytes);
    if (this.#foundBytes > this.#sizeBytes) this.#files.truncate(this.#path, this.#sizeBytes);
    if (this.#sizeBytes === 0) {
      this.#isNew = true;
      this.#write(fd, { type: 'checkpoints', format: CHECKPOINTS_FORMAT });
    }
    return fd;
  }

  #write(fd: number, record: LogRecord): { readonly offset: number; readonly sizeBytes: number } {
    const bytes = Buffer.from(encodeCheckedLine(JSON.stringify(record)));
    const offset = this.#sizeBytes;
    writeAll(this.#files, fd, bytes);
    this.#sizeBytes += bytes.length;
    this.#isSynced = false;
    return { offset, sizeBytes: bytes.length };
  }

  /** A second owner, or a folder that has vanished, shows in what the path leads to (E9). */
  #checkSize(expected: number): void {
    const { sizeBytes } = this.#files.stat(this.#path);
    if (sizeBytes === expected) return;
    throw damaged(
      'checkpoints_changed',
      this.#path,
      `another process has changed the checkpoints of this run: ${sizeBytes} bytes were found, ${expected} expected. This process stops without writing; see who owns the run, then resume`,
    );
  }
}

function parseRecord(line: Buffer): LogRecord | null {
  const json = decodeCheckedLine(line);
  return json === null ? null : (JSON.parse(json) as LogRecord);
}
