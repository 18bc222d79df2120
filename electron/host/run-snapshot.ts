import { StepglassError } from '../../shared/errors.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { HostDeps } from './deps.ts';

/** The definition as it ran. Throws `definition_damaged`, `definition_outdated`. */
export async function readSnapshot(
  { data, heavy, compilations }: Pick<HostDeps, 'data' | 'heavy' | 'compilations'>,
  run: string,
): Promise<{ pipeline: Pipeline; text: string }> {
  const [definition] = data.open(run).readDefinition();
  if (definition === undefined) {
    throw new StepglassError('storage_failure', 'definition_damaged', `The run ${run} has no definition.`, {
      details: { run },
    });
  }
  const { pipeline, diagnostics } = await compilations.compile(heavy, definition.path, definition.text);
  if (pipeline !== null) return { pipeline, text: definition.text };
  const first = diagnostics[0]?.message ?? 'it has errors';
  const message = `The pipeline of run ${run} ran with another version of Stepglass and is not valid in this one: ${first}`;
  throw new StepglassError('illegal_state', 'definition_outdated', message, { details: { run } });
}
