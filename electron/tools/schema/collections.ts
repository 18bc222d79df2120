import { canonicalJson, isJsonObject, type Json, type JsonArray, type JsonObject } from '../../../shared/json.ts';
import { isList } from '../parameters.ts';
import { each, eachEntry, ensure, type Keyword, matches, type OperandKind, type Visit } from './visit.ts';

type Table = readonly (readonly [name: string, keyword: Keyword])[];

/** A check that only lists (or only objects) are given to. */
function forLists(operand: OperandKind, check: (value: JsonArray, operand: Json, visit: Visit) => void): Keyword {
  return { operand, check: (value, given, visit) => (isList(value) ? check(value, given, visit) : undefined) };
}

function forObjects(operand: OperandKind, check: (value: JsonObject, operand: Json, visit: Visit) => void): Keyword {
  return { operand, check: (value, given, visit) => (isJsonObject(value) ? check(value, given, visit) : undefined) };
}

/** The keywords that speak about lists. */
export const LIST_KEYWORDS: Table = [
  ['items', forLists('schema', checkItems)],
  ['prefixItems', forLists('schemas', checkPrefixItems)],
  ['minItems', forLists('count', (value, limit, visit) => atLeast(value.length, limit, { what: 'items', visit }))],
  ['maxItems', forLists('count', (value, limit, visit) => atMost(value.length, limit, { what: 'items', visit }))],
  ['uniqueItems', forLists('flag', checkUnique)],
  ['contains', forLists('schema', checkContains)],
  ['minContains', { operand: 'count' }],
  ['maxContains', { operand: 'count' }],
];

/** The keywords that speak about objects. */
export const OBJECT_KEYWORDS: Table = [
  ['required', forObjects('texts', (value, names, visit) => checkPresent(value, names, { visit, why: '' }))],
  ['properties', forObjects('schemaMap', checkProperties)],
  ['patternProperties', forObjects('schemaMap', checkPatternProperties)],
  ['additionalProperties', forObjects('schema', checkAdditional)],
  ['propertyNames', forObjects('schema', checkNames)],
  [
    'minProperties',
    forObjects('count', (value, limit, visit) =>
      atLeast(Object.keys(value).length, limit, { what: 'properties', visit }),
    ),
  ],
  [
    'maxProperties',
    forObjects('count', (value, limit, visit) =>
      atMost(Object.keys(value).length, limit, { what: 'properties', visit }),
    ),
  ],
  ['dependentRequired', forObjects('textsMap', checkDependentRequired)],
  ['dependentSchemas', forObjects('schemaMap', checkDependentSchemas)],
];

interface Counted {
  readonly what: string;
  readonly visit: Visit;
}

function atLeast(count: number, limit: Json, { what, visit }: Counted): void {
  ensure(count >= Number(limit), visit.report, `has ${count} ${what}, expected at least ${Number(limit)}`);
}

function atMost(count: number, limit: Json, { what, visit }: Counted): void {
  ensure(count <= Number(limit), visit.report, `has ${count} ${what}, expected at most ${Number(limit)}`);
}

function checkItems(value: JsonArray, schema: Json, { descend, schema: { prefixItems } }: Visit): void {
  const first = isList(prefixItems) ? prefixItems.length : 0;
  value.slice(first).forEach((item, index) => descend(item, schema, first + index));
}

function checkPrefixItems(value: JsonArray, schemas: Json, { descend }: Visit): void {
  each(schemas, (schema, index) => {
    const item = value[index];
    if (item !== undefined) descend(item, schema, index);
  });
}

function checkUnique(value: JsonArray, flag: Json, { report }: Visit): void {
  ensure(flag !== true || new Set(value.map(canonicalJson)).size === value.length, report, 'holds an item twice');
}

function checkContains(value: JsonArray, schema: Json, visit: Visit): void {
  const { minContains, maxContains } = visit.schema;
  const count = value.filter((item) => visit.attempt(item, schema).length === 0).length;
  const counted = { what: 'items of the kind that `contains` asks for', visit };
  atLeast(count, minContains ?? 1, counted);
  if (maxContains !== undefined) atMost(count, maxContains, counted);
}

function checkPresent(value: JsonObject, names: Json, { visit, why }: { visit: Visit; why: string }): void {
  each(names, (name) => {
    if (!Object.hasOwn(value, String(name))) visit.report(`is missing${why}`, [String(name)]);
  });
}

function checkProperties(value: JsonObject, schemas: Json, { descend }: Visit): void {
  eachEntry(schemas, (name, schema) => {
    if (Object.hasOwn(value, name)) descend(value[name] ?? null, schema, name);
  });
}

function checkPatternProperties(value: JsonObject, schemas: Json, { descend }: Visit): void {
  eachEntry(schemas, (pattern, schema) => {
    const names = Object.keys(value).filter((name) => matches(pattern, name));
    for (const name of names) descend(value[name] ?? null, schema, name);
  });
}

function checkAdditional(value: JsonObject, schema: Json, { descend, report, schema: beside }: Visit): void {
  const { properties, patternProperties } = beside;
  const patterns = isJsonObject(patternProperties) ? Object.keys(patternProperties) : [];
  const isKnown = (name: string): boolean =>
    (isJsonObject(properties) && Object.hasOwn(properties, name)) || patterns.some((pattern) => matches(pattern, name));
  eachEntry(value, (name, item) => {
    if (isKnown(name)) return;
    if (schema === false) report('is not a property that the schema knows', [name]);
    else descend(item, schema, name);
  });
}

function checkNames(value: JsonObject, schema: Json, { attempt, report }: Visit): void {
  for (const name of Object.keys(value)) {
    for (const problem of attempt(name, schema)) report(`has a name that ${problem.message}`, [name]);
  }
}

function checkDependentRequired(value: JsonObject, table: Json, visit: Visit): void {
  eachEntry(table, (name, names) => {
    if (Object.hasOwn(value, name))
      checkPresent(value, names, { visit, why: `, and ${JSON.stringify(name)} needs it` });
  });
}

function checkDependentSchemas(value: JsonObject, schemas: Json, { descend }: Visit): void {
  eachEntry(schemas, (name, schema) => {
    if (Object.hasOwn(value, name)) descend(value, schema);
  });
}
