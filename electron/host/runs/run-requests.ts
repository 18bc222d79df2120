import type { PlanRequest } from '../../../shared/api/parameters.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type {
  ContinueOptions,
  ContinuePoint,
  PlanRequest as EngineRequest,
  RerunRequest,
} from '../../execution/engine.ts';
import { pipelinePath } from '../areas/pipelines.ts';

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The engine's request for one of a window; `readText` gives the text of a file that the window did not send along. */
export async function toEngineRequest(
  request: PlanRequest,
  readText: (path: string) => Promise<string>,
): Promise<EngineRequest> {
  switch (request.kind) {
    case 'start': {
      const { path, text, inputs, until, ignorePins } = request;
      return {
        kind: 'start',
        file: pipelinePath(path),
        text: text ?? (await readText(path)),
        inputs,
        ...defined({ until, ignorePins }),
      };
    }
    case 'resume':
      return {
        kind: 'resume',
        run: request.run,
        edits: defined({ variables: request.variables, parameters: request.parameters }),
      };
    case 'rerun': {
      const definition = await toDefinition(request.definition, readText);
      return { kind: 'rerun', run: request.run, from: request.from, definition, ...editsOf(request) };
    }
    case 'step': {
      const definition = await toDefinition(request.definition, readText);
      const { step, run, given } = request;
      return { kind: 'step', step, definition, ...editsOf(request), ...defined({ run, given }) };
    }
    case 'continue':
      return { kind: 'continue', run: request.run, at: pointOf(request), edits: editsOf(request) };
  }
}

type Rerun = Extract<PlanRequest, { kind: 'rerun' }>;

async function toDefinition(
  definition: Rerun['definition'],
  readText: (path: string) => Promise<string>,
): Promise<RerunRequest['definition']> {
  if (definition === 'snapshot') return 'snapshot';
  return { file: pipelinePath(definition.path), text: definition.text ?? (await readText(definition.path)) };
}

function editsOf(request: Exclude<PlanRequest, { kind: 'start' | 'resume' }>): ContinueOptions {
  const { inputs, variables, parameters, ignorePins } = request;
  return defined({ inputs, variables, parameters, ignorePins });
}

function pointOf({ seq, checkpoint }: Extract<PlanRequest, { kind: 'continue' }>): ContinuePoint {
  if (checkpoint !== undefined && seq === undefined) return { checkpoint };
  if (seq !== undefined && checkpoint === undefined) return { seq };
  throw new StepglassError(
    'invalid_input',
    'invalid_argument',
    'To continue, name either a checkpoint or a fact number, not both or none.',
  );
}

/** Without the keys that are undefined: to the engine an absent key and an undefined one are not the same. */
function defined<T extends object>(fields: T): Defined<Partial<T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Partial<T>>;
}
