import type { Json } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import { didYouMean } from '../suggest.ts';

/** One parameter of a filter, test, function or method. `rest` takes all further arguments, `named` all further named ones. */
export interface Parameter {
  readonly name: string;
  readonly kind: 'required' | 'optional' | 'rest' | 'named';
  readonly default: Json;
}

/** A signature as it is written in the tables and in the documentation: `truncate(length=255, end='...', *more)`. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly source: string;
}

const PARAMETER = /(\*{0,2})(\w+)(?:=('[^']*'|\[\]|\{\}|[^,)]+))?/g;

/** Reads a signature of our own tables. */
export function parseSignature(source: string): Signature {
  const open = source.indexOf('(');
  const parameters = [...source.slice(open).matchAll(PARAMETER)].map(([, stars, name, value]) =>
    parameter(stars ?? '', name ?? '', value),
  );
  return { name: source.slice(0, open), parameters, source };
}

function parameter(stars: string, name: string, value: string | undefined): Parameter {
  if (stars !== '') return { name, kind: stars === '*' ? 'rest' : 'named', default: null };
  if (value === undefined) return { name, kind: 'required', default: null };
  return { name, kind: 'optional', default: defaultValue(value) };
}

function defaultValue(text: string): Json {
  if (text === 'none') return null;
  const value: Json = JSON.parse(text.startsWith("'") ? `"${text.slice(1, -1)}"` : text);
  return value;
}

/** The arguments of a call before binding. */
export interface Given {
  readonly positional: readonly Json[];
  readonly named: readonly { readonly name: string; readonly value: Json }[];
}

/** What a call gave for each parameter, in the order of the signature; lists for `rest`, objects for `named`. */
export function bindArguments(signature: Signature, given: Given): ReadonlyMap<string, Json> {
  const bound = new Map<string, Json>();
  const problem = findArgumentProblem(signature, {
    positional: given.positional.length,
    named: given.named.map(({ name }) => name),
  });
  if (problem !== null)
    throw new ValueProblem(
      'wrong_arguments',
      problem.message,
      problem.hint === undefined ? {} : { hint: problem.hint },
    );
  signature.parameters.forEach((one, index) => bound.set(one.name, valueFor(one, index, { signature, given })));
  return bound;
}

function valueFor(one: Parameter, index: number, call: { signature: Signature; given: Given }): Json {
  const { positional, named } = call.given;
  if (one.kind === 'rest') return positional.slice(index);
  if (one.kind === 'named') {
    const taken = new Set(call.signature.parameters.map(({ name }) => name));
    return Object.fromEntries(named.filter(({ name }) => !taken.has(name)).map(({ name, value }) => [name, value]));
  }
  const at = positional[index];
  return at !== undefined ? at : (named.find(({ name }) => name === one.name)?.value ?? namedNull(named, one));
}

/** A named `none` is given, and is not the default. */
function namedNull(named: Given['named'], one: Parameter): Json {
  return named.some(({ name }) => name === one.name) ? null : one.default;
}

/** Why these arguments do not fit, or null. Needs their number and names only, so that it can be asked before a run. */
export function findArgumentProblem(
  signature: Signature,
  given: { positional: number; named: readonly string[] },
): { message: string; hint?: string } | null {
  const { parameters, source } = signature;
  const plain = parameters.filter(({ kind }) => kind === 'required' || kind === 'optional');
  const hasRest = parameters.some(({ kind }) => kind === 'rest');
  if (given.positional > plain.length && !hasRest) {
    return {
      message: `\`${signature.name}\` takes at most ${plain.length} arguments, found ${given.positional}`,
      hint: `it is written \`${source}\``,
    };
  }
  return unknownName(signature, given.named) ?? givenTwice(plain, given, source) ?? missing(plain, given, source);
}

type GivenNames = Parameters<typeof findArgumentProblem>[1];

function unknownName(signature: Signature, named: readonly string[]): { message: string; hint: string } | null {
  if (signature.parameters.some(({ kind }) => kind === 'named')) return null;
  const known = signature.parameters.filter(({ kind }) => kind !== 'rest').map(({ name }) => name);
  const unknown = named.find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  return {
    message: `\`${signature.name}\` has no argument \`${unknown}\``,
    hint: didYouMean(unknown, known) ?? `it is written \`${signature.source}\``,
  };
}

function givenTwice(
  plain: readonly Parameter[],
  given: GivenNames,
  source: string,
): { message: string; hint: string } | null {
  const twice = plain.slice(0, given.positional).find(({ name }) => given.named.includes(name));
  return twice === undefined
    ? null
    : { message: `the argument \`${twice.name}\` is given twice`, hint: `it is written \`${source}\`` };
}

function missing(
  plain: readonly Parameter[],
  given: GivenNames,
  source: string,
): { message: string; hint: string } | null {
  const lacking = plain
    .slice(given.positional)
    .find(({ name, kind }) => kind === 'required' && !given.named.includes(name));
  return lacking === undefined
    ? null
    : { message: `the argument \`${lacking.name}\` is missing`, hint: `it is written \`${source}\`` };
}
