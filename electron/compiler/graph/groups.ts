import type { StepEntry } from '../steps/step-tree.ts';

/** The steps of a `parallel` group and of the groups in it, without the joins. */
export function allMembers(group: StepEntry): StepEntry[] {
  return group.members.flatMap((member) => (member.kind === 'group' ? allMembers(member) : [member]));
}
