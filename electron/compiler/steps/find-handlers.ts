import { didYouMean } from '../../templates/suggest.ts';
import type { Fields } from '../keys/fields.ts';
import { fieldsOf, textAt } from '../keys/fields.ts';
import { NO_LOCAL_NAMES } from '../names/scope.ts';
import type { TemplateSite } from '../names/site.ts';
import type { Place, Report } from '../report.ts';
import type { YamlNode } from '../yaml/tree.ts';
import type { Resolutions } from './resolve-steps.ts';
import { calledBy } from './resolve-steps.ts';
import { handlersOf, handlerTexts } from './step-sites.ts';
import type { StepEntry, StepTree } from './step-tree.ts';
import { groupsAround } from './step-tree.ts';

/** Which steps handlers run (language.md L21). */
export interface FoundHandlers {
  /** The nodes of the handlers that belong to each step: its own, then those of the groups around it. */
  readonly nodes: ReadonlyMap<StepEntry, readonly YamlNode[]>;
  /** The nodes under `error_handlers`. */
  readonly global: readonly YamlNode[];
  /** Steps that a handler runs. They are no part of the order. */
  readonly steps: ReadonlySet<StepEntry>;
  /** For each of them the steps whose own handlers run it. */
  readonly users: ReadonlyMap<StepEntry, readonly StepEntry[]>;
}

interface Finding {
  readonly tree: StepTree;
  readonly resolutions: Resolutions;
  readonly report: Report;
}

export function findHandlers(top: Fields, about: Finding): FoundHandlers {
  const { tree } = about;
  const nodes = new Map(tree.all.map((step) => [step, ownHandlers(step)]));
  const global = handlersOf(top, 'error_handlers');
  const users = new Map<StepEntry, StepEntry[]>();
  for (const [step, handlers] of nodes) for (const handler of handlers) addUse(step, { handler, users, ...about });
  for (const handler of global) addUse(null, { handler, users, ...about });
  return { nodes, global, steps: new Set(users.keys()), users };
}

/** The texts of the handlers of the whole file; nothing waits for what they read. */
export function globalSites({ global }: FoundHandlers): TemplateSite[] {
  return global.flatMap(handlerTexts).map((scalar) => ({
    source: scalar.source(),
    kind: 'template',
    path: scalar.path,
    step: null,
    level: null,
    local: { ...NO_LOCAL_NAMES, error: true },
  }));
}

/** What a group says of failures holds for its members; the group itself runs nothing. */
function ownHandlers(step: StepEntry): readonly YamlNode[] {
  if (step.kind === 'group') return [];
  return [step, ...groupsAround(step)].flatMap(({ fields }) => handlersOf(fields, 'on_error'));
}

/** `step`: whose handler it is; null: everybody's. */
function addUse(
  step: StepEntry | null,
  about: Finding & { handler: YamlNode; users: Map<StepEntry, StepEntry[]> },
): void {
  const { handler, tree, users, resolutions, report } = about;
  const fields = fieldsOf(handler, 'handler');
  const place = fields.get('run')?.value;
  const id = textAt(fields, 'run');
  if (place === undefined || id === undefined) return;
  const level = step?.parent ?? null;
  const target = tree.find(id, level);
  if (target === undefined) return reportUnknown(id, { place, tree, level }, report);
  const problem = problemOf(target, step) ?? problemOfTool(target, resolutions);
  if (problem !== undefined) return report.error('invalid_handler_step', place, problem);
  users.set(target, [...(users.get(target) ?? []), ...(step === null ? [] : [step])]);
}

function reportUnknown(
  id: string,
  { place, tree, level }: { place: Place; tree: StepTree; level: StepEntry | null },
  report: Report,
): void {
  const hidden = tree.findAnywhere(id);
  if (hidden !== undefined) {
    const message = `\`${id}\` runs inside \`${hidden.parent?.id}\`; a handler runs a step of its own level, or of one around it`;
    return report.error('hidden_step', place, { message });
  }
  if (tree.setAside.has(id)) return;
  report.error('unknown_step', place, {
    message: `there is no step \`${id.slice(0, 80)}\``,
    hint: didYouMean(id, tree.namesAt(level)),
  });
}

function problemOf(target: StepEntry, step: StepEntry | null): { message: string; hint: string } | undefined {
  const { id } = target;
  if (target === step) {
    const message = `the handler of \`${id}\` names that step itself`;
    return { message, hint: 'write `retry_with_handler: true`, or `retry`' };
  }
  if (target.kind !== 'step') {
    const message = `\`${id}\` runs other steps; a handler runs one that calls a tool, because what it does belongs to the failed attempt and cannot be resumed in its middle`;
    const hint = `write \`on_failure: ${id}\` to go on there instead, or call a tool here`;
    return { message, hint };
  }
  if (target.group !== null) {
    const message = `\`${id}\` is in a \`parallel\` group: it starts with the group`;
    return { message, hint: 'name a step that stands alone' };
  }
  const key = NOT_CALLED_WITH.find((name) => target.fields.has(name));
  if (key === undefined) return undefined;
  const message = `\`${id}\` runs only when a handler calls it, and then only its tool: its \`${key}\` has no effect`;
  return { message, hint: `remove its \`${key}\`` };
}

/** What belongs to a step's place in the order, or to its failure, which is the handler's. */
const NOT_CALLED_WITH = [
  'condition',
  'on_false',
  'on_success',
  'on_failure',
  'rollback_to',
  'on_error',
  'retry',
  'max_retries',
];

function problemOfTool(target: StepEntry, resolutions: Resolutions): { message: string; hint: string } | undefined {
  if (calledBy(target, resolutions)?.found.action.asks === undefined) return undefined;
  const message = `\`${target.id}\` asks a person; a handler cannot wait for an answer`;
  return { message, hint: 'write `on_failure: ask`' };
}
