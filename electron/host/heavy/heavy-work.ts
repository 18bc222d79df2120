import type { ShownDifferences } from '../../../shared/compare/shown-difference.ts';
import type { CompareRequest, Compiled, CompileRequest, HeavyJobs, ValueRequest } from './heavy-jobs.ts';
import type { JobRunner } from './worker-runner.ts';

/** Compiles and prints without holding up the event loop for more than 50 ms (monitor.md "Processes"). */
export interface HeavyWork {
  compile(request: CompileRequest): Promise<Compiled>;
  /** `sizeBytes` of the stored value decides where it is done. */
  prettyValue(request: ValueRequest, sizeBytes: number): Promise<Uint8Array>;
  /** `sizeBytes` of the larger value decides where it is done. */
  compareValues(request: CompareRequest, sizeBytes: number): Promise<ShownDifferences>;
  close(): Promise<void>;
}

/** Below these sizes the work takes a few milliseconds, less than sending it to a thread and back. */
const LARGE_TEXT = 16 * 1024;
const LARGE_VALUE_BYTES = 256 * 1024;
/** Lists are matched item by item, which takes longer than reading them. */
const LARGE_COMPARED_BYTES = 32 * 1024;

/** `worker` null: all is done inline (tests run from sources, which a worker thread cannot load). */
export function createHeavyWork(jobs: HeavyJobs, worker: JobRunner<HeavyJobs> | null): HeavyWork {
  return {
    compile: async (request) =>
      worker !== null && request.text.length >= LARGE_TEXT ? worker.run('compile', request) : jobs.compile(request),
    prettyValue: async (request, sizeBytes) =>
      worker !== null && sizeBytes >= LARGE_VALUE_BYTES
        ? worker.run('prettyValue', request)
        : jobs.prettyValue(request),
    compareValues: async (request, sizeBytes) =>
      worker !== null && sizeBytes >= LARGE_COMPARED_BYTES
        ? worker.run('compareValues', request)
        : jobs.compareValues(request),
    close: async () => worker?.close(),
  };
}
