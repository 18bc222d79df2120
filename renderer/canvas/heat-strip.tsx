import { useSteps } from '../state/step-view.ts';
import { heatStrip } from './heat.ts';

const NONE: readonly string[] = [];
const MARKS = 44;

export function useLoop(path: string) {
  return useSteps(path, NONE, (view) => view.shown.loops.get(path));
}

/** The iterations of a loop at a glance. */
export function HeatStrip({ path }: { path: string }) {
  const loop = useLoop(path);
  if (loop === undefined) return null;
  return (
    <span className="heat" aria-hidden>
      {heatStrip(loop, MARKS).map((look, index) => (
        <i key={index} data-look={look} />
      ))}
    </span>
  );
}
