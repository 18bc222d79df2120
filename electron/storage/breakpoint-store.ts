import { join } from 'node:path';
import { z } from 'zod';
import type { KeptBreakpoint } from '../../shared/breakpoint.ts';
import { replaceFile } from './files/atomic-file.ts';
import { damaged, storageFailure, systemCode } from './files/failure.ts';
import type { FileLayer } from './files/file-layer.ts';

const stored = z.object({
  format: z.literal(1),
  pipelines: z.record(
    z.string(),
    z.array(
      z.object({
        step: z.string(),
        when: z.enum(['before', 'after', 'error']),
        condition: z.string().exactOptional(),
        enabled: z.boolean(),
      }),
    ),
  ),
});
type Kept = z.infer<typeof stored>['pipelines'];

/**
 * `<data>/breakpoints.json`: the breakpoints that are kept, by the absolute path of the pipeline file. App and command
 * line read the same file, at each use. Of two processes that change it at the same moment one change can be lost.
 */
export class BreakpointStore {
  readonly path: string;
  readonly #folder: string;
  readonly #files: FileLayer;
  #last: Promise<void> = Promise.resolve();

  constructor(dataPath: string, files: FileLayer) {
    this.#folder = dataPath;
    this.path = join(dataPath, 'breakpoints.json');
    this.#files = files;
  }

  /** In the order in which they were set. Throws `storage_failure`: `breakpoints_damaged`, `io_failed`. */
  of(file: string): readonly KeptBreakpoint[] {
    const kept = this.#read();
    return Object.hasOwn(kept, file) ? (kept[file] ?? []) : [];
  }

  /** Changes those of one file, one change after the other; what is kept then, on disk. Rejects with `storage_failure`. */
  change(
    file: string,
    update: (before: readonly KeptBreakpoint[]) => readonly KeptBreakpoint[],
  ): Promise<readonly KeptBreakpoint[]> {
    const done = this.#last.then(() => this.#change(file, update));
    // a change that failed is told to its own caller and does not stop later ones
    this.#last = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  async #change(
    file: string,
    update: (before: readonly KeptBreakpoint[]) => readonly KeptBreakpoint[],
  ): Promise<readonly KeptBreakpoint[]> {
    const kept = new Map(Object.entries(this.#read()));
    const after = update(kept.get(file) ?? []);
    if (after.length === 0) kept.delete(file);
    else kept.set(file, [...after]);
    this.#files.makeFolder(this.#folder);
    const text = JSON.stringify({ format: 1, pipelines: Object.fromEntries(kept) }, null, 2);
    await replaceFile(this.#files, this.path, `${text}\n`);
    return after;
  }

  #read(): Kept {
    let text: string;
    try {
      text = this.#files.readFile(this.path).toString('utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return {};
      throw storageFailure('read the breakpoints', this.path, error);
    }
    const read = stored.safeParse(parseJson(text));
    if (read.success) return read.data.pipelines;
    throw damaged(
      'breakpoints_damaged',
      this.path,
      'the file of the breakpoints is damaged, or of a newer release. Move it away; then there are none',
    );
  }
}

/** Undefined for what is no JSON: the schema then says that it is damaged. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
