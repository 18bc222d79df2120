import { booleanWord } from '../../../shared/text/boolean-words.ts';
import { didYouMean, listNames, suggest } from '../../templates/suggest.ts';
import { slugOf } from '../read/slug.ts';
import type { Report } from '../report.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../yaml/tree.ts';
import { describeNode } from '../yaml/tree.ts';
import { parseDuration } from './duration.ts';
import { knownKeys } from './fields.ts';
import type { KeySpec, Shape, TableName } from './shape.ts';
import { TABLES } from './tables.ts';

/** Checks a whole file against the tables: form only, no names. True if the node itself has the right form. */
export function checkShape(node: YamlNode, shape: Shape, report: Report): boolean {
  const problem = formProblem(node, shape);
  if (problem !== null) {
    report.error(problem.code, node, problem);
    return false;
  }
  if (node.kind === 'list' && shape.type === 'list')
    node.items.forEach((item) => checkShape(item, shape.items, report));
  if (node.kind === 'map' && shape.type === 'map')
    node.entries.forEach((entry) => checkShape(entry.value, shape.values, report));
  if (node.kind === 'map' && shape.type === 'table') checkTable(node, shape.table, report);
  const chosen = shape.type === 'either' ? choose(node, shape.shapes) : undefined;
  return chosen === undefined ? true : checkShape(node, chosen, report);
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

function formProblem(node: YamlNode, shape: Shape): Problem | null {
  if (node.kind === 'scalar' && node.isUnknown === true) return null;
  if (node.kind === 'scalar' && node.value === null && mayBeEmpty(shape)) return null;
  if (!hasForm(node, shape)) return { ...wrong(node, expectedOf(shape)), hint: hintForForm(node, shape) };
  if (node.kind !== 'scalar') return sizeProblem(node, shape);
  return scalarProblem(node, shape);
}

function wrong(node: YamlNode, expected: string): Problem {
  return { code: 'wrong_type', message: `${labelOf(node)}expected ${expected}, found ${describeNode(node)}` };
}

function hintForForm(node: YamlNode, shape: Shape): string | undefined {
  if (shape.type === 'boolean' && node.kind === 'scalar' && typeof node.value === 'string') {
    const word = booleanWord(node.value);
    return word === null ? undefined : `YAML 1.2 reads \`${node.text}\` as a text: write \`${word}\``;
  }
  if (shape.type === 'list' && shape.items.type === 'table' && node.kind === 'map')
    return `each ${shape.items.table} is an item of the list: it begins with \`- \``;
  if (shape.type === 'map' && node.kind === 'list') return 'write `name: value` without the `- `';
  if (shape.type === 'table' && shape.table === 'top' && node.kind === 'list')
    return 'a list of steps stands under `steps:`, below the `name:` of the pipeline';
  return undefined;
}

/** A key with nothing behind it is an empty list or map. */
function mayBeEmpty(shape: Shape): boolean {
  if (shape.type === 'list') return shape.minimum === undefined;
  return (
    shape.type === 'map' ||
    shape.type === 'names' ||
    shape.type === 'value' ||
    (shape.type === 'table' && shape.table === 'config')
  );
}

function hasForm(node: YamlNode, shape: Shape): boolean {
  switch (shape.type) {
    case 'value':
      return true;
    case 'list':
      return node.kind === 'list';
    case 'map':
    case 'table':
      return node.kind === 'map';
    case 'names':
      return node.kind === 'list' ? node.items.every(isText) : isText(node);
    case 'either':
      return choose(node, shape.shapes) !== undefined;
    default:
      return isText(node) && hasScalarForm(node, shape);
  }
}

function isText(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value !== null;
}

function hasScalarForm(node: YamlNode, shape: Shape): boolean {
  if (node.kind !== 'scalar') return false;
  const isTemplate = 'template' in shape && shape.template === true && node.text.includes('{{');
  switch (shape.type) {
    case 'integer':
      return isTemplate || Number.isInteger(node.value);
    case 'number':
      return typeof node.value === 'number';
    case 'boolean':
      return isTemplate || typeof node.value === 'boolean';
    case 'expression':
      return typeof node.value !== 'number';
    default:
      return true;
  }
}

function choose(node: YamlNode, shapes: readonly Shape[]): Shape | undefined {
  return shapes.find((shape) => hasForm(node, shape));
}

function sizeProblem(node: YamlNode, shape: Shape): Problem | null {
  if (node.kind !== 'list' || shape.type !== 'list' || node.items.length >= (shape.minimum ?? 0)) return null;
  return { code: 'empty_list', message: `${labelOf(node)}expected ${expectedOf(shape)}, found an empty list` };
}

function scalarProblem(node: YamlScalar, shape: Shape): Problem | null {
  const { text } = node;
  if (shape.type === 'text' && shape.pattern?.test(text) === false) {
    const isId = node.path.endsWith('.id');
    return {
      ...outOfForm(node, shape.expected ?? 'another form'),
      ...(isId ? { hint: `for example \`${idLike(text)}\`; \`name\` holds any text` } : {}),
    };
  }
  if (shape.type === 'duration' && parseDuration(text) === null) return outOfForm(node, expectedOf(shape));
  if (shape.type === 'choice' && !shape.values.includes(text)) {
    return { ...outOfForm(node, expectedOf(shape)), hint: didYouMean(text, shape.values) };
  }
  if (shape.type !== 'integer' && shape.type !== 'number') return null;
  const maximum = shape.type === 'integer' ? (shape.maximum ?? Infinity) : Infinity;
  return Number(text) < shape.minimum || Number(text) > maximum ? outOfForm(node, expectedOf(shape)) : null;
}

function outOfForm(node: YamlScalar, expected: string): Problem {
  return {
    code: 'invalid_value',
    message: `${labelOf(node)}expected ${expected}, found ${JSON.stringify(node.text.slice(0, 80))}`,
  };
}

/** The key of a node, as messages begin with it. */
function labelOf(node: YamlNode): string {
  const key = /[^.]*$/.exec(node.path)?.[0] ?? '';
  return key === '' ? '' : `\`${key}\`: `;
}

/** What a shape asks for, as it reads after "expected". */
function expectedOf(shape: Shape): string {
  switch (shape.type) {
    case 'text':
      return 'a text';
    case 'value':
      return 'a value';
    case 'expression':
      return 'a condition';
    case 'duration':
      return 'a duration such as `500ms`, `30s`, `2m`, `1h`, or a number of seconds';
    case 'integer':
      return `a whole number${rangeOf(shape.minimum, shape.maximum)}`;
    case 'number':
      return `a number${rangeOf(shape.minimum, undefined)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'choice':
      return `one of ${listNames(shape.listed ?? shape.values, 'or')}`;
    case 'names':
      return 'a list of names';
    case 'list':
      return `a list${shape.items.type === 'table' ? ` of ${shape.items.table}s` : ''}${shape.minimum === undefined ? '' : ' with at least one item'}`;
    case 'map':
      return 'a map of names';
    case 'table':
      return `a map with keys such as ${listNames(Object.keys(TABLES[shape.table].keys).slice(0, 4))}`;
    case 'either':
      return shape.expected;
  }
}

function rangeOf(minimum: number, maximum: number | undefined): string {
  if (minimum === -Infinity) return '';
  return maximum === undefined ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}

/** Checks the keys of one map: unknown ones, spelled twice, without effect, missing, misplaced, not supported yet. */
function checkTable(node: YamlMap, table: TableName, report: Report): void {
  const present = new Map<string, YamlEntry>();
  const containers: YamlEntry[] = [];
  const knownByKey = knownKeys(table);
  for (const entry of node.entries) {
    const known = knownByKey.get(entry.key);
    if (known === undefined) {
      reportUnknown(entry, { node, table }, report);
      continue;
    }
    const first = present.get(known.name);
    if (first === undefined) present.set(known.name, entry);
    else if (!(table === 'top' && known.name === 'inputs')) reportTwice(entry, first, report);
    const isRight = checkEntry(entry, known.spec, report);
    if (isRight && known.spec.container === true) containers.push(entry);
  }
  if (containers.length > 1) reportContainers(containers, report);
  checkPresence(node, { table, present }, report);
}

function placeOfKey(entry: YamlEntry) {
  return { span: entry.keySpan, path: entry.value.path };
}

function checkEntry(entry: YamlEntry, spec: KeySpec, report: Report): boolean {
  const problem = spec.hint === undefined ? null : formProblem(entry.value, spec.shape);
  if (problem === null) return checkShape(entry.value, spec.shape, report);
  // What a key says of itself is nearer than what holds for all of its form.
  const hint = problem.code === 'wrong_type' ? spec.hint : (problem.hint ?? spec.hint);
  report.error(problem.code, entry.value, { ...problem, hint });
  return false;
}

function reportUnknown(
  entry: YamlEntry,
  { node, table }: { readonly node: YamlMap; readonly table: TableName },
  report: Report,
): void {
  const { keys, noEffect, noEffectPrefixes = [], tolerant = false, hints = {} } = TABLES[table];
  if (entry.key.startsWith('x-')) return;
  const near =
    report.isFull || Object.hasOwn(noEffect, entry.key) ? undefined : suggest(entry.key, knownKeys(table).keys());
  if (
    Object.hasOwn(noEffect, entry.key) ||
    noEffectPrefixes.some((prefix) => entry.key.startsWith(prefix)) ||
    (tolerant && near === undefined)
  ) {
    return report.warning('no_effect', placeOfKey(entry), {
      message: `\`${entry.key}\` has no effect`,
      hint: (Object.hasOwn(noEffect, entry.key) ? noEffect[entry.key] : null) ?? undefined,
    });
  }
  const where = whereOf(table);
  const hint =
    (Object.hasOwn(hints, entry.key) ? hints[entry.key] : undefined) ??
    (near === undefined ? undefined : `did you mean \`${near}\`?`) ??
    hintForPlace(entry, node) ??
    `${hasTool(node) ? 'what a tool is given stands under `parameters`; ' : ''}the keys of ${where} are ${listNames(Object.keys(keys))}`;
  report.error('unknown_key', placeOfKey(entry), {
    message: `${where} has no key \`${entry.key.slice(0, 80)}\``,
    hint,
  });
}

function whereOf(table: TableName): string {
  if (table === 'top') return 'a pipeline';
  return table === 'config' ? '`config`' : `${/^[aeiou]/.test(table) ? 'an' : 'a'} ${table}`;
}

/** A key that is not indented far enough. */
function hintForPlace(entry: YamlEntry, node: YamlMap): string | undefined {
  const before = node.entries[node.entries.indexOf(entry) - 1];
  if (before?.value.kind === 'scalar' && before.value.value === null && before.value.isUnknown !== true)
    return `if it belongs to \`${before.key}\`, indent it further than that`;
  return undefined;
}

function hasTool(node: YamlMap): boolean {
  return node.entries.some(({ key }) => key === 'tool' || key === 'action');
}

function reportTwice(entry: YamlEntry, first: YamlEntry, report: Report): void {
  const message = `\`${entry.key}\` and \`${first.key}\` (line ${first.keySpan.line}) mean the same`;
  report.error('conflicting_keys', placeOfKey(entry), { message, hint: 'keep one of the two' });
}

/** An `action_loop` has its condition beside it. */
function reportContainers(all: readonly YamlEntry[], report: Report): void {
  const isActionLoop = all.some(({ key }) => key === 'action_loop');
  const condition = isActionLoop ? all.find(({ key }) => key === 'while' || key === 'until') : undefined;
  const [first, ...others] = all.filter((entry) => entry !== condition);
  for (const entry of others) {
    const message = `a step is one container; this one has \`${first?.key}\` and \`${entry.key}\``;
    report.error('two_containers', placeOfKey(entry), {
      message,
      hint: 'put one of them into a step of its own, under `steps` of the other',
    });
  }
}

const placedByTable = new Map<TableName, readonly (readonly [name: string, spec: KeySpec])[]>();

/** The keys of a table that must be there, or that mean nothing alone: a few of many. */
function placedKeys(table: TableName): readonly (readonly [name: string, spec: KeySpec])[] {
  const cached = placedByTable.get(table);
  if (cached !== undefined) return cached;
  const all = Object.entries(TABLES[table].keys);
  const placed = all.filter(([, { required, onlyWith }]) => required === true || onlyWith !== undefined);
  placedByTable.set(table, placed);
  return placed;
}

function checkPresence(
  node: YamlMap,
  about: { table: TableName; present: ReadonlyMap<string, YamlEntry> },
  report: Report,
): void {
  const { table, present } = about;
  for (const [name, spec] of placedKeys(table)) {
    const entry = present.get(name);
    if (
      entry === undefined &&
      spec.required === true &&
      node.isPartial !== true &&
      !isMisspelled(node, table, name) &&
      !isElsewhere(node, table, name)
    )
      reportMissing(node, name, report);
    if (entry === undefined || spec.onlyWith === undefined) continue;
    if (spec.onlyWith.some((key) => present.has(key)) || node.entries.some(({ key }) => key === 'foreach')) continue;
    const message = `\`${entry.key}\` means nothing without ${listNames(spec.onlyWith, 'or')}`;
    if (spec.misplaced === 'error') report.error('misplaced_key', placeOfKey(entry), { message, hint: spec.hint });
    else report.warning('no_effect', placeOfKey(entry), { message });
  }
}

/**
 * True if a step says what runs under a key that it does not have (`tol`, `run`), or with a merge key: that has been
 * told, and what is missing is only its echo.
 */
export function isElsewhereSaid(node: YamlNode): boolean {
  if (node.kind !== 'map') return false;
  if (node.isPartial === true) return true;
  const { hints = {} } = TABLES.step;
  return (
    SAYS_WHAT_RUNS.some((name) => isMisspelled(node, 'step', name)) ||
    node.entries.some(({ key }) => Object.hasOwn(hints, key) && hints[key]?.includes('`tool: ') === true)
  );
}

const SAYS_WHAT_RUNS: readonly string[] = [
  'tool',
  'action',
  'steps',
  'for_each',
  'while',
  'until',
  'parallel',
  'pipeline',
];

/** True if an unknown key has been told to be this one. */
function isMisspelled(node: YamlMap, table: TableName, name: string): boolean {
  const { hints = {} } = TABLES[table];
  return node.entries.some(({ key }) => {
    if (knownKeys(table).has(key)) return false;
    const hint = Object.hasOwn(hints, key) ? hints[key] : undefined;
    return hint === undefined ? suggest(key, knownKeys(table).keys()) === name : hint === `did you mean \`${name}\`?`;
  });
}

/** True if what is missing stands under an unknown key, which has been told where it belongs. */
function isElsewhere(node: YamlMap, table: TableName, name: string): boolean {
  return (
    table === 'top' &&
    node.entries.some(
      ({ key, value }) =>
        Object.hasOwn(TABLES[table].hints ?? {}, key) &&
        value.kind === 'map' &&
        value.entries.some((inner) => inner.key === name),
    )
  );
}

function reportMissing(node: YamlMap, name: string, report: Report): void {
  const first = node.entries[0];
  const place = { span: first?.keySpan ?? node.span, path: node.path };
  report.error('missing_key', place, {
    message: `\`${name}\` is missing`,
    hint: name === 'id' ? idHint(node) : undefined,
  });
}

/** An id that the step could have, made from what it is called. */
function idHint(node: YamlMap): string {
  const title = node.entries.find(({ key }) => key === 'name' || key === 'tool')?.value;
  return `for example \`id: ${idLike(title?.kind === 'scalar' ? title.text : '')}\``;
}

/** A text as the id of a step: \`My step\` → \`my_step\`. */
function idLike(text: string): string {
  const id = slugOf(text.replaceAll('ß', 'ss'))
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
  return id === '' ? 'step_1' : /^[a-z]/.test(id) ? id : `step_${id}`;
}
