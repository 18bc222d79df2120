import type { Bar } from './bars.ts';
import type { ChartRow } from './rows.ts';

/** What the marks mean that are on the screen now. */
export function Legend({ rows }: { rows: readonly ChartRow[] }) {
  const has = (kind: Bar['kind']) => rows.some(({ bars }) => bars.some((bar) => bar.kind === kind));
  return (
    <span className="flex items-center gap-3 max-[1100px]:hidden">
      <Entry word="critical path" mark="h-0.5 bg-accent" />
      {has('queued') && <Entry word="queued" mark="h-[3px] bg-line-strong" />}
      {has('waiting-retry') && <Entry word="waits to try again" look="retrying" mark="timeline-dashes h-[3px]" />}
      {has('waiting') && <Entry word="waits for a person" look="waiting" mark="timeline-hatch h-2.5 rounded-[2px]" />}
    </span>
  );
}

function Entry({ word, mark, look }: { word: string; mark: string; look?: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <i data-look={look} className={`w-4 ${mark}`} /> {word}
    </span>
  );
}
