import { fitValue } from '../../shared/fit-value.ts';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import type { InputSpec, Pipeline } from '../../shared/pipeline.ts';
import { didYouMean, listNames } from '../templates/suggest.ts';
import { matchesPattern } from './patterns.ts';

/** A value for an input: as it is, or the text of a command line (`-i name=text`), which is read as the declared type. */
export type GivenInput = Json | { readonly text: string };

export interface InputProblem {
  /** The name of the input, with the path inside its value: `limits.max`. */
  readonly path: string;
  /** To be read after the path. */
  readonly message: string;
}

export type FittedInputs =
  | { readonly ok: true; readonly values: { readonly [name: string]: Json } }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

interface InputOptions {
  /** Whether a path names an existing file; without it, `file` inputs are any text. */
  readonly fileExists?: (path: string) => boolean;
}

/**
 * The values of a run's inputs (language.md L4): what is given, fitted to what is declared, and the defaults of the rest.
 * Every violation is told at once. An optional input without default that is not given has no value.
 */
export function fitInputs(
  pipeline: Pick<Pipeline, 'inputs'>,
  given: { readonly [name: string]: GivenInput },
  options: InputOptions = {},
): FittedInputs {
  const names = pipeline.inputs.map(({ name }) => name);
  const problems: InputProblem[] = Object.keys(given).flatMap((name) =>
    names.includes(name) ? [] : [unknownInput(name, names)],
  );
  const values = pipeline.inputs.flatMap((input): [string, Json][] => {
    const value = Object.hasOwn(given, input.name) ? given[input.name] : undefined;
    if (value === undefined) return missing(input, problems);
    const fitted = fitOne(input, value, options);
    if (fitted.ok) return [[input.name, fitted.value]];
    problems.push(...fitted.problems.map(({ path, message }) => ({ path, message })));
    return [];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: Object.fromEntries(values) };
}

function unknownInput(name: string, names: readonly string[]): InputProblem {
  const hint =
    didYouMean(name, names) ?? (names.length === 0 ? 'the pipeline has none' : `the inputs are ${listNames(names)}`);
  return { path: name, message: `there is no such input; ${hint}` };
}

function missing(input: InputSpec, problems: InputProblem[]): [string, Json][] {
  if (input.default !== undefined) return [[input.name, input.default]];
  if (input.required === true) {
    const description = input.description === undefined ? '' : ` (${input.description.trim().split('\n')[0]})`;
    problems.push({ path: input.name, message: `a value is required${description}` });
  }
  return [];
}

function fitOne(input: InputSpec, value: GivenInput, { fileExists }: InputOptions) {
  const text = textOf(value, input);
  const options = { matches: matchesPattern, ...(fileExists === undefined ? {} : { fileExists }) };
  if (text === undefined) return fitValue(value, input, input.name, options);
  return fitValue(text, input, input.name, { ...options, text: true });
}

/** `{ text }` is the text of a command line, unless the input is an object and the text is none: then it is the value. */
function textOf(value: GivenInput, input: InputSpec): string | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1 || typeof value['text'] !== 'string') return undefined;
  const { text } = value;
  return input.type === 'object' && !text.trim().startsWith('{') ? undefined : text;
}
