import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight, Minus, Plus } from 'lucide-react';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { Graph, GraphNode } from '../../shared/graph/graph.ts';
import { StepMenu } from '../canvas/step-menu.tsx';
import { useMoment } from '../state/clock.ts';
import { useGraph, useParts, useRun, useStudio } from '../state/parts.tsx';
import { shownPipeline } from '../state/use-graph-of-open.ts';
import { insideOf, scopeShown, toggled, withBodies } from '../table/bodies.ts';
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
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => setOpen((before) => toggled(before, id)), []);
  const rows = useRowsWithBodies(view, open, now);
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
        <Chart view={view} rows={rows} open={open} onToggle={toggle} zoom={ZOOMS[zoom] ?? 1} />
      </StepMenu>
    </div>
  );
}

interface PlacedRow {
  readonly row: TimelineRow;
  readonly node: GraphNode;
  /** How many containers are around it. */
  readonly depth: number;
}

/** The bars of open containers' steps stand under those of the container, on the same axis. */
function useRowsWithBodies(view: TimelineView | null, open: ReadonlySet<string>, now: number): readonly PlacedRow[] {
  const { run } = useParts();
  const graph = useGraph((state) => state.graph);
  const pipeline = useStudio(shownPipeline);
  const chosen = useStudio((studio) => studio.chosenIterations);
  return useMemo(() => {
    if (view === null || graph === null) return [];
    const inside = insideOf(pipeline, open, (node) => scopeShown(node, run.getState(), chosen));
    const paired = (rows: readonly TimelineRow[], level: Graph) =>
      rows.flatMap((row) => {
        const node = level.nodeById.get(row.step);
        return node === undefined ? [] : [{ row, node }];
      });
    return withBodies(paired(view.rows, graph), {
      nodeOf: ({ node }) => node,
      inside,
      rowsOf: (level) => paired(timelineOf(level, run.getState().shown, now).rows, level),
    }).map(({ row: { row, node }, depth }) => ({ row, node, depth }));
  }, [run, view, graph, pipeline, open, chosen, now]);
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

interface ChartProps {
  readonly view: TimelineView;
  readonly rows: readonly PlacedRow[];
  readonly open: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  readonly zoom: number;
}

function Chart({ view, rows, open, onToggle, zoom }: ChartProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
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
            const placed = rows[item.index];
            if (placed === undefined) return null;
            const { row, node, depth } = placed;
            const name = depth === 0 ? node.label : node.id;
            return (
              <li
                key={row.step}
                data-step={row.step}
                className="absolute inset-x-0 h-[26px]"
                style={{ top: item.start }}
              >
                {node.container !== null && (
                  <Fold label={name} depth={depth} open={open.has(node.id)} onToggle={() => onToggle(node.id)} />
                )}
                <Row row={row} name={name} depth={depth} totalMs={view.totalMs} />
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function Fold(props: { label: string; depth: number; open: boolean; onToggle: () => void }) {
  const { label, depth, open, onToggle } = props;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <span className="sticky left-0 z-20 block h-0 w-0">
      <button
        type="button"
        aria-expanded={open}
        aria-label={`Steps inside of ${label}`}
        onClick={onToggle}
        className="absolute top-1.5 text-mute hover:text-text"
        style={{ left: 1 + depth * 12 }}
      >
        <Icon size={13} aria-hidden />
      </button>
    </span>
  );
}

interface RowProps {
  readonly row: TimelineRow;
  readonly name: string;
  readonly depth: number;
  readonly totalMs: number;
}

const Row = memo(function Row({ row, name, depth, totalMs }: RowProps) {
  const selected = useStudio((studio) => studio.selected === row.step);
  const select = useStudio((studio) => studio.select);
  return (
    <div className={cx('absolute inset-0', selected ? 'bg-accent-bg' : 'hover:bg-hover')}>
      <button
        type="button"
        aria-pressed={selected}
        aria-label={describe(row)}
        onClick={() => select(row.step)}
        className="absolute inset-0 text-left"
      >
        <span
          className={cx(
            'sticky left-0 z-10 flex h-full items-center border-r border-line pr-2 text-12',
            selected ? 'bg-accent-bg' : 'bg-panel',
          )}
          style={{ width: NAMES, paddingLeft: 16 + depth * 12 }}
        >
          <span className="truncate" title={row.step}>
            <SafeText>{name}</SafeText>
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
    </div>
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
