import type { Report } from '../report.ts';
import type { Resolution } from '../tools/resolve-tool.ts';
import { resolveTool } from '../tools/resolve-tool.ts';
import type { ToolIndex } from '../tools/tool-index.ts';
import type { StepEntry, StepTree } from './step-tree.ts';

export type Resolutions = ReadonlyMap<StepEntry, Resolution>;

/** Containers that bring what they run: they need no tool. */
const SELF_SUFFICIENT = ['steps', 'parallel', 'pipeline', 'action_loop'];
const CONTAINERS = ['for_each', 'while', 'until', ...SELF_SUFFICIENT];

/** True if a step runs other steps, or itself several times. */
export function isContainer(step: StepEntry): boolean {
  return CONTAINERS.some((key) => step.fields.has(key)) || step.node.entries.some(({ key }) => key === 'foreach');
}

/** Finds what each step runs. */
export function resolveSteps(tree: StepTree, about: { index: ToolIndex; report: Report }): Resolutions {
  return new Map([...tree.byId.values()].map((step) => [step, resolveStep(step, about)]));
}

function resolveStep(step: StepEntry, about: { index: ToolIndex; report: Report }): Resolution {
  const { fields } = step;
  const hasTool = fields.has('tool') || fields.has('action');
  if (!hasTool && SELF_SUFFICIENT.some((key) => fields.has(key))) return 'later';
  return resolveTool(fields, step.idNode, about);
}
