import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { ValueProblem } from '../../templates/errors.ts';
import { compileLinearPattern } from '../../templates/evaluate/regex.ts';
import { failure } from '../failure.ts';
import { describeValue, isList } from '../parameters.ts';
import { KEYWORDS, REFUSED, TYPES } from './keywords.ts';
import type { OperandKind, Path, SchemaProblem, Visit } from './visit.ts';

/** A JSON Schema (the 2020-12 draft without `unevaluated…`, dynamic and remote references), checked and ready. */
export interface Schema {
  readonly root: Json;
  /** Keywords that nobody knows: almost always a slip of the pen. */
  readonly warnings: readonly string[];
  readonly check: (value: Json) => readonly SchemaProblem[];
  /** The schema behind `$ref`s; of a schema without one, itself. */
  readonly resolve: (schema: Json) => Json;
}

const MAX_DEPTH = 200;
/** What one value can be wrong in before looking on is of no use. */
const MAX_PROBLEMS = 1000;
/** Visits of one check. Definitions that use each other twice, thirty times over, would never come to an end. */
const MAX_VISITS = 2_000_000;

/** Reads a schema. Throws a `ToolFailure` that names the place, before any data is looked at. */
export function compileSchema(root: Json): Schema {
  const warnings: string[] = [];
  const anchors = new Map<string, Json>();
  inspect(root, 'schema', { warnings, anchors, depth: 0 });
  const resolve = (schema: Json): Json => followReference(schema, root, anchors);
  return { root, warnings, resolve, check: (value) => new Check(resolve).run({ value, schema: root, path: [] }) };
}

interface Task {
  readonly value: Json;
  readonly schema: Json;
  readonly path: Path;
}

class Check {
  readonly #resolve: Schema['resolve'];
  #visits = 0;
  #depth = 0;

  constructor(resolve: Schema['resolve']) {
    this.#resolve = resolve;
  }

  run({ value, schema, path }: Task): readonly SchemaProblem[] {
    if (schema === true || !(isJsonObject(schema) || schema === false)) return [];
    if (schema === false) return [{ path, keyword: 'false', message: 'is not allowed here' }];
    this.#visits += 1;
    if (this.#visits > MAX_VISITS)
      throw failure(
        'validation/schema_too_complex',
        `the schema needs more than ${MAX_VISITS} comparisons for one value`,
      );
    if (this.#depth > MAX_DEPTH)
      throw failure(
        'validation/schema_too_complex',
        `the schema leads deeper than ${MAX_DEPTH} levels, perhaps to itself`,
      );
    this.#depth += 1;
    const problems = this.#runKeywords({ value, schema, path });
    this.#depth -= 1;
    return problems;
  }

  #runKeywords({ value, schema, path }: Task & { schema: JsonObject }): readonly SchemaProblem[] {
    const problems: SchemaProblem[] = [];
    const add = (found: readonly SchemaProblem[]): void => {
      problems.push(...found.slice(0, MAX_PROBLEMS - problems.length));
    };
    if (schema['$ref'] !== undefined) add(this.run({ value, schema: this.#resolve(schema), path }));
    for (const [keyword, operand] of Object.entries(schema)) {
      if (problems.length >= MAX_PROBLEMS) break;
      const visit: Visit = {
        schema,
        path,
        report: (message, at = []) => add([{ path: [...path, ...at], keyword, message }]),
        descend: (inner, innerSchema, key) =>
          add(this.run({ value: inner, schema: innerSchema, path: key === undefined ? path : [...path, key] })),
        attempt: (inner, innerSchema) => this.run({ value: inner, schema: innerSchema, path }),
      };
      KEYWORDS.get(keyword)?.check?.(value, operand, visit);
    }
    return problems;
  }
}

interface Inspection {
  readonly warnings: string[];
  readonly anchors: Map<string, Json>;
  readonly depth: number;
}

function inspect(schema: Json, at: string, inspection: Inspection): void {
  if (typeof schema === 'boolean') return;
  if (!isJsonObject(schema)) refuse(at, `is ${describeValue(schema)}, expected a schema: a map, or true or false`);
  if (inspection.depth > MAX_DEPTH) refuse(at, `is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof schema['$anchor'] === 'string') inspection.anchors.set(schema['$anchor'], schema);
  for (const [name, operand] of Object.entries(schema)) inspectKeyword(name, operand, { ...inspection, at });
}

function inspectKeyword(name: string, operand: Json, inspection: Inspection & { at: string }): void {
  const at = `${inspection.at}.${name}`;
  const instead = REFUSED.get(name);
  if (instead !== undefined) refuse(at, `is not supported: ${instead}`);
  if (name === '$ref') {
    if (typeof operand !== 'string' || !operand.startsWith('#'))
      refuse(at, `is ${describeValue(operand)}, expected a place in the same schema, such as #/$defs/name`);
    return;
  }
  const keyword = KEYWORDS.get(name);
  if (keyword === undefined) {
    inspection.warnings.push(`${at}: this keyword is not known and has no effect`);
    return;
  }
  inspectOperand(keyword.operand, operand, { ...inspection, at, depth: inspection.depth + 1 });
  if (name === 'pattern' || name === 'patternProperties')
    for (const pattern of patternsIn(operand)) inspectPattern(pattern, at);
}

function inspectOperand(kind: OperandKind, operand: Json, inspection: Inspection & { at: string }): void {
  const { at } = inspection;
  switch (kind) {
    case 'schema':
      if (isList(operand)) refuse(at, 'is a list, expected one schema; for items by position write `prefixItems`');
      inspect(operand, at, inspection);
      return;
    case 'schemas':
      if (!isList(operand) || operand.length === 0)
        refuse(at, `is ${describeValue(operand)}, expected a list of schemas`);
      operand.forEach((schema, index) => inspect(schema, `${at}[${index}]`, inspection));
      return;
    case 'schemaMap':
      if (!isJsonObject(operand)) refuse(at, `is ${describeValue(operand)}, expected a map of names and schemas`);
      for (const [name, schema] of Object.entries(operand)) inspect(schema, `${at}.${name}`, inspection);
      return;
    default:
      if (!PLAIN[kind](operand)) refuse(at, `is ${describeValue(operand)}, expected ${EXPECTED[kind]}`);
  }
}

type PlainKind = Exclude<OperandKind, 'schema' | 'schemas' | 'schemaMap'>;

const areTexts = (operand: Json): boolean => isList(operand) && operand.every((item) => typeof item === 'string');
const isType = (operand: Json): boolean => TYPES.some((type) => type === operand);

const PLAIN: { readonly [kind in PlainKind]: (operand: Json) => boolean } = {
  number: (operand) => typeof operand === 'number',
  count: (operand) => Number.isInteger(operand) && Number(operand) >= 0,
  text: (operand) => typeof operand === 'string',
  flag: (operand) => typeof operand === 'boolean',
  texts: areTexts,
  textsMap: (operand) => isJsonObject(operand) && Object.values(operand).every(areTexts),
  list: (operand) => isList(operand),
  types: (operand) => isType(operand) || (isList(operand) && operand.length > 0 && operand.every(isType)),
  any: () => true,
};
const EXPECTED: { readonly [kind in PlainKind]: string } = {
  number: 'a number',
  count: 'a whole number, 0 or more',
  text: 'a text',
  flag: 'true or false',
  texts: 'a list of texts',
  textsMap: 'a map of names and lists of texts',
  list: 'a list',
  types: `one or several of ${TYPES.join(', ')}`,
  any: 'anything',
};

function patternsIn(operand: Json): readonly string[] {
  if (typeof operand === 'string') return [operand];
  return isJsonObject(operand) ? Object.keys(operand) : [];
}

function inspectPattern(pattern: string, at: string): void {
  try {
    compileLinearPattern(pattern);
  } catch (thrown) {
    if (!(thrown instanceof ValueProblem)) throw thrown;
    refuse(at, thrown.message);
  }
}

/** Follows a chain of references; one that leads to itself, or nowhere, is an error of the schema. */
function followReference(schema: Json, root: Json, anchors: ReadonlyMap<string, Json>): Json {
  let current = schema;
  for (let steps = 0; isJsonObject(current) && typeof current['$ref'] === 'string'; steps += 1) {
    const reference: string = current['$ref'];
    if (steps > 50) refuse('schema', `has a reference that leads to itself: ${reference}`);
    const found =
      reference === '#'
        ? root
        : reference.startsWith('#/')
          ? findPointer(root, reference)
          : anchors.get(reference.slice(1));
    if (found === undefined) refuse('schema', `has a reference to ${reference}, which is not there`);
    // Beside a reference there may be other keywords; `check` looks at those of the schema that holds it.
    if (isJsonObject(found) && Object.keys(found).length > 1) return found;
    current = found;
  }
  return current;
}

function findPointer(root: Json, reference: string): Json | undefined {
  let current: Json | undefined = root;
  for (const part of reference.slice(2).split('/')) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (isList(current)) current = current[Number(name)];
    else current = isJsonObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  }
  return current;
}

function refuse(at: string, message: string): never {
  throw failure('validation/invalid_schema', `\`${at}\` ${message}`);
}
