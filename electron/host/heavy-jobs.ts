import type { Diagnostic } from '../../shared/diagnostics.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { OutlineStep } from '../../shared/studio-api.ts';
import { compilePipeline } from '../compiler/compile.ts';
import { readPipelineFile } from '../compiler/read-file.ts';
import { BlobStore } from '../storage/blobs.ts';
import { nodeFileLayer } from '../storage/file-layer.ts';
import type { Tool } from '../tools/tool.ts';

/** What the window needs of a compilation. Plain JSON: it crosses to a worker thread. */
export interface Compiled {
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly outline: readonly OutlineStep[];
}

export interface CompileRequest {
  readonly text: string;
  /** Absolute. */
  readonly file: string;
  /** Names that templates may read as `env.NAME`. */
  readonly envNames: readonly string[];
}

export interface ValueRequest {
  /** The folder of the run's blobs. */
  readonly folder: string;
  readonly blob: string;
}

/** Work whose time grows with what people open; small pieces are done at once, large ones in a worker thread. */
export interface HeavyJobs {
  readonly compile: (request: CompileRequest) => Compiled;
  /** The UTF-8 bytes of a stored value's JSON text, indented for people. */
  readonly prettyValue: (request: ValueRequest) => Uint8Array;
}

export function createHeavyJobs(tools: readonly Tool[]): HeavyJobs {
  return {
    compile: ({ text, file, envNames }) => {
      const { pipeline, diagnostics, partial } = compilePipeline({
        text,
        file,
        tools,
        envNames,
        readFile: readPipelineFile,
      });
      return { pipeline, diagnostics, outline: partial };
    },
    prettyValue: ({ folder, blob }) => {
      const value = new BlobStore(folder, nodeFileLayer).get({ blob, sizeBytes: 0 });
      return Buffer.from(JSON.stringify(value, null, 2));
    },
  };
}
