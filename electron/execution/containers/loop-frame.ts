import type { LoopNames as Names } from '../../../shared/loop-names.ts';
import type { ForEach, Loop } from '../../../shared/pipeline.ts';
import { scopeOf } from '../../templates/evaluate/scope.ts';
import { NamespaceValue, type TemplateValue } from '../../templates/values.ts';
import type { LoopNames } from '../run/run-context.ts';

/** The names of an iteration as templates see them; those of a loop that was named are also members of that name. */
export function loopFrame(
  { loopName, isNamed }: Pick<ForEach | Loop, 'loopName' | 'isNamed'>,
  names: Names,
): LoopNames {
  const values = new Map<string, TemplateValue>(names);
  if (isNamed) values.set(loopName, new NamespaceValue(loopName, scopeOf(names)));
  return { name: loopName, values };
}
