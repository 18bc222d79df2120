import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { scopeOf } from '../../shared/step-path.ts';
import { loopCount } from '../canvas/heat.ts';
import { HeatStrip, useLoop } from '../canvas/heat-strip.tsx';
import { useStudio } from '../state/parts.tsx';
import { cx } from '../ui/cx.ts';
import { Empty } from '../ui/empty.tsx';
import { Segmented } from '../ui/fields.tsx';
import { formatClock, formatDuration } from '../ui/format.ts';
import { StatusIcon } from '../ui/status-icon.tsx';
import type { IterationRow, IterationSort } from './iteration-rows.ts';
import { iterationRows } from './iteration-rows.ts';

const ROW = 26;
const SORTS = [
  { id: 'trouble', label: 'Failed first' },
  { id: 'order', label: 'In order' },
  { id: 'duration', label: 'Longest first' },
] as const;

/** Every iteration of a loop; each leads inside (monitor.md M4). */
export function IterationsTab({ step }: { step: string }) {
  const loop = useLoop(step);
  const [sort, setSort] = useState<IterationSort>('trouble');
  const rows = useMemo(() => (loop === undefined ? [] : iterationRows(loop, sort)), [loop, sort]);
  if (loop === undefined)
    return <Empty title="No iteration yet">Each is listed here when it begins, with the way inside.</Empty>;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-col gap-2 p-3 pb-2">
        <p className="num text-12">
          <b className="font-semibold">{loopCount(loop)}</b>{' '}
          <span className="text-mute">done{loop.failed > 0 && `, ${loop.failed} failed`}</span>
        </p>
        <div className="heat-wide">
          <HeatStrip path={step} />
        </div>
        <div>
          <Segmented label="Order" value={sort} onChange={setSort} options={SORTS} />
        </div>
      </div>
      <Rows step={step} rows={rows} />
    </div>
  );
}

function Rows({ step, rows }: { step: string; rows: readonly IterationRow[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const enter = useStudio((studio) => studio.enter);
  const scope = useStudio((studio) => studio.scope);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      <ul aria-label="Iterations" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const inside = scopeOf(step, row.iteration);
          const { status, startedAt, durationMs } = row.state;
          return (
            <li key={row.iteration} className="absolute inset-x-0 h-[26px]" style={{ top: item.start }}>
              <button
                type="button"
                onClick={() => enter(inside)}
                className={cx(
                  'flex h-full w-full items-center gap-2.5 px-3 text-left text-12',
                  scope === inside ? 'bg-accent-bg' : 'hover:bg-hover',
                )}
              >
                <StatusIcon look={status === 'started' ? 'running' : status} size={14} labelled />
                <span className="num flex-1">{row.iteration + 1}</span>
                <span className="num text-11 text-mute">
                  {durationMs === undefined ? '' : formatDuration(durationMs)}
                </span>
                <span className="num w-20 text-right font-mono text-11 text-mute">{formatClock(startedAt)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
