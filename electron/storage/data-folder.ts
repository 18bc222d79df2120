import { join } from 'node:path';
import type { RunSummary } from '../../shared/run-summary.ts';
import type { FileLayer } from './file-layer.ts';
import { RunFolder } from './run-folder.ts';

export { defaultDataPath } from './default-data-path.ts';

export interface DataFolderOptions {
  readonly files: FileLayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** `<data>`: the runs, and the trash (E4). */
export class DataFolder {
  readonly path: string;
  readonly runsPath: string;
  readonly trashPath: string;
  readonly #options: DataFolderOptions;

  constructor(path: string, options: DataFolderOptions) {
    this.path = path;
    this.runsPath = join(path, 'runs');
    this.trashPath = join(path, 'trash');
    this.#options = options;
  }

  /** Every run, newest first; damaged ones too, never hidden. */
  async runs(): Promise<readonly RunSummary[]> {
    throw new Error('not yet');
  }

  /** The run whose id begins with `prefix`. Throws `invalid_input` `unknown_run`, `ambiguous_run` (details: candidates). */
  resolve(prefix: string): string {
    throw new Error(`not yet ${prefix}`);
  }

  /** Makes the folder of a new run, with an empty journal; on the disk when it resolves. Rejects with `storage_failure`; `invalid_input` `run_exists`. */
  async create(run: string): Promise<RunFolder> {
    throw new Error(`not yet ${run}`);
  }

  /** The folder of a run. Throws `invalid_input` `unknown_run`. */
  open(run: string): RunFolder {
    return new RunFolder(join(this.runsPath, run), this.#options);
  }

  /** Moves a run to the trash. Throws `illegal_state` `run_owned` if a process holds it. */
  async trash(run: string): Promise<void> {
    throw new Error(`not yet ${run}`);
  }

  /** Takes a run back out of the trash. */
  async restore(run: string): Promise<void> {
    throw new Error(`not yet ${run}`);
  }

  /** Deletes for ever what was moved to the trash longer ago than `olderThanMs`; returns the runs. */
  async emptyTrash(olderThanMs: number): Promise<readonly string[]> {
    throw new Error(`not yet ${olderThanMs}`);
  }
}
