import { join } from 'node:path';
import { z } from 'zod';
import type { Breakpoint, KeptBreakpoint } from '../../shared/breakpoint.ts';
import { StepglassError } from '../../shared/errors.ts';
import { replaceFile } from './files/atomic-file.ts';
import { damaged, isUnreadable, storageFailure, systemCode } from './files/failure.ts';
import type { FileLayer } from './files/file-layer.ts';
import { pipelineFolderName, uniqueName } from './pipeline-names.ts';

const stored = z.object({
  format: z.literal(1),
  /** Milliseconds since 1970; their order is that of the list. */
  setAt: z.number(),
  step: z.string(),
  when: z.enum(['before', 'after', 'error']),
  condition: z.string().exactOptional(),
  enabled: z.boolean(),
});
type Stored = z.infer<typeof stored>;
type Place = Pick<Breakpoint, 'step' | 'when'>;

interface Known {
  readonly stamp: string;
  readonly kept: readonly KeptBreakpoint[];
}

export interface BreakpointStoreOptions {
  readonly files: FileLayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const NONE: readonly KeptBreakpoint[] = [];
/** A folder that changed this recently may change again without another time (FAT counts in steps of 2 s). */
const COARSEST_MS = 2000;

/**
 * `<data>/breakpoints/<pipeline>/<place>.json`: the breakpoints that are kept, by the absolute path of the pipeline file.
 * One file for each, so that of two processes that change different ones at the same moment none loses its change.
 */
export class BreakpointStore {
  readonly path: string;
  readonly #files: FileLayer;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  #lastSetAt = 0;

  constructor(path: string, { files, now }: BreakpointStoreOptions) {
    this.path = path;
    this.#files = files;
    this.#now = now;
  }

  /**
   * In the order in which they were set. Cheap enough to be asked before each step: one look at the folder while nothing
   * changes, and the same list then. Throws `storage_failure`: `breakpoint_damaged` (never read as none), `newer_format`.
   */
  of(file: string): readonly KeptBreakpoint[] {
    const folder = this.#folderOf(file);
    const found = this.#look(folder);
    if (found === null) return NONE;
    const known = this.#known.get(folder);
    if (known?.stamp === found.stamp) return known.kept;
    const kept = this.#read(folder)
      .sort((a, b) => a.setAt - b.setAt || compare(a.step, b.step))
      .map(({ format: _format, setAt: _setAt, ...breakpoint }) => breakpoint);
    if (Math.abs(this.#now() - found.modifiedMs) < COARSEST_MS) this.#known.delete(folder);
    else this.#known.set(folder, { stamp: found.stamp, kept });
    return kept;
  }

  /**
   * Keeps one, on the disk when it resolves. It takes the place of the one at the same place, or of `replaces`, also in
   * the order. Rejects with `storage_failure`.
   */
  async put(file: string, breakpoint: KeptBreakpoint, replaces: Place = breakpoint): Promise<void> {
    const folder = this.#folderOf(file);
    const { step, when, condition, enabled } = breakpoint;
    const setAt = this.#setAt(folder, replaces);
    const record: Stored = {
      format: 1,
      setAt,
      step,
      when,
      ...(condition === undefined ? {} : { condition }),
      enabled,
    };
    const isNew = this.#look(folder) === null;
    try {
      this.#files.makeFolder(folder);
      await replaceFile(this.#files, join(folder, fileName(breakpoint)), `${JSON.stringify(record, null, 2)}\n`);
      if (isNew) for (const made of [this.path, join(this.path, '..')]) await this.#files.syncFolder(made);
    } catch (error) {
      throw storageFailure('keep the breakpoint', folder, error);
    } finally {
      this.#known.delete(folder);
    }
    // first the new one: a kill between the two leaves one too many rather than none
    if (fileName(replaces) !== fileName(breakpoint)) await this.remove(file, [replaces]);
  }

  /** Those that are not there any more are fine. Rejects with `storage_failure`. */
  async remove(file: string, places: readonly Place[]): Promise<void> {
    await this.#removeFiles(this.#folderOf(file), places.map(fileName));
  }

  /** Forgets all of a file, also damaged ones. Rejects with `storage_failure`. */
  async clear(file: string): Promise<void> {
    const folder = this.#folderOf(file);
    await this.#removeFiles(folder, this.#names(folder));
  }

  /** Forgets those of a file that cannot be read, and only those; says how many. Rejects with `storage_failure`. */
  async forgetDamaged(file: string): Promise<number> {
    const folder = this.#folderOf(file);
    const bad = this.#names(folder).filter((name) =>
      isUnreadable('breakpoint_damaged', () => this.#readOne(join(folder, name))),
    );
    await this.#removeFiles(folder, bad);
    return bad.length;
  }

  async #removeFiles(folder: string, names: readonly string[]): Promise<void> {
    if (this.#look(folder) === null) return;
    try {
      for (const name of names) this.#files.removeAll(join(folder, name));
      await this.#files.syncFolder(folder);
    } catch (error) {
      throw storageFailure('remove the breakpoint', folder, error);
    } finally {
      this.#known.delete(folder);
    }
  }

  #setAt(folder: string, place: Place): number {
    const before = this.#readOne(join(folder, fileName(place)));
    if (before !== null) return before.setAt;
    this.#lastSetAt = Math.max(this.#now(), this.#lastSetAt + 1);
    return this.#lastSetAt;
  }

  #look(folder: string): { readonly stamp: string; readonly modifiedMs: number } | null {
    try {
      const { inode, modifiedMs } = this.#files.stat(folder);
      return { stamp: `${inode} ${modifiedMs}`, modifiedMs };
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw storageFailure('look at the breakpoints', folder, error);
    }
  }

  #names(folder: string): readonly string[] {
    try {
      return this.#files.list(folder).filter((name) => name.endsWith('.json'));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw storageFailure('list the breakpoints', folder, error);
    }
  }

  #read(folder: string): Stored[] {
    return this.#names(folder).flatMap((name) => this.#readOne(join(folder, name)) ?? []);
  }

  /** Null: it is not there (any more). */
  #readOne(path: string): Stored | null {
    try {
      return decode(path, this.#files.readFile(path).toString('utf8'));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw storageFailure('read a breakpoint', path, error);
    }
  }

  #folderOf(file: string): string {
    return join(this.path, pipelineFolderName(file));
  }
}

function decode(path: string, text: string): Stored {
  const value = parseJson(text);
  const read = stored.safeParse(value);
  if (read.success) return read.data;
  const format = z.object({ format: z.number() }).safeParse(value).data?.format ?? 1;
  if (format > 1)
    throw damaged(
      'newer_format',
      path,
      `a breakpoint was written by a newer version (format ${format}): update Stepglass`,
    );
  throw new StepglassError(
    'storage_failure',
    'breakpoint_damaged',
    `the kept breakpoint ${path} cannot be read, so nothing was run: it might be one to stop at. Forget it (in the window, or with \`stepglass breakpoints FILE --forget-damaged\`), and set it again`,
    { details: { file: path } },
  );
}

function fileName({ step, when }: Place): string {
  return `${uniqueName(`${when}-${step}`)}.json`;
}

/** Undefined for what is no JSON: the schema then says that it is damaged. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
