import type { FileLayer } from './file-layer.ts';

export type LogStream = 'stdout' | 'stderr' | 'log';

/** A stretch of a log that one stream wrote within about 10 ms. */
export interface LogPiece {
  readonly stream: LogStream;
  /** When its first byte was written, milliseconds since 1970. */
  readonly at: number;
  /** Its place in the log. */
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
  /** Appends as it is (carriage returns, half characters) and returns the log's new length in bytes. Throws `storage_failure`. */
  write(stream: LogStream, chunk: string | Uint8Array): number;
  close(): void;
}

/** What the attempts of a run's steps printed: `logs/<step number>-<attempt>.log`, and beside it who wrote which byte when. */
export class StepLogs {
  readonly folder: string;
  readonly #options: { readonly files: FileLayer; readonly now: () => number };

  constructor(folder: string, options: { readonly files: FileLayer; readonly now: () => number }) {
    this.folder = folder;
    this.#options = options;
  }

  /** Opens the log of an attempt for appending. Output is written at once and never fsynced. Throws `storage_failure`. */
  open(stepNumber: number, attempt: number): LogWriter {
    throw new Error(`not yet ${stepNumber} ${attempt} ${String(this.#options)}`);
  }

  /** Reads at most `maxBytes` from `offset`; an attempt without a log reads as an empty one. Throws `storage_failure`. */
  read(
    stepNumber: number,
    attempt: number,
    { offset, maxBytes }: { readonly offset: number; readonly maxBytes: number },
  ): LogSlice {
    throw new Error(`not yet ${stepNumber} ${attempt} ${offset} ${maxBytes}`);
  }

  /** How long the log was at a time (milliseconds since 1970): where the scrubber cuts it. */
  lengthAt(stepNumber: number, attempt: number, atMs: number): number {
    throw new Error(`not yet ${stepNumber} ${attempt} ${atMs}`);
  }
}
