import type { OutlineStep } from '../../../shared/api/answers.ts';
import { type ShownDifferences, shownDifferences } from '../../../shared/compare/shown-difference.ts';
import type { Diagnostic } from '../../../shared/diagnostics.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { StoredValue } from '../../../shared/facts.ts';
import { isJsonObject, type Json } from '../../../shared/json.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { compilePipeline } from '../../compiler/compile.ts';
import { readPipelineFile } from '../../compiler/read-file.ts';
import { BlobStore } from '../../storage/blobs.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import type { Tool } from '../../tools/tool.ts';

/** What the window needs of a compilation. Plain JSON: it crosses to a worker thread. */
export interface Compiled {
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly outline: readonly OutlineStep[];
  /** Whether files were included that were read from the disk: they may be others the next time. */
  readonly hasReadFiles: boolean;
}

export interface CompileRequest {
  readonly text: string;
  /** Absolute. */
  readonly file: string;
  /** Names that templates may read as `env.NAME`. */
  readonly envNames: readonly string[];
  /** All that it includes, by the path that it is read by; absent: they are read from the disk. */
  readonly files?: { readonly [path: string]: string };
}

export interface ValueRequest {
  /** The folder of the run's blobs. */
  readonly folder: string;
  readonly blob: string;
  /** What of it: names and numbers of entries, from the outside in. Absent: all. */
  readonly part?: readonly (string | number)[];
}

/** A value of a run: `folder` is that of the run's blobs. */
export interface RunValue {
  readonly folder: string;
  readonly stored: StoredValue;
}

export interface CompareRequest {
  readonly before: RunValue;
  readonly after: RunValue;
}

/** Work whose time grows with what people open; small pieces are done at once, large ones in a worker thread. */
export interface HeavyJobs {
  readonly compile: (request: CompileRequest) => Compiled;
  /** The UTF-8 bytes of a stored value's JSON text, indented for people. */
  readonly prettyValue: (request: ValueRequest) => Uint8Array;
  /** Where two values differ. */
  readonly compareValues: (request: CompareRequest) => ShownDifferences;
}

export function createHeavyJobs(tools: readonly Tool[]): HeavyJobs {
  return {
    compile: ({ text, file, envNames, files }) => {
      let hasReadFiles = false;
      const readFile = (name: string): string | Uint8Array => {
        const kept = files !== undefined && Object.hasOwn(files, name);
        // what a run has not kept may be on the disk: nobody is to find the failure under the text of the file
        if (!kept) hasReadFiles = true;
        return files === undefined ? readPipelineFile(name) : keptText(files, name);
      };
      const { pipeline, diagnostics, partial } = compilePipeline({ text, file, tools, envNames, readFile });
      return { pipeline, diagnostics, outline: partial, hasReadFiles };
    },
    compareValues: ({ before, after }) => shownDifferences(valueOf(before), valueOf(after)),
    prettyValue: ({ folder, blob, part = [] }) => {
      const value = new BlobStore(folder, nodeFileLayer).get({ blob, sizeBytes: 0 });
      return Buffer.from(JSON.stringify(part.reduce(entryOf, value), null, 2));
    },
  };
}

/** Null where there is no such entry. */
function entryOf(value: Json, name: string | number): Json {
  if (Array.isArray(value)) return typeof name === 'number' ? (value[name] ?? null) : null;
  return isJsonObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

function valueOf({ folder, stored }: RunValue): Json {
  return new BlobStore(folder, nodeFileLayer).get(stored);
}

function keptText(files: { readonly [path: string]: string }, name: string): string {
  const text = Object.hasOwn(files, name) ? files[name] : undefined;
  if (text !== undefined) return text;
  throw new StepglassError('storage_failure', 'definition_damaged', `the run has kept no file ${name}`);
}
