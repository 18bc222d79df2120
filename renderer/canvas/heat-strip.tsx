import { bandsOf } from '../containers/heat.ts';
import { useParts } from '../state/parts.tsx';
import { useStep, useSteps } from '../state/step-view.ts';

const NONE: readonly string[] = [];

export function useLoop(path: string) {
  return useSteps(path, NONE, (view) => view.shown.loops.get(path));
}

/** The iterations of a loop at a glance. */
export function HeatStrip({ path }: { path: string }) {
  const { run } = useParts();
  const loop = useLoop(path);
  const active = useStep(path)?.status === 'started';
  if (loop === undefined) return null;
  const cells = run.getState().timeline.tallies.of(loop).cells();
  return (
    <span className="heat" aria-hidden>
      {bandsOf(cells, active).map(({ look, from, to }) => (
        <i key={from} data-heat={look} style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
      ))}
    </span>
  );
}
