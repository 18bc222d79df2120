import { isEqualJson, isJsonObject, type Json } from '../../../shared/json.ts';
import { describeValue, isList } from '../parameters.ts';
import { LIST_KEYWORDS, OBJECT_KEYWORDS } from './collections.ts';
import { FORMATS } from './formats.ts';
import { each, ensure, type Keyword, matches, type Visit } from './visit.ts';

export const TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'] as const;

export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ...['$schema', '$id', '$anchor', '$comment', 'title', 'description', 'contentEncoding', 'contentMediaType'].map(
    (name) => [name, { operand: 'text' }] as const,
  ),
  ...['default', 'examples', 'readOnly', 'writeOnly', 'deprecated'].map((name) => [name, { operand: 'any' }] as const),
  ['$defs', { operand: 'schemaMap' }],
  ['definitions', { operand: 'schemaMap' }],
  ['type', { operand: 'types', check: checkType }],
  ['enum', { operand: 'list', check: checkEnum }],
  [
    'const',
    {
      operand: 'any',
      check: (value, wanted, { report }) =>
        ensure(isEqualJson(value, wanted), report, `is ${describeValue(value)}, expected ${describeValue(wanted)}`),
    },
  ],
  ...numberKeywords(),
  ...textKeywords(),
  ...LIST_KEYWORDS,
  ...OBJECT_KEYWORDS,
  [
    'allOf',
    { operand: 'schemas', check: (value, schemas, { descend }) => each(schemas, (schema) => descend(value, schema)) },
  ],
  ['anyOf', { operand: 'schemas', check: checkAnyOf }],
  ['oneOf', { operand: 'schemas', check: checkOneOf }],
  [
    'not',
    {
      operand: 'schema',
      check: (value, schema, { attempt, report }) =>
        ensure(attempt(value, schema).length > 0, report, `is ${describeValue(value)}, which \`not\` rules out`),
    },
  ],
  ['if', { operand: 'schema', check: checkIf }],
  ['then', { operand: 'schema' }],
  ['else', { operand: 'schema' }],
]);

/** Words that a schema may hold in other drafts, and what to write instead. */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ['unevaluatedProperties', 'write `additionalProperties` with the properties beside it'],
  ['unevaluatedItems', 'write `items`'],
  ['$dynamicRef', 'write `$ref`'],
  ['$recursiveRef', 'write `$ref`'],
  ['dependencies', 'write `dependentRequired` or `dependentSchemas`'],
  ['additionalItems', 'write `prefixItems` with `items`'],
]);

export function typeMatches(value: Json, type: Json): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return isList(value);
    case 'object':
      return isJsonObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function checkType(value: Json, types: Json, { report }: Visit): void {
  const allowed = isList(types) ? types : [types];
  ensure(
    allowed.some((type) => typeMatches(value, type)),
    report,
    `is ${describeValue(value)}, expected ${allowed.join(' or ')}`,
  );
}

function checkEnum(value: Json, members: Json, { report }: Visit): void {
  const list = isList(members) ? members : [];
  const shown = list
    .slice(0, 20)
    .map((member) => JSON.stringify(member))
    .join(', ');
  ensure(
    list.some((member) => isEqualJson(member, value)),
    report,
    `is ${describeValue(value)}, expected one of ${shown}${list.length > 20 ? ', …' : ''}`,
  );
}

function numberKeywords(): [string, Keyword][] {
  const bound = (holds: (value: number, limit: number) => boolean, words: string): Keyword => ({
    operand: 'number',
    check: (value, limit, { report }) => {
      if (typeof value === 'number')
        ensure(holds(value, Number(limit)), report, `is ${value}, expected ${words} ${Number(limit)}`);
    },
  });
  return [
    ['minimum', bound((value, limit) => value >= limit, 'at least')],
    ['maximum', bound((value, limit) => value <= limit, 'at most')],
    ['exclusiveMinimum', bound((value, limit) => value > limit, 'more than')],
    ['exclusiveMaximum', bound((value, limit) => value < limit, 'less than')],
    ['multipleOf', bound((value, step) => Math.abs(value / step - Math.round(value / step)) < 1e-9, 'a multiple of')],
  ];
}

function textKeywords(): [string, Keyword][] {
  const length = (holds: (length: number, limit: number) => boolean, words: string): Keyword => ({
    operand: 'count',
    check: (value, limit, { report }) => {
      if (typeof value !== 'string') return;
      const count = Array.from(value).length;
      ensure(holds(count, Number(limit)), report, `has ${count} characters, expected ${words} ${Number(limit)}`);
    },
  });
  return [
    ['minLength', length((count, limit) => count >= limit, 'at least')],
    ['maxLength', length((count, limit) => count <= limit, 'at most')],
    ['pattern', { operand: 'text', check: checkPattern }],
    ['format', { operand: 'text', check: checkFormat }],
  ];
}

function checkPattern(value: Json, pattern: Json, { report }: Visit): void {
  if (typeof value !== 'string' || typeof pattern !== 'string') return;
  ensure(matches(pattern, value), report, `is ${describeValue(value)}, which does not match the pattern ${pattern}`);
}

function checkFormat(value: Json, format: Json, { report }: Visit): void {
  const holds = typeof format === 'string' ? FORMATS.get(format) : undefined;
  if (typeof value === 'string' && holds !== undefined)
    ensure(holds(value), report, `is ${describeValue(value)}, expected the format ${String(format)}`);
}

function checkAnyOf(value: Json, schemas: Json, { attempt, report }: Visit): void {
  const tried = (isList(schemas) ? schemas : []).map((schema) => attempt(value, schema));
  if (tried.some((problems) => problems.length === 0)) return;
  const [nearest = []] = tried.toSorted((a, b) => a.length - b.length);
  report(`fits none of ${tried.length} alternatives; the nearest: ${nearest[0]?.message ?? 'none'}`);
}

function checkOneOf(value: Json, schemas: Json, visit: Visit): void {
  const fitting = (isList(schemas) ? schemas : []).filter((schema) => visit.attempt(value, schema).length === 0);
  if (fitting.length > 1) visit.report(`fits ${fitting.length} of the alternatives of \`oneOf\`, expected exactly one`);
  else if (fitting.length === 0) checkAnyOf(value, schemas, visit);
}

function checkIf(value: Json, schema: Json, { attempt, descend, schema: { then: yes, else: no } }: Visit): void {
  const branch = attempt(value, schema).length === 0 ? yes : no;
  if (branch !== undefined) descend(value, branch);
}
