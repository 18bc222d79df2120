import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { RunState } from '../../shared/state/run-state.ts';
import { summarizeRun } from '../../shared/state/run-summary.ts';
import { BlobStore } from './blobs.ts';
import type { ImportedMark } from './bundles/imported-mark.ts';
import { readImportedMark } from './bundles/imported-mark.ts';
import { replaceFile } from './files/atomic-file.ts';
import { damaged, storageFailure } from './files/failure.ts';
import type { FileLayer } from './files/file-layer.ts';
import { encodeSummary } from './run-cache.ts';
import { StepLogs } from './step-logs.ts';

/** A file that ran: the pipeline file, or one that it includes. */
export interface DefinitionFile {
  /** The path as the engine named it; any text. Two files of one definition have different ones. */
  readonly path: string;
  readonly text: string;
}

const definitionIndex = z.object({
  format: z.literal(1),
  files: z
    .array(z.object({ path: z.string(), stored: z.string().regex(/^\d+-[\w.-]*$/), sha256: z.string() }))
    // a short list from outside that names one large file again and again would fill the memory
    .refine((listed) => new Set(listed.map(({ stored }) => stored)).size === listed.length),
});

/** The folder of one run, and where everything in it lies (E4). Does no locking: writers hold the run's lock. */
export class RunFolder {
  readonly run: string;
  readonly path: string;
  readonly journalPath: string;
  readonly checkpointsPath: string;
  /** `run.json`, a cache of the journal. */
  readonly summaryPath: string;
  readonly definitionPath: string;
  /** For the steps of the run; exists once the run is created. */
  readonly tempDir: string;
  readonly blobs: BlobStore;
  readonly logs: StepLogs;
  readonly #files: FileLayer;
  #saving: Promise<void> = Promise.resolve();
  #toSave: RunState | null = null;

  constructor(path: string, { files, now }: { readonly files: FileLayer; readonly now: () => number }) {
    this.run = basename(path);
    this.path = path;
    this.journalPath = join(path, 'journal.jsonl');
    this.checkpointsPath = join(path, 'checkpoints.log');
    this.summaryPath = join(path, 'run.json');
    this.definitionPath = join(path, 'definition');
    this.tempDir = join(path, 'tmp');
    this.blobs = new BlobStore(join(path, 'blobs'), files);
    this.logs = new StepLogs(join(path, 'logs'), { files, now });
    this.#files = files;
  }

  /**
   * Keeps every file that runs, the pipeline file first. On the disk when it resolves; called again, it replaces the
   * definition as a whole. Rejects with `storage_failure`.
   */
  async writeDefinition(definition: readonly DefinitionFile[]): Promise<void> {
    const index = definition.map(({ path, text }, at) => ({
      path,
      stored: `${at}-${safeName(path)}`,
      sha256: sha256(text),
    }));
    for (const [at, { text }] of definition.entries())
      await replaceFile(this.#files, join(this.definitionPath, index[at]?.stored ?? ''), text);
    await replaceFile(
      this.#files,
      join(this.definitionPath, 'index.json'),
      `${JSON.stringify({ format: 1, files: index }, null, 2)}\n`,
    );
  }

  /** What `writeDefinition` kept, in its order. Throws `storage_failure`: `missing`, `definition_damaged`. */
  readDefinition(): readonly DefinitionFile[] {
    const indexPath = join(this.definitionPath, 'index.json');
    const index = definitionIndex.safeParse(parseJson(this.#read(indexPath)));
    if (!index.success)
      throw damaged(
        'definition_damaged',
        indexPath,
        'the list of the files that ran is damaged, or of a newer release',
      );
    return index.data.files.map(({ path, stored, sha256: hash }) => {
      const text = this.#read(join(this.definitionPath, stored));
      if (sha256(text) !== hash)
        throw damaged(
          'definition_damaged',
          join(this.definitionPath, stored),
          'a file of the definition is not what ran. Restore it, or rerun with the file as it is now',
        );
      return { path, text };
    });
  }

  /** Where the run comes from if it was imported; null for a run of this machine. Throws `storage_failure`. */
  imported(): ImportedMark | null {
    return readImportedMark(this.#files, this.path);
  }

  /**
   * Writes `run.json`, so that lists need not read the journal. Calls while one is being written end in one more write,
   * of the newest state. A failure costs a slower list and no data: the journal's own failure is what stops a run.
   */
  saveSummary(state: RunState): Promise<void> {
    const isQueued = this.#toSave !== null;
    this.#toSave = state;
    if (!isQueued) this.#saving = this.#saving.catch(() => undefined).then(() => this.#writeSummary());
    return this.#saving;
  }

  async #writeSummary(): Promise<void> {
    const state = this.#toSave;
    this.#toSave = null;
    if (state !== null) await replaceFile(this.#files, this.summaryPath, encodeSummary(summarizeRun(state)));
  }

  #read(path: string): string {
    try {
      return this.#files.readFile(path).toString('utf8');
    } catch (error) {
      throw storageFailure('read the definition of the run', path, error);
    }
  }
}

function safeName(path: string): string {
  return basename(path.replaceAll('\\', '/'))
    .replaceAll(/[^\w.-]/g, '_')
    .slice(-80);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Undefined for what is no JSON: the schema then says that it is damaged. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
