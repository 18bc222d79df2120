import { StepglassError } from '../../../shared/errors.ts';
import type { HostDeps } from '../deps.ts';
import { readSnapshot } from '../runs/run-snapshot.ts';
import type { AreaHandlers } from '../transport/wire.ts';
import { type PipelineFiles, pipelinePath } from './pipelines.ts';

/** Pinned results of steps. They belong to pipeline files and outlive them: a file that is gone can be unpinned too. */
export function pinHandlers(deps: HostDeps, files: PipelineFiles): AreaHandlers<'pins'> {
  const { engine, data } = deps;
  return {
    'pins:list': async ({ path, text }) => {
      const file = pipelinePath(path);
      if (engine.pins({ file }).length === 0) return [];
      const now = text ?? (await textOf(files, file));
      if (now === null) return engine.pins({ file });
      // the engine finds it compiled
      await files.compile(file, now);
      return engine.pins({ file, text: now });
    },
    'pins:add': async ({ run: named, step }) => {
      const run = data.resolve(named);
      await readSnapshot(deps, run);
      return engine.pin(run, step);
    },
    'pins:remove': async ({ path, step }) => {
      await engine.unpin(pipelinePath(path), step);
      return null;
    },
    'pins:mend': async ({ path }) => {
      await data.pins.forgetDamaged(pipelinePath(path));
      return null;
    },
  };
}

async function textOf(files: PipelineFiles, file: string): Promise<string | null> {
  try {
    return await files.readText(file);
  } catch (error) {
    if (error instanceof StepglassError && error.kind === 'invalid_input') return null;
    throw error;
  }
}
