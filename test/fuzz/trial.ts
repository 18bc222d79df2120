/** A file to be tried, as it goes to the child process. */
export interface Trial {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the tools answer is drawn from it. */
  readonly seed: number;
  /** Absolute; only read. */
  readonly workdir: string;
}

export interface Verdict {
  readonly outcome: 'refused' | 'ran' | 'crashed' | 'hung' | 'died';
  /** What is wrong; empty: all is well. */
  readonly faults: readonly string[];
  /** The codes of the diagnostics. */
  readonly codes: readonly string[];
  /** What it took the process, whatever else the machine did. */
  readonly cpuMs: number;
}
