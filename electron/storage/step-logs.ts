import { join } from 'node:path';
import { storageFailure, systemCode } from './files/failure.ts';
import type { FileLayer } from './files/file-layer.ts';
import { writeAll } from './files/write-all.ts';
import type { LogMark, LogStream } from './log-marks.ts';
import { encodeMark, MARK_BYTES, Marks } from './log-marks.ts';

export type { LogStream } from './log-marks.ts';

/** A stretch of a log that one stream wrote, at one time as far as the log knows (10 ms). */
export interface LogPiece {
  readonly stream: LogStream;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Its place in the log, in bytes. */
  readonly offset: number;
  readonly bytes: Buffer;
}

export interface LogSlice {
  /** In order, without gaps, from the offset that was asked for. */
  readonly pieces: readonly LogPiece[];
  /** Where to go on reading. */
  readonly nextOffset: number;
  /** The length of the log when it was read, in bytes. */
  readonly sizeBytes: number;
}

export interface LogWriter {
  /** Appends as it is (carriage returns, half characters); returns the log's new length in bytes. Throws `storage_failure`. */
  write(stream: LogStream, chunk: string | Uint8Array): number;
  close(): void;
}

export interface LogRange {
  /** In bytes; beyond the end there is nothing. */
  readonly offset: number;
  readonly maxBytes: number;
}

interface Options {
  readonly files: FileLayer;
  readonly now: () => number;
}

/** Output of one stream within so many milliseconds shares a mark: a chatty program costs at most 100 marks a second and stream. */
const MARK_EVERY_MS = 10;

/**
 * What the attempts of a run's steps printed: `logs/<step number>-<attempt>.log` holds the bytes of all streams in the
 * order in which they came; `.marks` beside it says which stream wrote them and when. Nothing is kept in memory.
 */
export class StepLogs {
  readonly folder: string;
  readonly #options: Options;

  constructor(folder: string, options: Options) {
    this.folder = folder;
    this.#options = options;
  }

  /**
   * Opens the log of an attempt; one that is there is appended to. What is written is in the file at once, and never
   * fsynced: after a power failure the end of a log may be missing. Throws `storage_failure`.
   */
  open(stepNumber: number | string, attempt: number): LogWriter {
    return new FileLogWriter(this.#pathOf(stepNumber, attempt), this.#options);
  }

  /** How long a log is now, in bytes; 0 where there is none. Throws `storage_failure`. */
  size(stepNumber: number | string, attempt: number): number {
    const path = this.#pathOf(stepNumber, attempt);
    try {
      return this.#sizeOf(path);
    } catch (error) {
      throw storageFailure('look at the log', path, error);
    }
  }

  /** Reads a part of a log, also while it is written. An attempt without a log has an empty one. Throws `storage_failure`. */
  read(stepNumber: number | string, attempt: number, { offset, maxBytes }: LogRange): LogSlice {
    const path = this.#pathOf(stepNumber, attempt);
    try {
      const sizeBytes = this.#sizeOf(path);
      const length = Math.max(0, Math.min(maxBytes, sizeBytes - offset));
      if (length === 0) return { pieces: [], nextOffset: offset, sizeBytes };
      const bytes = this.#readBytes(path, offset, length);
      return { pieces: this.#cut(path, offset, bytes), nextOffset: offset + bytes.length, sizeBytes };
    } catch (error) {
      throw storageFailure('read the log', path, error);
    }
  }

  /** How long the log was at a time (milliseconds since 1970, that instant included): where a look back cuts it. Throws `storage_failure`. */
  lengthAt(stepNumber: number | string, attempt: number, atMs: number): number {
    const path = this.#pathOf(stepNumber, attempt);
    try {
      const sizeBytes = this.#sizeOf(path);
      const later = this.#marks(path, (marks) => marks.firstAfter(atMs));
      return later === null ? sizeBytes : Math.min(later.offset, sizeBytes);
    } catch (error) {
      throw storageFailure('read the log', path, error);
    }
  }

  #pathOf(stepNumber: number | string, attempt: number): string {
    return join(this.folder, `${stepNumber}-${attempt}.log`);
  }

  #sizeOf(path: string): number {
    try {
      return this.#options.files.stat(path).sizeBytes;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  #readBytes(path: string, offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    const { files } = this.#options;
    return withFile(files, path, (fd) => bytes.subarray(0, files.read(fd, bytes, offset)));
  }

  /** Cuts bytes where the marks say that the stream or the time changes. */
  #cut(path: string, offset: number, bytes: Buffer): readonly LogPiece[] {
    const end = offset + bytes.length;
    const marks = this.#marks(path, (all) => all.covering(offset, end));
    return marks.flatMap((mark, at) => {
      const from = Math.max(mark.offset, offset);
      const to = Math.min(marks[at + 1]?.offset ?? end, end);
      return to <= from
        ? []
        : [{ stream: mark.stream, at: mark.at, offset: from, bytes: bytes.subarray(from - offset, to - offset) }];
    });
  }

  #marks<T>(logPath: string, look: (marks: Marks) => T): T {
    const { files } = this.#options;
    const path = marksPathOf(logPath);
    const count = Math.floor(this.#sizeOf(path) / MARK_BYTES);
    if (count === 0) return look(new Marks(() => 0, 0));
    return withFile(files, path, (fd) => look(new Marks((into, position) => files.read(fd, into, position), count)));
  }
}

function marksPathOf(logPath: string): string {
  return logPath.replace(/\.log$/, '.marks');
}

class FileLogWriter implements LogWriter {
  readonly #path: string;
  readonly #options: Options;
  readonly #fd: number;
  readonly #marksFd: number;
  #sizeBytes: number;
  #last: LogMark | null;

  constructor(path: string, options: Options) {
    const { files } = options;
    this.#path = path;
    this.#options = options;
    try {
      this.#fd = files.open(path, 'a');
      this.#marksFd = files.open(marksPathOf(path), 'a');
      this.#sizeBytes = files.stat(path).sizeBytes;
      this.#last = lastMark(files, marksPathOf(path));
    } catch (error) {
      throw storageFailure('open the log', path, error);
    }
  }

  write(stream: LogStream, chunk: string | Uint8Array): number {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (bytes.length === 0) return this.#sizeBytes;
    try {
      this.#mark(stream);
      writeAll(this.#options.files, this.#fd, bytes);
    } catch (error) {
      throw storageFailure('write the log', this.#path, error);
    }
    this.#sizeBytes += bytes.length;
    return this.#sizeBytes;
  }

  close(): void {
    this.#options.files.close(this.#fd);
    this.#options.files.close(this.#marksFd);
  }

  /** Before the bytes that it is about: a mark without bytes says nothing, bytes without a mark would be somebody else's. */
  #mark(stream: LogStream): void {
    // A clock that is set back must not put later output before earlier: marks are searched by time.
    const at = Math.max(this.#options.now(), this.#last?.at ?? 0);
    if (this.#last?.stream === stream && at - this.#last.at < MARK_EVERY_MS) return;
    this.#last = { stream, at, offset: this.#sizeBytes };
    writeAll(this.#options.files, this.#marksFd, encodeMark(this.#last));
  }
}

/** The last mark of a file that is written on. One that was half written when a process died is cut: it would shift all that follow. */
function lastMark(files: FileLayer, path: string): LogMark | null {
  const { sizeBytes } = files.stat(path);
  const count = Math.floor(sizeBytes / MARK_BYTES);
  if (sizeBytes !== count * MARK_BYTES) files.truncate(path, count * MARK_BYTES);
  return count === 0
    ? null
    : withFile(files, path, (fd) => new Marks((into, position) => files.read(fd, into, position), count).last());
}

function withFile<T>(files: FileLayer, path: string, look: (fd: number) => T): T {
  const fd = files.open(path, 'r');
  try {
    return look(fd);
  } finally {
    files.close(fd);
  }
}
