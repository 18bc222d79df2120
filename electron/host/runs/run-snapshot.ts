import { StepglassError } from '../../../shared/errors.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import type { HostDeps } from '../deps.ts';

/** The definition as it ran, with what it included then. Throws `definition_damaged`, `definition_outdated`. */
export async function readSnapshot(
  { data, heavy, compilations }: Pick<HostDeps, 'data' | 'heavy' | 'compilations'>,
  run: string,
): Promise<{ pipeline: Pipeline; text: string }> {
  const [definition, ...included] = data.open(run).readDefinition();
  if (definition === undefined) {
    throw new StepglassError('storage_failure', 'definition_damaged', `The run ${run} has no definition.`, {
      details: { run },
    });
  }
  const { pipeline, diagnostics } = await compilations.compile(heavy, {
    file: definition.path,
    text: definition.text,
    files: Object.fromEntries(included.map((each) => [each.path, each.text])),
  });
  if (pipeline !== null) return { pipeline, text: definition.text };
  const first = diagnostics[0]?.message ?? 'it has errors';
  const message = `The pipeline of run ${run} ran with another version of Stepglass and is not valid in this one: ${first}`;
  throw new StepglassError('illegal_state', 'definition_outdated', message, { details: { run } });
}

/** The text of a file that the run is made of, as it ran. Throws `file_not_found` where it is none of them. */
export function snapshotText({ data }: Pick<HostDeps, 'data'>, run: string, file: string): string {
  const found = data
    .open(run)
    .readDefinition()
    .find((each) => each.path === file);
  if (found !== undefined) return found.text;
  throw new StepglassError('invalid_input', 'file_not_found', `The run ${run} was not made of ${file}.`, {
    details: { run, file },
  });
}
