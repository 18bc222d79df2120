import { fitValue } from '../../../shared/fit-value.ts';
import type { ValueNode } from '../../../shared/pipeline.ts';
import { listNames, suggest } from '../../templates/suggest.ts';
import type { ParameterSpec } from '../../tools/tool.ts';
import { matchesPattern } from '../patterns.ts';
import type { Place, Report } from '../report.ts';
import { holdsAuto, holdsTemplate, toJson, toValueNode } from '../values.ts';
import type { YamlEntry, YamlNode } from '../yaml/tree.ts';
import type { ResolvedTool } from './resolve-tool.ts';

type Parameters = readonly (readonly [name: string, value: ValueNode])[];

/**
 * Reads the parameters of a step against what the action declares: names, what is required, and every value that is
 * literal. `beside`: unknown keys of the step itself, which have been told; a parameter that stands there is not missing.
 */
export function readParameters(
  node: YamlNode | undefined,
  resolved: ResolvedTool,
  about: { place: Place; report: Report; beside?: ReadonlySet<string> },
): Parameters {
  const { action } = resolved.found;
  // Something else than a map has been reported as that.
  if (node !== undefined && node.kind !== 'map' && !(node.kind === 'scalar' && node.value === null)) return [];
  const entries = node?.kind === 'map' ? node.entries : [];
  const given = resolved.actionParameter ? entries.filter(({ key }) => key !== 'action') : entries;
  const firstByName = new Map<string, YamlEntry>();
  const parameters = given.flatMap((entry): Parameters => {
    const name = nameOf(entry.key, action.parameters);
    const spec = name === undefined ? undefined : action.parameters[name];
    if (name === undefined || spec === undefined) return reportUnknown(entry, resolved, about.report);
    const first = firstByName.get(name);
    if (first !== undefined) return reportTwice(entry, first, about.report);
    firstByName.set(name, entry);
    checkLiteral(entry.value, { name, spec }, about.report);
    return [[name, toValueNode(entry.value, spec)]];
  });
  for (const [name, spec] of Object.entries(action.parameters)) {
    if (spec.required !== true || spec.default !== undefined || firstByName.has(name)) continue;
    const isBeside = [name, ...(spec.aliases ?? [])].some((spelling) => about.beside?.has(spelling) === true);
    if (!isBeside && !isMisspelled(name, given, action.parameters)) reportMissing(name, { resolved, ...about });
  }
  return parameters;
}

/** The declared name of a parameter: as it is, or by an alias of the older dialect. */
function nameOf(key: string, specs: { readonly [name: string]: ParameterSpec }): string | undefined {
  if (Object.hasOwn(specs, key)) return key;
  return Object.entries(specs).find(([, spec]) => spec.aliases?.includes(key) === true)?.[0];
}

function labelOf({ tool, found }: ResolvedTool): string {
  return tool.name === found.name ? `\`${tool.name}\`` : `\`${tool.name}.${found.name}\``;
}

function reportUnknown(entry: YamlEntry, resolved: ResolvedTool, report: Report): [] {
  const names = Object.keys(resolved.found.action.parameters);
  const hint = hintFor(entry.key, names);
  const message = `${labelOf(resolved)} has no parameter \`${entry.key.slice(0, 80)}\``;
  report.error('unknown_parameter', { span: entry.keySpan, path: entry.value.path }, { message, hint });
  return [];
}

function hintFor(key: string, names: readonly string[]): string {
  const meant = suggestParameter(key, names);
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  if (STEP_KEYS.has(key)) return `\`${key}\` is a key of the step: write it beside \`tool\``;
  return `its parameters are ${listNames(names)}`;
}

/** Keys of a step that people look for among the parameters. */
const STEP_KEYS: ReadonlySet<string> = new Set([
  'timeout',
  'retry',
  'max_retries',
  'condition',
  'if',
  'dependencies',
  'depends_on',
  'needs',
  'on_failure',
  'on_error',
]);

/** The parameter that was misspelled, or abbreviated (`cmd`). */
function suggestParameter(key: string, names: readonly string[]): string | undefined {
  const near = suggest(key, names);
  if (near !== undefined || key.length < 3) return near;
  const [only, ...others] = names.filter((name) => name.startsWith(key.charAt(0)) && isWithin(key, name));
  return others.length === 0 ? only : undefined;
}

/** True if the letters stand in the name, in their order. */
function isWithin(letters: string, name: string): boolean {
  let at = -1;
  return [...letters].every((letter) => (at = name.indexOf(letter, at + 1)) !== -1);
}

/** True if an unknown parameter has been told to be this one. */
function isMisspelled(
  name: string,
  given: readonly YamlEntry[],
  specs: { readonly [name: string]: ParameterSpec },
): boolean {
  return given.some(
    ({ key }) => nameOf(key, specs) === undefined && suggestParameter(key, Object.keys(specs)) === name,
  );
}

function reportTwice(entry: YamlEntry, first: YamlEntry, report: Report): [] {
  const message = `\`${entry.key}\` and \`${first.key}\` (line ${first.keySpan.line}) are the same parameter`;
  report.error(
    'conflicting_keys',
    { span: entry.keySpan, path: entry.value.path },
    { message, hint: 'keep one of the two' },
  );
  return [];
}

function reportMissing(name: string, about: { resolved: ResolvedTool; place: Place; report: Report }): void {
  const message = `${labelOf(about.resolved)} needs the parameter \`${name}\``;
  const description = about.resolved.found.action.parameters[name]?.description;
  const hint = description === undefined ? undefined : `\`${name}\`: ${description}`;
  about.report.error('missing_parameter', about.place, { message, hint });
}

function checkLiteral(node: YamlNode, declared: { name: string; spec: ParameterSpec }, report: Report): void {
  if (holdsTemplate(node) || holdsAuto(node)) return;
  const { name, spec } = declared;
  const fitted = fitValue(toJson(node, spec), spec, name, { matches: matchesPattern });
  if (fitted.ok) return;
  for (const problem of fitted.problems) {
    const message = `\`${problem.path}\`: ${problem.message}`;
    // A pattern says little to a person.
    const hint = spec.pattern === undefined ? undefined : spec.description;
    report.error('invalid_parameter', nodeAt(node, problem.at), { message, hint });
  }
}

/** The node at a place below another; the nearest one above where there is none. */
export function nodeAt(node: YamlNode, at: readonly (string | number)[]): YamlNode {
  const [part, ...rest] = at;
  if (part === undefined || node.kind === 'scalar') return node;
  const inner = node.kind === 'list' ? node.items[Number(part)] : node.entries.find(({ key }) => key === part)?.value;
  return inner === undefined ? node : nodeAt(inner, rest);
}
