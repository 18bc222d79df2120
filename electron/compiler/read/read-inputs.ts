import { fitValue } from '../../../shared/fit-value.ts';
import type { InputSpec } from '../../../shared/pipeline.ts';
import type { ValueSpec, ValueType } from '../../../shared/value-spec.ts';
import { suggest } from '../../templates/suggest.ts';
import { checkShape } from '../keys/check-shape.ts';
import type { Fields } from '../keys/fields.ts';
import { booleanAt, entriesAt, fieldsOf, itemsAt, knownKeys, numberAt, textAt } from '../keys/fields.ts';
import { INPUT_TYPES, TYPE_ALIASES } from '../keys/tables.ts';
import { reservedReason } from '../names/reserved.ts';
import { checkPattern, matchesPattern } from '../patterns.ts';
import type { Place, Report } from '../report.ts';
import { templatesIn } from '../steps/step-sites.ts';
import { nodeAt } from '../tools/check-parameters.ts';
import { toJson } from '../values.ts';
import type { YamlEntry, YamlNode } from '../yaml/tree.ts';

/** Reads the inputs of a file (language.md L4, L8), under `inputs` and `parameters` alike. */
export function readInputs(entries: readonly YamlEntry[], report: Report): InputSpec[] {
  const firstByName = new Map<string, YamlEntry>();
  return entries.flatMap((entry): InputSpec[] => {
    const { key: name, keySpan: span } = entry;
    const place = { span, path: entry.value.path };
    const first = firstByName.get(name);
    if (first !== undefined) {
      report.error('conflicting_keys', place, {
        message: `the input \`${name}\` is declared twice; the first is in line ${first.keySpan.line}`,
        hint: 'keep one of the two',
      });
      return [];
    }
    firstByName.set(name, entry);
    checkName(name, place, report);
    return [{ name, ...readInput(entry.value, report), span }];
  });
}

function checkName(name: string, place: Place, report: Report): void {
  const reason = reservedReason(name);
  if (reason !== undefined) {
    report.error('reserved_name', place, {
      message: `an input cannot be called \`${name}\`: that is ${reason}`,
      hint: `for example \`${name}_value\``,
    });
  } else if (!/^[A-Za-z][\w-]*$/.test(name)) {
    report.error('invalid_name', place, {
      message: `${JSON.stringify(name.slice(0, 80))} is no name for an input`,
      hint: 'a letter, then letters, digits, `_` and `-`',
    });
  }
}

/** A specification, or a bare default value. */
function readInput(node: YamlNode, report: Report): ValueSpec {
  if (!isSpec(node)) {
    const value = toJson(node);
    warnTemplates(node, report);
    return { type: typeOfDefault(value), required: false, default: value };
  }
  if (!checkShape(node, { type: 'table', table: 'input' }, report)) return { type: 'any' };
  return readSpec(node, report, true);
}

/** Keys that only a specification has; a map without one of them is the default value itself. */
const MARKS = ['type', 'default', 'description', 'required', 'enum', 'choices', 'validation'];

function isSpec(node: YamlNode): boolean {
  if (node.kind !== 'map' || node.entries.length === 0) return false;
  const keys = node.entries.map(({ key }) => key);
  const isKnown = (key: string) => knownKeys('input').has(key);
  return (
    keys.some((key) => MARKS.includes(key)) || keys.every((key) => isKnown(key) || suggest(key, MARKS) !== undefined)
  );
}

/** `required` and `default` are told of inputs, not of the items and properties inside them. */
function readSpec(node: YamlNode, report: Report, isInput: boolean): ValueSpec {
  const fields = fieldsOf(node, 'input');
  const older = fieldsOf(fields.get('validation')?.value, 'limits');
  const defaultNode = fields.get('default')?.value;
  const type = typeOf(fields, defaultNode);
  const whole: ValueSpec = {
    type,
    ...limitsOf(older),
    ...limitsOf(fields),
    ...textsOf(fields, older, report),
    ...innerOf(fields, report),
  };
  const base = enumOfItems(whole);
  const required = booleanAt(fields, 'required') ?? (isInput && defaultNode === undefined);
  if (defaultNode === undefined) return { ...base, required };
  const value = toJson(defaultNode, base);
  checkDefault(defaultNode, { ...base, default: value }, report);
  return { ...base, required: false, default: value };
}

/** The values that a list may hold are mostly meant for its items: `type: array`, `enum: [csv, json]`. */
function enumOfItems(spec: ValueSpec): ValueSpec {
  const { enum: values, ...rest } = spec;
  if (spec.type !== 'array' || values === undefined || values.some((value) => Array.isArray(value))) return spec;
  return { ...rest, items: { type: 'any', ...spec.items, enum: values } };
}

function typeOf(fields: Fields, defaultNode: YamlNode | undefined): ValueType {
  const declared = textAt(fields, 'type');
  if (declared !== undefined)
    return TYPE_ALIASES.get(declared) ?? INPUT_TYPES.find((type) => type === declared) ?? 'any';
  return defaultNode === undefined ? 'any' : typeOfDefault(toJson(defaultNode));
}

/** What a default value says of the type: `10` a number, so that `-i limit=20` is one too. */
function typeOfDefault(value: ReturnType<typeof toJson>): ValueType {
  if (value === null) return 'any';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'object';
}

function limitsOf(fields: Fields): Partial<ValueSpec> {
  const limits = { minimum: 'minimum', maximum: 'maximum', minLength: 'min_length', maxLength: 'max_length' };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, key]) => {
      const value = numberAt(fields, key);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function textsOf(fields: Fields, older: Fields, report: Report): Partial<ValueSpec> {
  const description = textAt(fields, 'description');
  const source = fields.has('pattern') ? fields : older;
  const pattern = textAt(source, 'pattern');
  const values = [...itemsAt(older, 'enum'), ...itemsAt(fields, 'enum')].map((item) => toJson(item));
  const patternNode = source.get('pattern')?.value;
  if (pattern !== undefined && patternNode !== undefined) checkPattern(pattern, patternNode, report);
  return {
    ...(description === undefined ? {} : { description }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(values.length === 0 ? {} : { enum: values }),
  };
}

function innerOf(fields: Fields, report: Report): Partial<ValueSpec> {
  const items = fields.get('items')?.value;
  const properties = entriesAt(fields, 'properties').map(
    ({ key, value }) => [key, readSpec(value, report, false)] as const,
  );
  return {
    ...(items === undefined ? {} : { items: readSpec(items, report, false) }),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
  };
}

function checkDefault(node: YamlNode, spec: ValueSpec, report: Report): void {
  if (spec.default === undefined || spec.default === null) return;
  warnTemplates(node, report);
  const fitted = fitValue(spec.default, spec, 'default', { matches: matchesPattern });
  if (fitted.ok) return;
  for (const problem of fitted.problems) {
    report.error('invalid_default', nodeAt(node, problem.at), {
      message: `the default does not fit what is declared: ${problem.message}`,
    });
  }
}

/** Defaults are data: a template in one stays text (language.md L17). */
function warnTemplates(node: YamlNode, report: Report): void {
  for (const scalar of templatesIn(node)) {
    report.warning('template_not_rendered', scalar, {
      message: 'the value of an input is data: this template stays text',
      hint: 'read the input in a template of a step instead',
    });
  }
}
