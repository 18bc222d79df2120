import { useVirtualizer } from '@tanstack/react-virtual';
import { Minus, Plus } from 'lucide-react';
import { memo, useMemo, useRef, useState } from 'react';
import { StepMenu } from '../canvas/step-menu.tsx';
import { useMoment } from '../state/clock.ts';
import { useGraph, useRun, useStudio } from '../state/parts.tsx';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Empty } from '../ui/empty.tsx';
import { formatDuration } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import type { Bar, TimelineRow, TimelineView } from './bars.ts';
import { axisMarks, timelineOf } from './bars.ts';

const ROW = 26;
const NAMES = 172;
const ZOOMS = [1, 2, 4, 8, 16, 32] as const;

/** When each attempt ran, what it waited for, and the chain that decided how long the run took (monitor.md M13). */
export function Timeline() {
  const graph = useGraph((view) => view.graph);
  const shown = useRun((view) => view.shown);
  const running = shown.status === 'running';
  const now = useMoment(running);
  const [zoom, setZoom] = useState(0);
  const view = useMemo(() => (graph === null ? null : timelineOf(graph, shown, now)), [graph, shown, now]);
  if (view === null || view.rows.length === 0)
    return <Empty title="Nothing has run yet">Bars for every attempt appear here once the first step starts.</Empty>;
  return (
    <div className="flex h-full flex-col bg-panel">
      <div className="flex h-9 shrink-0 items-center gap-3 px-3 text-11 text-mute">
        <span className="num">
          Critical path <b className="font-semibold text-text">{formatDuration(view.criticalMs)}</b> of{' '}
          {formatDuration(view.totalMs)}
        </span>
        <Legend />
        <span className="flex-1" />
        <IconButton icon={Minus} label="Zoom out" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} />
        <IconButton
          icon={Plus}
          label="Zoom in"
          disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        />
      </div>
      <StepMenu>
        <Chart view={view} zoom={ZOOMS[zoom] ?? 1} />
      </StepMenu>
    </div>
  );
}

function Legend() {
  return (
    <span className="flex items-center gap-3 max-[1100px]:hidden">
      <span className="flex items-center gap-1.5">
        <i className="h-2 w-4 rounded-sm bg-line-strong" /> queued
      </span>
      <span className="flex items-center gap-1.5">
        <i className="h-0.5 w-4 bg-accent" /> critical path
      </span>
    </span>
  );
}

function Chart({ view, zoom }: { view: TimelineView; zoom: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: view.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const marks = axisMarks(view.totalMs, 6 * zoom);
  return (
    <div ref={scroller} tabIndex={0} role="region" aria-label="Timeline" className="h-full overflow-auto">
      <div style={{ width: `${zoom * 100}%` }} className="min-w-full">
        <div className="sticky top-0 z-20 h-6 border-b border-line bg-panel">
          <div className="absolute inset-y-0 right-4" style={{ left: NAMES }}>
            {marks.map((mark) => (
              <span
                key={mark}
                className="num absolute top-1 border-l border-line pl-1 text-11 text-mute"
                style={{ left: `${(mark / view.totalMs) * 100}%` }}
              >
                {mark === 0 ? '0' : formatDuration(mark)}
              </span>
            ))}
          </div>
        </div>
        <ul aria-label="Steps in time" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = view.rows[item.index];
            return row === undefined ? null : <Row key={row.step} row={row} top={item.start} totalMs={view.totalMs} />;
          })}
        </ul>
      </div>
    </div>
  );
}

const Row = memo(function Row({ row, top, totalMs }: { row: TimelineRow; top: number; totalMs: number }) {
  const selected = useStudio((studio) => studio.selected === row.step);
  const select = useStudio((studio) => studio.select);
  return (
    <li
      data-step={row.step}
      className={cx('absolute inset-x-0 h-[26px]', selected ? 'bg-accent-bg' : 'hover:bg-hover')}
      style={{ top }}
    >
      <button
        type="button"
        aria-pressed={selected}
        aria-label={describe(row)}
        onClick={() => select(row.step)}
        className="absolute inset-0 text-left"
      >
        <span
          className={cx(
            'sticky left-0 z-10 flex h-full items-center border-r border-line pr-2 pl-3 text-12',
            selected ? 'bg-accent-bg' : 'bg-panel',
          )}
          style={{ width: NAMES }}
        >
          <span className="truncate">
            <SafeText>{row.step}</SafeText>
          </span>
        </span>
        <span className="absolute inset-y-0 right-4" style={{ left: NAMES }}>
          {row.bars.map((bar) => (
            <BarView
              key={`${bar.kind} ${bar.from}`}
              bar={bar}
              totalMs={totalMs}
              critical={row.critical}
              last={bar === row.bars.at(-1)}
            />
          ))}
        </span>
      </button>
    </li>
  );
});

const LOOKS = {
  queued: 'queued',
  'waiting-retry': 'retrying',
  completed: 'completed',
  failed: 'failed',
  running: 'running',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
} as const;

function BarView({ bar, totalMs, critical, last }: { bar: Bar; totalMs: number; critical: boolean; last: boolean }) {
  // Near the end of the axis there is room before the bar, not behind it.
  const labelAt = bar.to / totalMs > 0.9 ? 'right-full pr-1.5' : 'left-full pl-1.5';
  const ms = bar.to - bar.from;
  const quiet = bar.kind === 'queued' || bar.kind === 'waiting-retry';
  const style = { left: `${(bar.from / totalMs) * 100}%`, width: `max(2px, ${(ms / totalMs) * 100}%)` };
  if (quiet)
    return (
      <span
        title={`${bar.kind === 'queued' ? 'queued' : 'waits to try again'} ${formatDuration(ms)}`}
        className="absolute top-3 h-[3px] bg-line-strong"
        style={style}
      />
    );
  return (
    <span
      data-look={LOOKS[bar.kind]}
      title={`attempt ${bar.attempt}: ${formatDuration(ms)}`}
      className="absolute top-1.5 flex h-3.5 items-center rounded-[3px] bg-look/75"
      style={style}
    >
      {critical && <span className="absolute inset-x-0 -bottom-[3px] h-0.5 bg-accent" />}
      {last && <span className={cx('num absolute text-11 text-mute', labelAt)}>{formatDuration(ms)}</span>}
    </span>
  );
}

function describe(row: TimelineRow): string {
  const attempts = row.bars.filter((bar) => bar.attempt > 0);
  const took = attempts.reduce((sum, bar) => sum + bar.to - bar.from, 0);
  return `${row.step}, ${attempts.length === 1 ? 'one attempt' : `${attempts.length} attempts`}, ${formatDuration(took)}${row.critical ? ', on the critical path' : ''}`;
}
