import { isElsewhereSaid } from '../keys/check-shape.ts';
import type { Report } from '../report.ts';
import type { Resolution, ResolvedTool } from '../tools/resolve-tool.ts';
import { resolveTool } from '../tools/resolve-tool.ts';
import type { ToolIndex } from '../tools/tool-index.ts';
import { isSingle } from './step-kind.ts';
import type { StepEntry, StepTree } from './step-tree.ts';

/** What each step runs. `container`: steps of its own, or another pipeline. */
export type Resolutions = ReadonlyMap<StepEntry, Resolution | 'container'>;

interface Resolving {
  readonly index: ToolIndex;
  readonly report: Report;
}

/** Finds what each step runs. */
export function resolveSteps(tree: StepTree, about: Resolving): Resolutions {
  return new Map(tree.all.map((step) => [step, resolveStep(step, about)]));
}

function resolveStep(step: StepEntry, about: Resolving): Resolution | 'container' {
  const { fields, kind } = step;
  if (kind !== 'step' && !isSingle(step) && !(kind === 'pipeline' && !fields.has('pipeline'))) return 'container';
  const isLoop = ['for_each', 'while', 'until'].some((key) => fields.has(key));
  const saysNothing = !fields.has('tool') && !fields.has('action');
  if (saysNothing && isElsewhereSaid(step.node)) return null;
  if (!saysNothing || !isLoop) return resolveTool(fields, step.idNode, about);
  about.report.error('missing_tool', step.idNode, {
    message: 'nothing says what is repeated: there are no `steps`, no `tool` and no `action`',
    hint: 'put the steps of the loop under `steps`',
  });
  return null;
}

/** The tool and action that a step (or each iteration of it) calls; undefined: none, or not known. */
export function calledBy(step: StepEntry, resolutions: Resolutions): ResolvedTool | undefined {
  const resolved = resolutions.get(step);
  return typeof resolved === 'object' && resolved !== null ? resolved : undefined;
}
