import type { LogWriter, StepLogs } from '../../storage/step-logs.ts';
import type { Secrets, StreamMask } from './secrets.ts';

type Stream = 'stdout' | 'stderr' | 'log';

/** The log of one attempt: opened when something is written, secrets masked, closed for good at the attempt's end. */
export class AttemptLog {
  readonly #open: () => LogWriter;
  readonly #secrets: Secrets;
  readonly #onGrown: (sizeBytes: number) => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #masks = new Map<Stream, StreamMask>();
  #writer: LogWriter | null = null;
  #isClosed = false;

  constructor(options: {
    readonly logs: StepLogs;
    readonly stepNumber: number | string;
    readonly attempt: number;
    readonly secrets: Secrets;
    readonly onGrown: (sizeBytes: number) => void;
    /** Called once; nothing is written after that. */
    readonly onFailure: (error: unknown) => void;
  }) {
    this.#open = () => options.logs.open(options.stepNumber, options.attempt);
    this.#secrets = options.secrets;
    this.#onGrown = options.onGrown;
    this.#onFailure = options.onFailure;
  }

  /** Writes what may still hold a secret; the last bytes are held back until more comes or the attempt ends. */
  write(stream: Stream, chunk: string | Uint8Array): void {
    const mask = this.#masks.get(stream) ?? this.#secrets.maskStream();
    this.#masks.set(stream, mask);
    this.writeMasked(stream, mask.push(chunk));
  }

  /** Writes what holds no secret any more. After the end nothing is written. Never throws: it is called from events. */
  writeMasked(stream: Stream, chunk: string | Uint8Array): void {
    if (this.#isClosed || chunk.length === 0) return;
    this.#guard(() => {
      this.#writer ??= this.#open();
      this.#onGrown(this.#writer.write(stream, chunk));
    });
  }

  close(): void {
    if (this.#isClosed) return;
    for (const [stream, mask] of this.#masks) this.writeMasked(stream, mask.end());
    this.#isClosed = true;
    this.#guard(() => this.#writer?.close());
  }

  #guard(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#isClosed = true;
      this.#onFailure(error);
    }
  }
}
