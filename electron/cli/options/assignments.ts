import { StepglassError } from '../../../shared/errors.ts';
import { parseExactJson } from '../../../shared/exact-json.ts';
import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import type { GivenValue, GivenValues } from '../../execution/api.ts';

/** For commander: gathers a repeatable option. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** `name=text`, once per option; the text may hold `=` and may be empty. Later ones win over earlier ones. */
export function parseAssignments(option: string, texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(texts.map((text) => splitAssignment(option, text)));
}

function splitAssignment(option: string, text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals).trim(), text.slice(equals + 1)];
  const message = `${option} takes name=value; found ${JSON.stringify(text)}, which has ${equals === 0 ? 'no name' : 'no "="'}. Example: ${option} threshold=5`;
  throw new StepglassError('invalid_input', 'bad_assignment', message, { details: { option, text } });
}

/** What was read, and what it is called in messages. */
interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Inputs: those of a JSON file, then `-i` (text, read as the declared type: language.md L4), which win. */
export function inputValues(texts: readonly string[], file: NamedText | null): GivenValues {
  const given = [...parseAssignments('-i', texts)].map(([name, text]): [string, GivenValue] => [name, { text }]);
  const fromFile = file === null ? {} : parseJsonObject(file);
  return Object.fromEntries([...Object.entries(fromFile), ...given]);
}

/** The values of a file. Throws `invalid_input` `bad_inputs_file`. */
export function parseJsonObject({ name, text }: NamedText): { readonly [name: string]: Json } {
  const parsed = parseJson(text, name);
  if (isJsonObject(parsed)) return parsed;
  throw new StepglassError(
    'invalid_input',
    'bad_inputs_file',
    `${name} holds ${describeJson(parsed)}; expected a JSON object of names and values.`,
  );
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return parseExactJson(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StepglassError(
      'invalid_input',
      'bad_inputs_file',
      `${fileName} is not JSON: ${why.replaceAll(/\s+/g, ' ')}. Expected an object such as { "name": "value" }`,
      { cause: error },
    );
  }
}

function describeJson(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** Values without a declared type: JSON where the text is JSON, text otherwise. */
export function untypedValues(option: string, texts: readonly string[]): { readonly [name: string]: Json } {
  return Object.fromEntries([...parseAssignments(option, texts)].map(([name, text]) => [name, readUntyped(text)]));
}

/** A number that would not print as it was written (`1.10`, `007`) stays text: it may be a version or a code. */
export function readUntyped(text: string): Json {
  try {
    const value = parseExactJson(text);
    return typeof value === 'number' && String(value) !== text.trim() ? text : value;
  } catch {
    return text;
  }
}

/** `--param STEP.name=value`, named `step.parameter` as the engine wants it. */
export function parameterEdits(texts: readonly string[]): { readonly [stepAndName: string]: Json } {
  const values = untypedValues('--param', texts);
  for (const name of Object.keys(values)) {
    if (/^[^.]+\.[^.]/.test(name)) continue;
    throw new StepglassError(
      'invalid_input',
      'bad_assignment',
      `--param takes STEP.name=value; found ${JSON.stringify(name)} before the "=". Example: --param fetch.url=http://localhost/`,
    );
  }
  return values;
}
