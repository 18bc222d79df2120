import { join } from 'node:path';
import { describeThrown, StepglassError } from '../../shared/errors.ts';
import type { RunSummary } from '../../shared/state/run-summary.ts';
import { BreakpointStore } from './breakpoint-store.ts';
import { refusedBundle } from './bundles/bundle-manifest.ts';
import type { ExportedBundle } from './bundles/export-bundle.ts';
import { exportBundle } from './bundles/export-bundle.ts';
import type { ImportedBundle } from './bundles/import-bundle.ts';
import { importBundle } from './bundles/import-bundle.ts';
import { noPlaceForRun, storageFailure, systemCode } from './files/failure.ts';
import type { FileLayer, FileStat } from './files/file-layer.ts';
import { removeLeftovers } from './files/leftovers.ts';
import { readPieces } from './files/read-pieces.ts';
import { readOwner } from './lock/lock.ts';
import { PinStore } from './pins.ts';
import { RunFolder } from './run-folder.ts';
import { RunList } from './run-list.ts';

export { defaultDataPath } from './default-data-path.ts';

export interface DataFolderOptions {
  readonly files: FileLayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A run in the trash, and when it was moved there (milliseconds since 1970). */
export interface TrashedRun {
  readonly run: string;
  readonly trashedAt: number;
  readonly path: string;
}

/** How long a deleted run can be restored: 7 days. */
export const TRASH_MS = 7 * 24 * 60 * 60 * 1000;
/** Ids are lower-case ULIDs (E2); anything that cannot leave the folder is accepted, so that a restored copy may have a name. */
const RUN_ID = /^[0-9a-z][0-9a-z_-]{0,63}$/;
/** So many runs are looked at between two turns of the event loop. */
const RUNS_PER_TURN = 20;

/** `<data>`: the runs, and the trash (E4). Knows nothing of what runs; several processes use it at once. */
export class DataFolder {
  readonly path: string;
  readonly runsPath: string;
  readonly trashPath: string;
  /** Results that new runs take instead of running steps. */
  readonly pins: PinStore;
  /** Where runs of a pipeline file stop, as long as it is kept. */
  readonly breakpoints: BreakpointStore;
  readonly #options: DataFolderOptions;
  readonly #list: RunList;

  constructor(path: string, options: DataFolderOptions) {
    this.path = path;
    this.runsPath = join(path, 'runs');
    this.trashPath = join(path, 'trash');
    this.pins = new PinStore(join(path, 'pins'), options.files);
    this.breakpoints = new BreakpointStore(join(path, 'breakpoints'), options);
    this.#options = options;
    this.#list = new RunList(options.files);
  }

  /**
   * Every run, the newest id first. Damaged ones are listed as `damaged` with the reason, never hidden. A data folder
   * that is not there yet has no runs. Rejects with `storage_failure` if the folder cannot be read.
   */
  async runs(): Promise<readonly RunSummary[]> {
    const summaries: RunSummary[] = [];
    for (const [at, run] of this.#ids().toReversed().entries()) {
      summaries.push(await this.#list.summarize(this.#folder(run)));
      if (at % RUNS_PER_TURN === RUNS_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    return summaries;
  }

  /** The summary of one run, as `runs` gives it. Rejects with `invalid_input` `unknown_run`. */
  async summary(run: string): Promise<RunSummary> {
    return this.#list.summarize(this.open(run));
  }

  /**
   * The run whose id is, or alone begins with, `prefix`; case does not matter.
   * Throws `invalid_input`: `unknown_run`, `ambiguous_run` (details: `candidates`).
   */
  resolve(prefix: string): string {
    const wanted = prefix.trim().toLowerCase();
    const candidates = wanted === '' ? [] : this.#ids().filter((run) => run.startsWith(wanted));
    const [only, ...others] = candidates.includes(wanted) ? [wanted] : candidates;
    if (only === undefined) throw this.#unknown(prefix);
    if (others.length === 0) return only;
    const shown = candidates.slice(0, 5).join(', ');
    const message = `"${prefix}" is the beginning of ${candidates.length} runs: ${shown}${candidates.length > 5 ? ', …' : ''}. Give more of the id`;
    throw new StepglassError('invalid_input', 'ambiguous_run', message, { details: { prefix, candidates } });
  }

  /**
   * Makes the folder of a new run with an empty journal. It appears as a whole, and is on the disk when this resolves.
   * Rejects with `storage_failure`, `invalid_input` (`run_exists`, `bad_run_id`).
   */
  async create(run: string): Promise<RunFolder> {
    if (!RUN_ID.test(run))
      throw new StepglassError(
        'invalid_input',
        'bad_run_id',
        `"${run}" cannot be the id of a run: lower-case letters and digits are expected`,
      );
    const folder = this.#folder(run);
    if (this.#isTaken(folder.path)) throw runExists(run);
    const { files } = this.#options;
    const temp = `${folder.path}.${process.pid}.tmp`;
    const isFirst = !this.#exists(this.runsPath);
    try {
      for (const name of ['definition', 'blobs', 'logs', 'tmp']) files.makeFolder(join(temp, name));
      files.close(files.open(join(temp, 'journal.jsonl'), 'wx'));
      await files.syncFolder(temp);
      files.rename(temp, folder.path);
      await files.syncFolder(this.runsPath);
      if (isFirst) await files.syncFolder(this.path);
    } catch (error) {
      files.removeAll(temp);
      throw error instanceof StepglassError ? error : noPlaceForRun(folder.path, error);
    }
    return folder;
  }

  /**
   * Gives up a run that could not be begun, and gives the `storage_failure` to be told: nothing has run. Other errors
   * are given back as they are. What cannot be removed stays, and is listed as damaged.
   */
  abandon(run: string, error: unknown): unknown {
    if (!(error instanceof StepglassError) || error.kind !== 'storage_failure') return error;
    const { path } = this.#folder(run);
    try {
      this.#options.files.removeAll(path);
    } catch (cause) {
      return noPlaceForRun(path, cause);
    }
    return noPlaceForRun(path, error);
  }

  /** The folder of a run, given its whole id. Throws `invalid_input` `unknown_run`. */
  open(run: string): RunFolder {
    if (!RUN_ID.test(run) || !this.#exists(join(this.runsPath, run))) throw this.#unknown(run);
    return this.#folder(run);
  }

  /**
   * Removes what processes that were killed have left half written among the runs, and says what: runs that were being
   * imported or made. Never what somebody works on (`removeLeftovers`). Throws `storage_failure`.
   */
  removeLeftovers(): readonly string[] {
    return removeLeftovers(this.runsPath, this.#options);
  }

  /** Writes a run into one file (`exportBundle`). `release`: the version of this program. */
  async exportBundle(run: string, target: string, release: string): Promise<ExportedBundle> {
    return exportBundle(this.open(run), target, { ...this.#options, release });
  }

  /** Takes in the run of a bundle file, to be looked at only (`importBundle`). */
  async importBundle(path: string): Promise<ImportedBundle> {
    const { files, now } = this.#options;
    const { sizeBytes, isFolder } = this.#stat(path);
    if (isFolder) throw refusedBundle('bundle_damaged', `${path} is a folder`);
    const isFirst = !this.#exists(this.runsPath);
    this.removeLeftovers();
    files.makeFolder(this.runsPath);
    if (isFirst) await files.syncFolder(this.path);
    return importBundle(readPieces(files, path, sizeBytes), { runsPath: this.runsPath, files, now });
  }

  /**
   * Moves a run to the trash; forks of it keep their values (they have links of their own).
   * Rejects with `illegal_state` `run_owned` if a process holds it, `invalid_input` `unknown_run`, `storage_failure`.
   */
  async trash(run: string): Promise<void> {
    const { path } = this.open(run);
    const owner = await readOwner(path, this.#options.files);
    if (owner?.alive === true) {
      throw new StepglassError(
        'illegal_state',
        'run_owned',
        `run ${run} cannot be deleted while process ${owner.pid} on ${owner.host} works on it: cancel it first`,
        { details: { run, pid: owner.pid, host: owner.host } },
      );
    }
    await this.#move(path, this.#freeTrashPath(run));
  }

  /** Takes a run back out of the trash. Rejects with `invalid_input` (`unknown_run`, `run_exists`), `storage_failure`. */
  async restore(run: string): Promise<void> {
    const trashed = this.trashed().findLast((entry) => entry.run === run);
    if (trashed === undefined)
      throw new StepglassError('invalid_input', 'unknown_run', `run ${run} is not in the trash (${this.trashPath})`);
    if (this.#exists(join(this.runsPath, run))) throw runExists(run);
    await this.#move(trashed.path, join(this.runsPath, run));
  }

  /** What is in the trash, oldest first. */
  trashed(): readonly TrashedRun[] {
    const entries = this.#names(this.trashPath).flatMap((name) => {
      const [, at, run] = /^(\d+)-(.+)$/.exec(name) ?? [];
      return at === undefined || run === undefined
        ? []
        : [{ run, trashedAt: Number(at), path: join(this.trashPath, name) }];
    });
    return entries.sort((a, b) => a.trashedAt - b.trashedAt);
  }

  /** Deletes for ever what was moved to the trash at least `olderThanMs` ago, and says which runs. */
  async emptyTrash(olderThanMs: number = TRASH_MS): Promise<readonly string[]> {
    const due = this.trashed().filter(({ trashedAt }) => this.#options.now() - trashedAt >= olderThanMs);
    for (const { path } of due) {
      this.#options.files.removeAll(path);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return due.map(({ run }) => run);
  }

  #stat(path: string): FileStat {
    try {
      return this.#options.files.stat(path);
    } catch (error) {
      throw new StepglassError(
        'invalid_input',
        'file_not_found',
        `cannot read the run bundle ${path}: ${describeThrown(error)}`,
        { details: { file: path }, cause: error },
      );
    }
  }

  #folder(run: string): RunFolder {
    return new RunFolder(join(this.runsPath, run), this.#options);
  }

  #ids(): readonly string[] {
    return this.#names(this.runsPath)
      .filter((name) => RUN_ID.test(name))
      .sort();
  }

  #names(path: string): readonly string[] {
    try {
      return this.#options.files.list(path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw storageFailure('list the runs', path, error);
    }
  }

  #exists(path: string): boolean {
    try {
      return this.#options.files.stat(path).isFolder;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw storageFailure('look for the run', path, error);
    }
  }

  #isTaken(path: string): boolean {
    try {
      return this.#exists(path);
    } catch (error) {
      throw noPlaceForRun(path, error);
    }
  }

  /** A run that was made, deleted and made again in the same millisecond (a test, a script) has a place too. */
  #freeTrashPath(run: string): string {
    let at = this.#options.now();
    while (this.#exists(join(this.trashPath, `${at}-${run}`))) at += 1;
    return join(this.trashPath, `${at}-${run}`);
  }

  async #move(from: string, to: string): Promise<void> {
    const { files } = this.#options;
    try {
      files.makeFolder(this.trashPath);
      files.makeFolder(this.runsPath);
      files.rename(from, to);
      await files.syncFolder(this.trashPath);
      await files.syncFolder(this.runsPath);
    } catch (error) {
      throw storageFailure('move the run', from, error);
    }
  }

  #unknown(run: string): StepglassError {
    const isTrashed = this.trashed().some(
      (entry) => entry.run.startsWith(run.trim().toLowerCase()) && run.trim() !== '',
    );
    const hint = isTrashed ? 'It is in the trash: restore it first' : 'See which there are with "runs"';
    if (run.trim() === '')
      return new StepglassError(
        'invalid_input',
        'unknown_run',
        `the id of a run in ${this.runsPath} is expected, or its beginning; found an empty text`,
      );
    return new StepglassError(
      'invalid_input',
      'unknown_run',
      `no run begins with "${run}" in ${this.runsPath}. ${hint}`,
      { details: { prefix: run } },
    );
  }
}

function runExists(run: string): StepglassError {
  return new StepglassError('invalid_input', 'run_exists', `there is a run ${run} already`, { details: { run } });
}
