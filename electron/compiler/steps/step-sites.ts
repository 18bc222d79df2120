import type { SourceText } from '../../../shared/source.ts';
import { isTemplate } from '../../templates/compile.ts';
import type { Fields } from '../keys/fields.ts';
import { fieldsOf, itemsAt } from '../keys/fields.ts';
import type { FileNames } from '../names/scope.ts';
import { localNames } from '../names/scope.ts';
import type { TemplateSite } from '../names/site.ts';
import { scalarsOf } from '../values.ts';
import type { YamlNode, YamlScalar } from '../yaml/tree.ts';
import { bareIterable } from './iterable.ts';
import { isPipelineTool, isSingle } from './step-kind.ts';
import type { StepEntry } from './step-tree.ts';

/**
 * Where the texts at a key are evaluated: `outside` (once, by the step, without the names of the loop that it is),
 * `inside` (with them), or by the loop, where the body's steps are seen too.
 */
type Side = 'outside' | 'inside' | 'body_before' | 'body_after';

const SIDES: ReadonlyMap<string, Side> = new Map([
  ['condition', 'outside'],
  ['while', 'body_before'],
  ['until', 'body_after'],
  ['parameters', 'inside'],
  ['model', 'inside'],
  ['for_each', 'outside'],
  ['inputs', 'outside'],
  ['max_parallel', 'outside'],
  ['max_iterations', 'outside'],
  ['set_state', 'body_after'],
]);
const CONDITIONS: ReadonlySet<string> = new Set(['condition', 'while', 'until']);

/** Every text of a step that is evaluated, without those of the steps in its body and of its handlers. */
export function sitesOf(step: StepEntry, names: FileNames): TemplateSite[] {
  const outside = localNames(step, names, false);
  const inside = step.kind === 'for_each' || step.kind === 'loop' ? localNames(step, names, true) : outside;
  const sites: TemplateSite[] = [];
  for (const [key, entry] of step.fields) {
    const side = SIDES.get(key);
    if (side === undefined) continue;
    const kind = CONDITIONS.has(key) ? 'condition' : 'template';
    const seen = seenFrom(step, side);
    const local = side === 'outside' ? outside : inside;
    for (const { source, path } of textsAt(step, key, entry.value))
      sites.push({ source, kind, path, step, ...seen, local });
  }
  return sites;
}

/** The texts of the handlers of a step; those of a loop that repeats its own tool belong to each iteration. */
export function handlerSites(step: StepEntry, handlers: readonly YamlNode[], names: FileNames): TemplateSite[] {
  if (handlers.length === 0) return [];
  const local = { ...localNames(step, names, isSingle(step)), error: true };
  return handlers.flatMap((handler) =>
    handlerTexts(handler).map((scalar) => ({
      source: scalar.source(),
      kind: 'template' as const,
      path: scalar.path,
      step,
      level: step.parent,
      local,
    })),
  );
}

interface Text {
  readonly source: SourceText;
  readonly path: string;
}

function seenFrom(step: StepEntry, side: Side): Pick<TemplateSite, 'level' | 'sees'> {
  if (side === 'outside' || side === 'inside') return { level: step.parent };
  return { level: step.body.length > 0 ? step : step.parent, sees: side };
}

/** The text of a condition; undefined where there is none. A boolean is its word. */
export function conditionAt(fields: Fields, key: string): SourceText | undefined {
  const node = fields.get(key)?.value;
  return node?.kind === 'scalar' && node.value !== null && typeof node.value !== 'number' ? node.source() : undefined;
}

function textsAt(step: StepEntry, key: string, node: YamlNode): Text[] {
  const whole = CONDITIONS.has(key)
    ? conditionAt(step.fields, key)
    : key === 'for_each'
      ? bareIterable(node)
      : undefined;
  if (whole !== undefined && whole !== null) return [{ source: whole, path: node.path }];
  if (CONDITIONS.has(key)) return [];
  return templatesIn(key === 'parameters' ? withoutPipeline(step, node) : node).map((scalar) => ({
    source: scalar.source(),
    path: scalar.path,
  }));
}

/** The text of a pipeline among the parameters has names of its own. */
function withoutPipeline(step: StepEntry, parameters: YamlNode): YamlNode {
  if (parameters.kind !== 'map' || !isPipelineTool(step.fields)) return parameters;
  return { ...parameters, entries: parameters.entries.filter(({ key }) => key !== 'pipeline') };
}

export function templatesIn(node: YamlNode): YamlScalar[] {
  return scalarsOf(node).filter((scalar) => typeof scalar.value === 'string' && isTemplate(scalar.value));
}

/** One handler, or a list of them. */
export function handlersOf(fields: Fields, key: string): readonly YamlNode[] {
  const node = fields.get(key)?.value;
  if (node?.kind === 'map') return [node];
  return itemsAt(fields, key).filter((item) => item.kind === 'map');
}

/** What handlers give to what they run, and their fallback values. */
export function handlerTexts(handler: YamlNode): YamlScalar[] {
  const fields = fieldsOf(handler, 'handler');
  return ['parameters', 'fallback_value', 'enabled'].flatMap((key) => {
    const node = fields.get(key)?.value;
    return node === undefined ? [] : templatesIn(node);
  });
}
