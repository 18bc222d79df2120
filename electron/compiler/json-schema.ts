import type { Json, JsonObject } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import type { Tool } from '../tools/tool.ts';
import type { KeySpec, Shape, TableName } from './keys/shape.ts';
import { TABLES } from './keys/tables.ts';
import type { DeclaredAction, DeclaredTool } from './tools/engine-tools.ts';
import { ENGINE_TOOLS } from './tools/engine-tools.ts';
import { MODEL_ACTIONS } from './tools/later-tools.ts';

/** What editors complete and check pipeline files with (language.md L3): JSON Schema, from the tables of the validator and what the tools declare. */
export function pipelineJsonSchema(tools: readonly Tool[]): JsonObject {
  const given = new Set(tools.map(({ name }) => name));
  const all = [...tools, ...ENGINE_TOOLS.filter(({ name }) => !given.has(name))];
  const tables = (Object.keys(TABLES) as TableName[]).filter((table) => table !== 'top');
  const definitions = tables.map((table): [string, Json] => [
    table,
    table === 'step' || table === 'action' ? stepSchema(table, all) : tableSchema(table),
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Stepglass pipeline',
    ...tableSchema('top'),
    definitions: Object.fromEntries(definitions),
  };
}

function tableSchema(table: TableName): JsonObject {
  const { keys, noEffect, noEffectPrefixes = [], tolerant = false } = TABLES[table];
  const known = Object.entries(keys).flatMap(([name, spec]) =>
    [name, ...(spec.aliases ?? [])].map((key): [string, Json] => [key, keySchema(key, name, spec)]),
  );
  const without = Object.entries(noEffect).map(([key, instead]): [string, Json] => [
    key,
    { description: `Has no effect${instead === null ? '' : `: ${instead}`}.`, deprecated: true },
  ]);
  const required = Object.entries(keys).filter(([, spec]) => spec.required === true && spec.aliases === undefined);
  return {
    type: table === 'config' ? ['object', 'null'] : 'object',
    properties: Object.fromEntries([...known, ...without]),
    patternProperties: Object.fromEntries(['x-', ...noEffectPrefixes].map((prefix) => [`^${prefix}`, {}])),
    additionalProperties: tolerant,
    ...(required.length === 0 ? {} : { required: required.map(([name]) => name) }),
  };
}

function keySchema(key: string, name: string, spec: KeySpec): Json {
  const doc = key === name ? spec.doc : `The same as \`${name}\`. ${spec.doc}`;
  return { description: doc, ...shapeSchema(spec.shape) };
}

const TEMPLATE: JsonObject = { type: 'string', pattern: '\\{\\{' };

function shapeSchema(shape: Shape): JsonObject {
  switch (shape.type) {
    case 'text':
      return {
        type: ['string', 'number', 'boolean'],
        ...(shape.pattern === undefined ? {} : { pattern: shape.pattern.source }),
      };
    case 'value':
      return {};
    case 'expression':
      return { type: ['string', 'boolean'] };
    case 'duration':
      return {
        anyOf: [
          { type: 'number', minimum: 0 },
          { type: 'string', pattern: '^\\s*\\d+(\\.\\d+)? ?(ms|s|m|h|d)?\\s*$' },
        ],
      };
    case 'integer':
    case 'number':
      return numberSchema(shape);
    case 'boolean':
      return shape.template === true ? { anyOf: [{ type: 'boolean' }, TEMPLATE] } : { type: 'boolean' };
    case 'choice':
      return { enum: [...shape.values] };
    case 'names':
      return {
        anyOf: [
          { type: 'array', items: { type: ['string', 'number', 'boolean'] } },
          { type: ['string', 'number', 'boolean', 'null'] },
        ],
      };
    case 'list':
      return {
        type: shape.minimum === undefined ? ['array', 'null'] : 'array',
        items: shapeSchema(shape.items),
        ...(shape.minimum === undefined ? {} : { minItems: shape.minimum }),
      };
    case 'map':
      return { type: ['object', 'null'], additionalProperties: shapeSchema(shape.values) };
    case 'table':
      return { $ref: `#/definitions/${shape.table}` };
    case 'either':
      return { anyOf: shape.shapes.map(shapeSchema) };
  }
}

function numberSchema(shape: Extract<Shape, { type: 'integer' | 'number' }>): JsonObject {
  const maximum = shape.type === 'integer' ? shape.maximum : undefined;
  const schema: JsonObject = {
    type: shape.type,
    ...(Number.isFinite(shape.minimum) ? { minimum: shape.minimum } : {}),
    ...(maximum === undefined ? {} : { maximum }),
  };
  return 'template' in shape && shape.template === true ? { anyOf: [schema, TEMPLATE] } : schema;
}

/** A step, with the parameters of its action where tool and action are those of a known one. */
function stepSchema(table: 'step' | 'action', tools: readonly DeclaredTool[]): JsonObject {
  const base = tableSchema(table);
  const properties = base['properties'] as JsonObject;
  const names = tools.flatMap((tool) => [tool.name, ...(tool.aliases ?? [])]);
  const cases = tools.flatMap((tool) =>
    Object.entries(tool.actions).map(([name, action]) => actionCase(tool, name, action)),
  );
  return {
    ...base,
    properties: {
      ...properties,
      tool: { ...(properties['tool'] as JsonObject), examples: names },
      action: { ...(properties['action'] as JsonObject), examples: [...MODEL_ACTIONS, ...names] },
    },
    allOf: cases,
  };
}

function actionCase(tool: DeclaredTool, name: string, action: DeclaredAction): JsonObject {
  const spellings = [tool.name, ...(tool.aliases ?? [])];
  const given = { tool: { enum: spellings }, action: { enum: [name, ...(action.aliases ?? [])] } };
  const parameters = Object.entries(action.parameters);
  const specs = parameters.flatMap(([parameter, spec]) =>
    [parameter, ...(spec.aliases ?? [])].map((key): [string, Json] => [key, valueSchema(spec)]),
  );
  return {
    if: { properties: given, required: ['tool', 'action'] },
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: {
      properties: {
        parameters: {
          description: action.description,
          type: 'object',
          properties: Object.fromEntries(specs),
          additionalProperties: false,
        },
      },
    },
  };
}

/** A literal of the declared type, or a template that gives one. Texts that read as the type fit too (L14), so only what can never fit is refused. */
function valueSchema(spec: ValueSpec): JsonObject {
  const description = spec.description === undefined ? {} : { description: spec.description };
  const fallback = spec.default === undefined ? {} : { default: spec.default };
  return { ...description, ...fallback, ...literalSchema(spec) };
}

function literalSchema(spec: ValueSpec): JsonObject {
  switch (spec.type) {
    case 'integer':
    case 'number':
      return { type: [spec.type, 'string', 'null'], ...limits({ minimum: spec.minimum, maximum: spec.maximum }) };
    case 'boolean':
      return { type: ['boolean', 'string', 'null'] };
    case 'array':
      return { type: ['array', 'string', 'null'] };
    case 'object':
      return { type: ['object', 'string', 'null'] };
    case 'string':
    case 'file':
      return spec.enum === undefined ? {} : { anyOf: [{ enum: [...spec.enum] }, TEMPLATE, { type: 'null' }] };
    case 'any':
      return {};
  }
}

function limits(given: { readonly [name: string]: number | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
