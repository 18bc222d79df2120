import type { SourceText } from '../../../shared/source.ts';
import { isTemplate } from '../../templates/compile.ts';
import type { Fields } from '../keys/fields.ts';
import { fieldsOf, itemsAt, textAt } from '../keys/fields.ts';
import type { FileNames, LocalNames } from '../names/scope.ts';
import { localNames } from '../names/scope.ts';
import type { TemplateSite } from '../names/site.ts';
import { normalizeName } from '../suggest.ts';
import { scalarsOf } from '../values.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/tree.ts';
import type { StepEntry } from './step-tree.ts';

/** Keys of a step whose texts are templates, and whether they see the names of the step's own loop. */
const VALUE_KEYS: { readonly [key: string]: 'inside' | 'outside' } = {
  parameters: 'inside',
  model: 'inside',
  for_each: 'outside',
  inputs: 'inside',
  action_loop: 'inside',
  max_parallel: 'outside',
  max_iterations: 'outside',
  set_state: 'inside',
  pipeline: 'outside',
};
/** Keys that are conditions. */
const CONDITION_KEYS: { readonly [key: string]: 'inside' | 'outside' } = {
  condition: 'outside',
  while: 'inside',
  until: 'inside',
};

/** Every text of a step that is evaluated, without those of the steps in its body. */
export function sitesOf(step: StepEntry, names: FileNames): TemplateSite[] {
  const localOf = { inside: localNames(step, names, true), outside: localNames(step, names, false) };
  const values = Object.entries(VALUE_KEYS).flatMap(([key, side]) => templatesAt(step, key, localOf[side]));
  const conditions = Object.entries(CONDITION_KEYS).flatMap(([key, side]) => {
    const source = conditionAt(step.fields, key);
    const path = step.fields.get(key)?.value.path ?? step.node.path;
    return source === undefined ? [] : [{ source, kind: 'condition' as const, path, step, local: localOf[side] }];
  });
  return [...conditions, ...values, ...handlerSites(step, localOf.inside)];
}

/** The text of a condition; undefined where there is none. A boolean is its word. */
export function conditionAt(fields: Fields, key: string): SourceText | undefined {
  const node = fields.get(key)?.value;
  return node?.kind === 'scalar' && node.value !== null && typeof node.value !== 'number' ? node.source() : undefined;
}

function templatesAt(step: StepEntry, key: string, local: LocalNames): TemplateSite[] {
  const node = step.fields.get(key)?.value;
  const inner = key === 'parameters' && node?.kind === 'map' && isPipelineExecutor(step) ? withoutPipeline(node) : node;
  return inner === undefined ? [] : templatesIn(inner).map((scalar) => siteOf(scalar, step, local));
}

function isPipelineExecutor(step: StepEntry): boolean {
  return normalizeName(textAt(step.fields, 'tool') ?? '') === 'pipelineexecutor';
}

/** The text of a pipeline among the parameters has names of its own. */
function withoutPipeline(parameters: YamlMap): YamlMap {
  return { ...parameters, entries: parameters.entries.filter(({ key }) => key !== 'pipeline') };
}

export function templatesIn(node: YamlNode): YamlScalar[] {
  return scalarsOf(node).filter((scalar) => typeof scalar.value === 'string' && isTemplate(scalar.value));
}

function siteOf(scalar: YamlScalar, step: StepEntry | null, local: LocalNames): TemplateSite {
  return { source: scalar.source(), kind: 'template', path: scalar.path, step, local };
}

/** The texts of the maps under `on_error`: what handlers run, with what, and their fallback values. */
function handlerSites(step: StepEntry, local: LocalNames): TemplateSite[] {
  return handlersOf(step.fields, 'on_error').flatMap((handler) =>
    handlerTexts(handler).map((scalar) => siteOf(scalar, step, { ...local, error: true })),
  );
}

/** One handler, or a list of them. */
export function handlersOf(fields: Fields, key: string): readonly YamlNode[] {
  const node = fields.get(key)?.value;
  if (node?.kind === 'map') return [node];
  return itemsAt(fields, key).filter((item) => item.kind === 'map');
}

export function handlerTexts(handler: YamlNode): YamlScalar[] {
  const fields = fieldsOf(handler, 'handler');
  return ['action', 'parameters', 'fallback_value', 'enabled'].flatMap((key) => {
    const node = fields.get(key)?.value;
    return node === undefined ? [] : templatesIn(node);
  });
}
