import type { GraphNode } from '../../../shared/graph/graph.ts';
import type { Look } from '../../../shared/state/look.ts';
import { lookOfStep } from '../../../shared/state/look.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { isSettled } from '../../../shared/state/run-state.ts';
import { shownStatus } from '../../../shared/state/shown-status.ts';
import { isInside } from '../../../shared/step-path.ts';
import { entryAt } from '../place.ts';
import type { RunView } from './run-store.ts';

/**
 * The look of a step in the open run: its own facts, and what is to be seen only beside others. What is ready and has not
 * begun waits for a place; that is told by its dependencies alone, so that a place becoming free does not redraw all who wait.
 */
export function lookIn(view: RunView, node: Pick<GraphNode, 'id' | 'dependencies'>): Look {
  const look = lookOfStep(entryAt(view.shown, node.id));
  if (standsAt(view.shown, node.id)) return 'paused';
  if (look === 'running') return lookUnderWay(view, node.id);
  if (look !== 'pending' || view.shown.status !== 'running') return look;
  const ready = node.dependencies.every((id) => isSettled(entryAt(view.shown, id)?.status ?? 'pending'));
  return ready ? 'queued' : 'pending';
}

/** True if the run stopped at a breakpoint of the step, or of one inside of it. */
function standsAt({ breakpoint, status }: RunState, id: string): boolean {
  if (breakpoint === null || (status !== 'paused' && status !== 'running')) return false;
  return breakpoint.step === id || (status === 'paused' && isInside(breakpoint.step, id));
}

/** A step that has begun: perhaps nobody works on it now. Only a container outlasts the pause of its run. */
function lookUnderWay({ shown, interrupted, playhead }: RunView, id: string): Look {
  if (interrupted && playhead === null) return 'interrupted';
  if (shownStatus(shown, id) === 'waiting') return 'waiting';
  return shown.status === 'paused' ? 'paused' : 'running';
}
