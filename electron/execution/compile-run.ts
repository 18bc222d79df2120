import { existsSync } from 'node:fs';
import path from 'node:path';
import { StepglassError } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import { compilePipeline } from '../compiler/compile.ts';
import { fitInputs } from '../compiler/inputs.ts';
import type { DefinitionFile, RunFolder } from '../storage/run-folder.ts';
import type { EngineDeps, GivenValues } from './api.ts';

/** What the engine needs of a compilation. */
export type CompileResult = Pick<ReturnType<typeof compilePipeline>, 'pipeline' | 'diagnostics'>;

/** A definition: the pipeline file first, then what it includes. */
export interface Definitions {
  readonly pipeline: Pipeline;
  readonly files: readonly DefinitionFile[];
}

export interface DefinitionText {
  readonly file: string;
  readonly text: string;
  readonly files?: { readonly [path: string]: string };
}

/** Throws `invalid_input` `invalid_pipeline`, with all errors in `details.diagnostics`. */
export function compileText(
  deps: Pick<EngineDeps, 'tools' | 'settings' | 'compiled'>,
  { file, text, files = {} }: DefinitionText,
): Definitions {
  const known = deps.compiled?.(file, text);
  const { pipeline, diagnostics } =
    known ?? compilePipeline({ text, file, tools: deps.tools, envNames: deps.settings.allowedEnv });
  if (pipeline === null) throw invalidPipeline(file, diagnostics);
  return {
    pipeline,
    files: [{ path: file, text }, ...Object.entries(files).map(([name, content]) => ({ path: name, text: content }))],
  };
}

/** The definition that a run has kept. */
export function compileSnapshot(
  deps: Pick<EngineDeps, 'tools' | 'settings' | 'compiled'>,
  folder: RunFolder,
): Definitions {
  const [main, ...others] = folder.readDefinition();
  if (main === undefined)
    throw new StepglassError('storage_failure', 'definition_damaged', `run ${folder.run} has kept no pipeline file`);
  return compileText(deps, {
    file: main.path,
    text: main.text,
    files: Object.fromEntries(others.map((other) => [other.path, other.text])),
  });
}

/** The values of a run's inputs. Throws `invalid_input` `invalid_inputs`, with every violation in `details.problems`. */
export function inputsFor(pipeline: Pipeline, given: GivenValues, workdir: string): { readonly [name: string]: Json } {
  const fitted = fitInputs(pipeline, given, { fileExists: (name) => existsSync(path.resolve(workdir, name)) });
  if (fitted.ok) return fitted.values;
  const problems = fitted.problems.map(({ path: place, message }) => ({ path: place, message }));
  const list = problems.map(({ path: place, message }) => `${place}: ${message}`).join('; ');
  throw new StepglassError('invalid_input', 'invalid_inputs', `the inputs do not fit ${pipeline.file}: ${list}`, {
    details: { problems },
  });
}

/** The folder that relative paths resolve against: what was asked for, what the file says, or where the file is. */
export function workdirFor(pipeline: Pipeline, asked: string | undefined): string {
  const folder = path.dirname(path.resolve(pipeline.file));
  const named = asked === undefined ? pipeline.config.workdir : path.resolve(asked);
  return named === undefined ? folder : path.resolve(folder, named);
}

function invalidPipeline(file: string, diagnostics: ReturnType<typeof compilePipeline>['diagnostics']): StepglassError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  const where =
    first === undefined ? '' : `: ${first.span.file}:${first.span.line}:${first.span.column} ${first.message}`;
  const message = `${file} has ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}${where}`;
  return new StepglassError('invalid_input', 'invalid_pipeline', message, {
    details: { file, diagnostics: diagnostics.map((each) => ({ ...each, span: { ...each.span } })) },
  });
}
