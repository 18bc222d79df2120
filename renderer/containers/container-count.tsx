import { Hand } from 'lucide-react';
import { stepsIn } from '../../shared/state/run-scopes.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { isSettled } from '../../shared/state/run-state.ts';
import { waitingInside } from '../../shared/state/shown-status.ts';
import { useLoop } from '../canvas/heat-strip.tsx';
import { useStudio } from '../state/parts.tsx';
import { useSteps } from '../state/step-view.ts';
import { definitionOf } from '../state/use-graph-of-open.ts';
import { loopCount } from './loop-count.ts';

const NONE: readonly string[] = [];

/** Of the steps inside of an included pipeline, how many are settled. */
function settledIn(state: RunState, path: string): number {
  let settled = 0;
  for (const { status } of stepsIn(state, path).values()) if (isSettled(status)) settled += 1;
  return settled;
}

/** How far an included pipeline is, in steps; null for every other step, and before it begins. */
function useIncluded(path: string): { readonly settled: number; readonly total: number } | null {
  const total = useStudio((studio) => {
    const container = definitionOf(studio, path)?.container;
    return container?.kind === 'pipeline' ? container.pipeline.steps.length : null;
  });
  const settled = useSteps(path, NONE, (view) => (total === null ? 0 : settledIn(view.shown, path)));
  const hasBegun = useSteps(path, NONE, (view) => view.shown.scopes.has(path));
  return total === null || !hasBegun ? null : { settled, total };
}

/** `37/120` and what has failed of it; for loops that end by a condition the iteration they are at. */
export function ContainerCount({ path, open }: { path: string; open: boolean }) {
  const loop = useLoop(path);
  const included = useIncluded(path);
  const waiting = useSteps(path, NONE, (view) => waitingInside(view.shown, path).length);
  return (
    <>
      {waiting > 0 && (
        <b data-look="waiting" className="step-chip-wait" title={`${waiting} inside wait for an answer`}>
          <Hand size={10} aria-label="waiting inside" /> {waiting}
        </b>
      )}
      {loop !== undefined && loop.failed > 0 && (
        <b data-look="failed" className="font-semibold text-look" title={`${loop.failed} iterations failed`}>
          ✗{loop.failed}
        </b>
      )}
      {loop !== undefined && (
        <b className="font-semibold">{loop.total === null && open ? `#${loop.iterations.size}` : loopCount(loop)}</b>
      )}
      {included !== null && (
        <b className="font-semibold" title="steps inside that are settled">
          {included.settled}/{included.total}
        </b>
      )}
    </>
  );
}

/** How much of a container is done, as a thin line; nothing where nobody knows how much there is. */
export function ContainerProgress({ path }: { path: string }) {
  const loop = useLoop(path);
  const included = useIncluded(path);
  const fraction =
    included !== null
      ? included.settled / Math.max(1, included.total)
      : loop === undefined || loop.total === null
        ? null
        : (loop.completed + loop.failed) / Math.max(1, loop.total);
  return fraction === null ? null : <span className="step-progress" style={{ transform: `scaleX(${fraction})` }} />;
}
