import { parseDocument, stringify } from 'yaml';
import { describeThrown } from '../../../shared/errors.ts';
import { exactNumber, parseExactJson } from '../../../shared/exact-json.ts';
import type { Json } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import { shorten } from '../parse/tokens.ts';
import type { Budget } from './budget.ts';
import { MAX_DATA_DEPTH } from './budget.ts';
import { jsonText } from './json-text.ts';

/** Texts of more units than this are not read as YAML: its reader is a hundred times slower than that of JSON. */
const MAX_YAML = 128 * 1024;
/**
 * Its reader also recurses without a bound, and near the end of the stack V8 ends the whole process (it cannot compile
 * a pattern there). So what is nested out of reason must not reach it.
 */
const MAX_YAML_DEPTH = 200;

export function readJson(text: string, budget: Budget): Json {
  try {
    return checked(parseExactJson(text), budget);
  } catch (error) {
    if (error instanceof ValueProblem) throw error;
    throw new ValueProblem(
      'bad_json',
      `this text is not JSON: ${describeThrown(error)}; it begins with '${shorten(text.trimStart(), 40)}'`,
      { cause: error },
    );
  }
}

export function readYaml(text: string, budget: Budget): Json {
  if (text.length > MAX_YAML)
    throw new ValueProblem('text_too_large', 'a YAML text of more than 128 KiB is not read in a template', {
      hint: 'read it in a step',
    });
  budget.spend(text.length * 2);
  refuseDeepYaml(text);
  try {
    const document = parseDocument(text, {
      schema: 'core',
      logLevel: 'error',
      stringKeys: true,
      prettyErrors: false,
      intAsBigInt: true,
    });
    const [problem] = document.errors;
    if (problem !== undefined)
      throw new ValueProblem(
        'bad_yaml',
        `this text is not YAML, line ${lineAt(text, problem.pos[0])}: ${problem.message}`,
      );
    return checked(document.toJS({ maxAliasCount: 100 }) ?? null, budget);
  } catch (error) {
    if (error instanceof ValueProblem) throw error;
    throw new ValueProblem('bad_yaml', `this text is not YAML: ${describeThrown(error)}`, { cause: error });
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Counts brackets that are open, and marks of lists and keys that follow each other on one line. Blank indentation costs its length. */
function refuseDeepYaml(text: string): void {
  let brackets = 0;
  let marks = 0;
  for (const [mark] of text.matchAll(/[[{}\]\n]|^ +|[-?:](?=[ \t]+[-?:](?:\s|$))/gm)) {
    if (mark === '\n') marks = 0;
    else if (mark.startsWith(' ')) marks += mark.length;
    else if (mark === '[' || mark === '{') brackets += 1;
    else if (mark === ']' || mark === '}') brackets = Math.max(0, brackets - 1);
    else marks += 1;
    if (brackets + marks > MAX_YAML_DEPTH)
      throw new ValueProblem('too_deep', `this document is nested more than ${MAX_YAML_DEPTH} levels deep`);
  }
}

export function yamlText(value: Json, indent: number, budget: Budget): string {
  // Bounds the size before the slower writer, which has no bounds, begins.
  const size = jsonText(value, budget).length;
  if (size > MAX_YAML)
    throw new ValueProblem('text_too_large', 'a value of more than 128 KiB is not written as YAML in a template', {
      hint: 'write it in a step',
    });
  budget.spend(size);
  return stringify(value, { indent, aliasDuplicateObjects: false, lineWidth: 0 });
}

/** What a reader gave, if it is JSON: whole numbers exact, no dates, not too deep. */
function checked(value: unknown, budget: Budget, depth = 0): Json {
  budget.spend();
  if (depth > MAX_DATA_DEPTH)
    throw new ValueProblem('too_deep', `this document is nested more than ${MAX_DATA_DEPTH} levels deep`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'bigint') return exactNumber(String(value));
  if (Array.isArray(value)) return value.map((item: unknown) => checked(item, budget, depth + 1));
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, checked(inner, budget, depth + 1)]));
  throw new ValueProblem('bad_document', `this document holds ${String(value)}, which is no JSON value`);
}
