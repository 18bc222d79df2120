import { Minus, Plus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { StepMenu } from '../canvas/step-menu.tsx';
import { useGraph, useRun, useStudio } from '../state/parts.tsx';
import { useCalmRun } from '../state/run/use-calm-run.ts';
import { shownPipeline } from '../state/use-graph-of-open.ts';
import { toggled } from '../table/bodies.ts';
import { IconButton } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { CheckBox } from '../ui/fields.tsx';
import { formatDuration } from '../ui/format.ts';
import type { TimelineView } from './bars.ts';
import { timelineOf } from './bars.ts';
import { Chart } from './chart.tsx';
import { type Gap, idleGaps } from './idle.ts';
import { Legend } from './legend.tsx';
import { type ChartRow, chartRows } from './rows.ts';
import { scaleOf } from './scale.ts';

const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;
const NO_GAPS: readonly Gap[] = [];

/** When each attempt ran, what it waited for, and the chain that decided how long the run took (monitor.md M13). */
export function Timeline() {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((key: string) => setOpen((before) => toggled(before, key)), []);
  const { view, rows, gaps } = useChart(open);
  const [zoom, setZoom] = useState(0);
  const turn = useCallback(
    (by: 1 | -1) => setZoom((before) => Math.min(ZOOMS.length - 1, Math.max(0, before + by))),
    [],
  );
  const [isFolding, setFolding] = useState(true);
  const totalMs = view?.totalMs ?? 0;
  const scale = useMemo(() => scaleOf(totalMs, isFolding ? gaps : NO_GAPS), [totalMs, gaps, isFolding]);
  if (view === null || rows.length === 0) return <NoBars />;
  return (
    <div className="flex h-full flex-col bg-panel">
      <div className="flex h-9 shrink-0 items-center gap-3 overflow-hidden px-3 text-11 whitespace-nowrap text-mute">
        <CriticalPath view={view} />
        <Legend rows={rows} />
        <span className="flex-1" />
        {gaps.length > 0 && (
          <CheckBox checked={isFolding} onChange={setFolding}>
            <span className="text-11">Fold idle time</span>
          </CheckBox>
        )}
        <span className="flex">
          <IconButton icon={Minus} label="Zoom out" disabled={zoom === 0} onClick={() => turn(-1)} />
          <IconButton icon={Plus} label="Zoom in" disabled={zoom === ZOOMS.length - 1} onClick={() => turn(1)} />
        </span>
      </div>
      <StepMenu>
        <Chart rows={rows} scale={scale} open={open} onToggle={toggle} zoom={ZOOMS[zoom] ?? 1} onZoom={turn} />
      </StepMenu>
    </div>
  );
}

function NoBars() {
  const isOver = useRun((state) => state.shown.endedAt !== null);
  if (isOver) return <Empty title="No step ran">The run ended without one. The table says why each was skipped.</Empty>;
  return <Empty title="Nothing has run yet">Bars for every attempt appear here once the first step starts.</Empty>;
}

function CriticalPath({ view }: { view: TimelineView }) {
  return (
    <span
      className="num"
      title="The chain of steps that decided when the run ended: what one would have to make faster"
    >
      Critical path <b className="font-semibold text-text">{formatDuration(view.criticalMs)}</b> of{' '}
      {formatDuration(view.totalMs)}
    </span>
  );
}

interface ChartData {
  /** Of the level that is looked at; null: there is no graph. */
  readonly view: TimelineView | null;
  readonly rows: readonly ChartRow[];
  readonly gaps: readonly Gap[];
}

function useChart(open: ReadonlySet<string>): ChartData {
  const graph = useGraph((state) => state.graph);
  const pipeline = useStudio(shownPipeline);
  const {
    view: { shown },
    now,
  } = useCalmRun();
  return useMemo(() => {
    if (graph === null) return { view: null, rows: [], gaps: [] };
    const view = timelineOf(graph, shown, now);
    return {
      view,
      rows: chartRows(graph, { state: shown, pipeline, open, now }),
      gaps: idleGaps(shown, { totalMs: view.totalMs, now }),
    };
  }, [graph, pipeline, open, shown, now]);
}
