import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Graph } from '../../shared/graph/graph.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import { BreakDot } from '../breakpoints/break-dot.tsx';
import { StepMenu } from '../canvas/step-menu.tsx';
import { PinMark } from '../pins/pin-mark.tsx';
import { useMoment } from '../state/clock.ts';
import { useGraph, useParts, useStudio } from '../state/parts.tsx';
import { lookIn } from '../state/run/look-in.ts';
import { useCalmRun } from '../state/run/use-calm-run.ts';
import { timeOf } from '../state/step-view.ts';
import { shownPipeline } from '../state/use-graph-of-open.ts';
import { cx } from '../ui/cx.ts';
import { SearchInput } from '../ui/fields.tsx';
import { formatDuration } from '../ui/format.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { insideOf, scopeShown, toggled, withBodies } from './bodies.ts';
import type { SortKey, TableRow } from './rows.ts';
import { filterRows, sortRows, tableRows } from './rows.ts';

const ROW = 28;
const GRID = 'grid grid-cols-[124px_minmax(120px,1.3fr)_minmax(100px,1fr)_76px_92px_92px]';
const COLUMNS: readonly { key: SortKey; label: string; right?: boolean }[] = [
  { key: 'status', label: 'Status' },
  { key: 'step', label: 'Step' },
  { key: 'tool', label: 'Tool' },
  { key: 'attempts', label: 'Attempts', right: true },
  { key: 'started', label: 'Started', right: true },
  { key: 'duration', label: 'Took', right: true },
];

/** All steps as rows: the same selection as the graph. */
export function StepTable() {
  const graph = useGraph((state) => state.graph);
  const { view } = useCalmRun();
  const [text, setText] = useState('');
  const [sort, setSort] = useState<{ key: SortKey; down: boolean }>({ key: 'order', down: false });
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const pipeline = useStudio(shownPipeline);
  const chosen = useStudio((studio) => studio.chosenIterations);
  const rows = useMemo(() => {
    if (graph === null) return [];
    const rowsOf = (level: Graph) =>
      sortRows(
        filterRows(
          tableRows(level, view.shown, (node) => lookIn(view, node)),
          text,
        ),
        sort,
      );
    const inside = insideOf(pipeline, open, (node) => scopeShown(node, view, chosen));
    return withBodies(rowsOf(graph), { nodeOf: (row) => row.node, inside, rowsOf });
  }, [graph, view, text, sort, open, pipeline, chosen]);
  const toggle = useCallback((id: string) => setOpen((before) => toggled(before, id)), []);
  const order = (key: SortKey) =>
    setSort((now) =>
      now.key !== key
        ? { key, down: key === 'duration' || key === 'attempts' }
        : now.down === (key === 'duration' || key === 'attempts')
          ? { key, down: !now.down }
          : { key: 'order', down: false },
    );
  return (
    <div className="flex h-full flex-col bg-panel">
      <div className="flex h-9 shrink-0 items-center px-2">
        <SearchInput value={text} onChange={setText} label="Filter steps" className="w-60" />
      </div>
      <StepMenu>
        <Body rows={rows} open={open} onToggle={toggle} sort={sort} onSort={order} />
      </StepMenu>
    </div>
  );
}

interface PlacedRow {
  readonly row: TableRow;
  /** How many containers are around it. */
  readonly depth: number;
}

function Body({
  rows,
  open,
  onToggle,
  sort,
  onSort,
}: {
  rows: readonly PlacedRow[];
  open: ReadonlySet<string>;
  onToggle: (id: string) => void;
  sort: { key: SortKey; down: boolean };
  onSort: (key: SortKey) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { studio } = useParts();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const selected = useStudio((state) => state.selected);
  const at = rows.findIndex(({ row }) => row.node.id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // oxlint-disable-next-line react/exhaustive-deps -- only a new selection scrolls; rows that move under it do not
  }, [selected]);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next !== undefined) studio.getState().select(next.row.node.id);
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="grid"
      aria-label="Steps"
      aria-rowcount={rows.length + 1}
      className="h-full overflow-auto"
      onKeyDown={move}
    >
      <div role="row" className={cx(GRID, 'sticky top-0 z-10 h-7 items-center border-b border-line bg-panel px-3')}>
        {COLUMNS.map(({ key, label, right }) => (
          <div
            key={key}
            role="columnheader"
            aria-sort={sort.key !== key ? 'none' : sort.down ? 'descending' : 'ascending'}
            className={right === true ? 'text-right' : ''}
          >
            <button
              type="button"
              onClick={() => onSort(key)}
              className="inline-flex items-center gap-1 text-11 font-semibold text-mute hover:text-text"
            >
              {label}
              {sort.key === key &&
                (sort.down ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />)}
            </button>
          </div>
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const placed = rows[item.index];
          if (placed === undefined) return null;
          const { id } = placed.row.node;
          return (
            <Row
              key={id}
              row={placed.row}
              depth={placed.depth}
              open={open.has(id)}
              onToggle={onToggle}
              top={item.start}
              index={item.index}
              selected={id === selected}
            />
          );
        })}
      </div>
      {rows.length === 0 && <p className="p-3 text-12 text-mute">No step matches.</p>}
    </div>
  );
}

const Row = memo(function Row({
  row,
  depth,
  open,
  onToggle,
  top,
  index,
  selected,
}: {
  row: TableRow;
  depth: number;
  open: boolean;
  onToggle: (id: string) => void;
  top: number;
  index: number;
  selected: boolean;
}) {
  const select = useStudio((studio) => studio.select);
  const { node, look, step, startedMs } = row;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- arrows on the grid select rows
    <div
      role="row"
      data-step={node.id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={() => select(node.id)}
      onDoubleClick={() => select(node.id, { tab: 'overview' })}
      className={cx(
        GRID,
        'absolute inset-x-0 h-7 items-center px-3 text-12',
        selected ? 'bg-accent-bg' : 'hover:bg-hover',
      )}
      style={{ top }}
    >
      <span role="gridcell" data-look={look} className="flex items-center gap-2">
        <StatusIcon look={look} size={14} />
        <span className={look === 'failed' ? 'font-medium text-bad' : 'text-mute'}>{LOOK_WORDS[look]}</span>
      </span>
      <span role="gridcell" className="flex min-w-0 items-center pr-3 font-medium" style={{ paddingLeft: depth * 16 }}>
        {node.container !== null && <Fold label={node.label} open={open} onToggle={() => onToggle(node.id)} />}
        <span className="min-w-0" title={node.id}>
          <MiddleText>{depth === 0 ? node.label : node.id}</MiddleText>
        </span>
        <BreakDot path={node.id} className="ml-1.5" />
        <PinMark step={node.id} className="ml-1.5" />
      </span>
      <span role="gridcell" className="truncate pr-3 font-mono text-11 text-mute">
        <SafeText>{node.what}</SafeText>
      </span>
      <span role="gridcell" className="num text-right text-mute">
        {(step?.attempts.length ?? 0) > 0 ? step?.attempts.length : ''}
      </span>
      <span role="gridcell" className="num text-right text-mute">
        {startedMs === null ? '' : formatDuration(startedMs)}
      </span>
      <span role="gridcell" className="num text-right">
        <Took row={row} />
      </span>
    </div>
  );
});

function Fold({ label, open, onToggle }: { label: string; open: boolean; onToggle: () => void }) {
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-label={`Steps inside of ${label}`}
      className="-ml-1 rounded-sm p-0.5 text-mute hover:text-text"
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon size={13} aria-hidden />
    </button>
  );
}

function Took({ row }: { row: TableRow }) {
  const now = useMoment(row.look === 'running');
  const ms = timeOf(row.step, now);
  return ms === null ? '' : formatDuration(ms);
}
