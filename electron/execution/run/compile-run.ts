import { existsSync } from 'node:fs';
import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import type { Body, Pipeline } from '../../../shared/pipeline.ts';
import { compilePipeline } from '../../compiler/compile.ts';
import { fitInputs } from '../../compiler/inputs.ts';
import { readPipelineFile } from '../../compiler/read-file.ts';
import type { DefinitionFile, RunFolder } from '../../storage/run-folder.ts';
import type { EngineDeps, GivenValues } from '../api.ts';

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

type CompileDeps = Pick<EngineDeps, 'tools' | 'settings' | 'compiled' | 'readFile'>;

/** Throws `invalid_input` `invalid_pipeline`, with all errors in `details.diagnostics`. */
export function compileText(deps: CompileDeps, { file, text, files = {} }: DefinitionText): Definitions {
  const given = new Map(Object.entries(files));
  return compileWith(deps, { file, text }, (name) => given.get(name) ?? readIncluded(deps, name));
}

function compileWith(
  deps: CompileDeps,
  { file, text }: DefinitionText,
  readFile: (name: string) => string | Uint8Array,
): Definitions {
  const known = deps.compiled?.(file, text);
  // what is known of a text is not known of the files that it includes: they may have changed since
  if (known?.pipeline !== undefined && known.pipeline !== null && !includesFiles(known.pipeline))
    return { pipeline: known.pipeline, files: [{ path: file, text }] };
  const { tools, settings } = deps;
  const compiled = compilePipeline({ text, file, tools, envNames: settings.allowedEnv, readFile });
  if (compiled.pipeline === null) throw invalidPipeline(file, compiled.diagnostics);
  const included = [...compiled.files].map(([name, content]) => ({
    path: name,
    text: typeof content === 'string' ? content : Buffer.from(content).toString('utf8'),
  }));
  return { pipeline: compiled.pipeline, files: [{ path: file, text }, ...included] };
}

function readIncluded({ readFile }: CompileDeps, name: string): string | Uint8Array {
  return readFile === undefined ? readPipelineFile(name) : readFile(name);
}

function includesFiles({ steps, handlerSteps = [] }: Body): boolean {
  return [...steps, ...handlerSteps].some(({ container }) => {
    if (container === undefined) return false;
    if (container.kind !== 'pipeline') return includesFiles(container.body);
    return container.path !== null || includesFiles(container.pipeline);
  });
}

/** The definition that a run has kept. */
export function compileSnapshot(deps: CompileDeps, folder: RunFolder): Definitions {
  const [main, ...others] = folder.readDefinition();
  if (main === undefined)
    throw new StepglassError('storage_failure', 'definition_damaged', `run ${folder.run} has kept no pipeline file`);
  const kept = new Map(others.map((other) => [other.path, other.text]));
  return compileWith(deps, { file: main.path, text: main.text }, (name) => {
    const text = kept.get(name);
    if (text !== undefined) return text;
    throw new StepglassError('storage_failure', 'definition_damaged', `run ${folder.run} has kept no file ${name}`);
  });
}

interface InputPlace {
  /** The folder that paths in inputs are relative to. */
  readonly workdir: string;
  /** The inputs of the run that this one is made from: files that they name may be gone, what read them may be reused. */
  readonly kept?: { readonly [name: string]: Json };
}

/**
 * The values of a run's inputs: what is given, else what is kept, else the defaults. Throws `invalid_input`
 * `invalid_inputs`, with every violation in `details.problems`.
 */
export function inputsFor(
  pipeline: Pipeline,
  given: GivenValues | undefined,
  { workdir, kept = {} }: InputPlace,
): { readonly [name: string]: Json } {
  const keptValues = new Set(Object.values(kept));
  const fileExists = (name: string) => keptValues.has(name) || existsSync(path.resolve(workdir, name));
  const fitted = fitInputs(pipeline, { ...kept, ...given }, { fileExists });
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
