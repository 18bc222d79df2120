import { normalizeName } from '../../templates/suggest.ts';
import type { Fields } from '../keys/fields.ts';
import { textAt } from '../keys/fields.ts';
import type { YamlEntry, YamlMap } from '../yaml/tree.ts';

/** What a step is (language.md L22-L27); `step` runs its tool. */
export type StepKind = 'step' | 'for_each' | 'loop' | 'group' | 'pipeline';

const KINDS: ReadonlyMap<string, StepKind> = new Map([
  ['for_each', 'for_each'],
  ['while', 'loop'],
  ['until', 'loop'],
  ['action_loop', 'loop'],
  ['parallel', 'group'],
  ['pipeline', 'pipeline'],
]);

/** Of several container keys the first counts; all but an `action_loop` with its condition have been reported. */
export function kindOf(node: YamlMap, fields: Fields): StepKind {
  for (const [name, entry] of fields) {
    const kind = KINDS.get(name);
    if (kind !== undefined && isUsable(name, entry)) return kind;
  }
  // Refused, but what is read in its body is meant well.
  if (node.entries.some(({ key }) => key === 'foreach')) return 'for_each';
  return isPipelineTool(fields) ? 'pipeline' : 'step';
}

function isUsable(name: string, { value }: YamlEntry): boolean {
  if (name === 'parallel' || name === 'action_loop') return value.kind === 'list';
  if (name === 'for_each') return value.kind !== 'scalar' || value.value !== null;
  return value.kind === 'scalar' && value.value !== null;
}

const EXECUTOR = 'pipelineexecutor';

/** `tool: pipeline-executor` (language.md L26). */
export function isPipelineTool(fields: Fields): boolean {
  const name = textAt(fields, 'tool') ?? textAt(fields, 'action') ?? '';
  return name.length >= EXECUTOR.length && normalizeName(name.replace(/\..*$/, '')) === EXECUTOR;
}

/** A loop without steps of its own repeats its own tool. */
export function isSingle(step: { readonly kind: StepKind; readonly fields: Fields }): boolean {
  const isLoop = step.kind === 'for_each' || step.kind === 'loop';
  return isLoop && !step.fields.has('steps') && !step.fields.has('action_loop');
}
