import type { Json } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import type { DeclaredAction, DeclaredTool } from '../../electron/compiler/tools/engine-tools.ts';
import { ENGINE_TOOLS } from '../../electron/compiler/tools/engine-tools.ts';
import { LATER_TOOLS, MODEL_ACTIONS } from '../../electron/compiler/tools/later-tools.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import type { ParameterSpec } from '../../electron/tools/tool.ts';
import { code, codes, table } from './markdown.ts';

const ALL: readonly DeclaredTool[] = [...builtinTools, ...ENGINE_TOOLS];

/** Tools in one line each. */
export function toolOverview(): string {
  const rows = ALL.map((tool) => [
    `[${code(tool.name)}](#${anchorOf(tool)})`,
    codes(tool.aliases ?? []),
    codes(Object.keys(tool.actions)),
    tool.description,
  ]);
  return table(['tool', 'also', 'actions', 'what it does'], rows);
}

/** What the language knows by name but cannot run yet; empty: nothing. */
export function laterTools(): string {
  const known = new Set(ALL.map(({ name }) => name));
  const later = [...LATER_TOOLS, ...MODEL_ACTIONS].filter((name) => !known.has(name));
  return later.length === 0 ? '' : `Known by name, and refused as not supported yet: ${codes(later)}.`;
}

export function toolSections(): string {
  return ALL.map(toolSection).join('\n\n');
}

function anchorOf({ name }: DeclaredTool): string {
  return name.toLowerCase();
}

function toolSection(tool: DeclaredTool): string {
  const actions = Object.entries(tool.actions).map(([name, action]) => actionSection(tool, name, action));
  return [`### \`${tool.name}\``, tool.description, ...actions].join('\n\n');
}

const EFFECTS = {
  none: 'no effects',
  local: 'changes local files',
  external: 'reaches outside this machine',
} as const;

function actionSection(tool: DeclaredTool, name: string, action: DeclaredAction): string {
  const only = Object.keys(tool.actions).length === 1;
  const isDefault = tool.defaultAction === name ? ' (the action where none is named)' : '';
  const also = action.aliases === undefined ? '' : `, also ${codes(action.aliases)}`;
  const head = only && tool.name === name ? '' : `**\`${name}\`**${also}${isDefault}: `;
  const like = sameAs(tool, name, action);
  if (like !== undefined)
    return `${head}${action.description} *${EFFECTS[action.effects]}* Parameters and result are those of ${code(like)}.`;
  const rows = Object.entries(action.parameters).map(([parameter, spec]) => parameterRow(parameter, spec));
  return [
    `${head}${action.description} *${EFFECTS[action.effects]}*`.trim(),
    ...(rows.length === 0 ? [] : [table(['parameter', 'also', 'type', 'default', 'meaning'], rows)]),
    `Result: ${shapeOf(action.result)}`,
  ].join('\n\n');
}

/** An action before this one that takes and gives the same. */
function sameAs(tool: DeclaredTool, name: string, { parameters, result }: DeclaredAction): string | undefined {
  const form = JSON.stringify([parameters, result]);
  const before = Object.entries(tool.actions).slice(0, Object.keys(tool.actions).indexOf(name));
  return before.find(([, other]) => JSON.stringify([other.parameters, other.result]) === form)?.[0];
}

function parameterRow(name: string, spec: ParameterSpec): string[] {
  const isRequired = spec.required === true && spec.default === undefined;
  return [
    `${code(name)}${isRequired ? ' (required)' : ''}`,
    codes(spec.aliases ?? []),
    typeOf(spec),
    spec.default === undefined ? '' : code(JSON.stringify(spec.default)),
    spec.description ?? '',
  ];
}

function typeOf(spec: ValueSpec): string {
  if (spec.enum !== undefined) return distinct(spec.enum).map(code).join(' ');
  const limits = [
    ...(spec.minimum === undefined ? [] : [`at least ${spec.minimum}`]),
    ...(spec.maximum === undefined ? [] : [`at most ${spec.maximum}`]),
  ];
  return [spec.type, ...limits].join(', ');
}

/** Of spellings that differ in upper and lower case, the first. */
function distinct(values: readonly Json[]): string[] {
  const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const lower = texts.map((text) => text.toLowerCase());
  return texts.filter((text, at) => lower.indexOf(text.toLowerCase()) === at);
}

/** `path` `content` `size`, with what is inside of lists and objects in brackets. */
function shapeOf(spec: ValueSpec): string {
  const fields = Object.entries(spec.properties ?? {});
  if (spec.type !== 'object' || fields.length === 0) return `${spec.description ?? typeOf(spec)}.`;
  const names = fields.map(([name, inner]) => `${code(name)}${innerOf(inner)}`).join(', ');
  return `${names}${spec.additionalProperties === false ? '' : ', and more'}.`;
}

function innerOf(spec: ValueSpec): string {
  const fields = Object.keys((spec.type === 'array' ? spec.items : spec)?.properties ?? {});
  return fields.length === 0 ? '' : ` (${spec.type === 'array' ? 'each ' : ''}${codes(fields)})`;
}
