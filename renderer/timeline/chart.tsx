import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';
import { formatDuration } from '../ui/format.ts';
import { percent } from './bar-view.tsx';
import { ChartLine, NAMES } from './chart-line.tsx';
import type { Gap } from './idle.ts';
import type { ChartRow } from './rows.ts';
import type { Scale } from './scale.ts';

const ROW = 26;

interface ChartProps {
  readonly rows: readonly ChartRow[];
  readonly scale: Scale;
  readonly open: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
  readonly zoom: number;
  readonly onZoom: (by: 1 | -1) => void;
}

export function Chart({ rows, scale, open, onToggle, zoom, onZoom }: ChartProps) {
  const scroller = useSteadyZoom(zoom, onZoom);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  return (
    <div ref={scroller} tabIndex={0} role="region" aria-label="Timeline" className="h-full overflow-auto">
      <div style={{ width: `${zoom * 100}%` }} className="relative flex min-h-full min-w-full flex-col">
        <Notches scale={scale} />
        <Axis scale={scale} zoom={zoom} />
        <ul aria-label="Steps in time" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <ChartLine
                key={row.key}
                row={row}
                scale={scale}
                top={item.start}
                isOpen={open.has(row.key)}
                onToggle={onToggle}
              />
            );
          })}
        </ul>
      </div>
    </div>
  );
}

/** A label further to the right would be cut off. */
const LAST_LABEL = 0.95;

function Axis({ scale, zoom }: { scale: Scale; zoom: number }) {
  const marks = scale.marks(6 * zoom).map((ms) => ({ ms, label: ms === 0 ? '0' : formatDuration(ms) }));
  return (
    <div className="sticky top-0 z-20 h-6 shrink-0 border-b border-line bg-panel">
      <span className="sticky left-0 z-10 block h-full border-r border-line bg-panel" style={{ width: NAMES }} />
      <div className="absolute inset-y-0 right-4" style={{ left: NAMES }}>
        {marks.map(({ ms, label }, index) => (
          <span
            key={ms}
            className="num absolute top-1 border-l border-line pl-1 text-11 whitespace-nowrap text-mute"
            style={{ left: percent(scale.at(ms)) }}
          >
            {/* behind hours of waiting, seconds no longer tell marks apart */}
            {label === marks[index - 1]?.label || scale.at(ms) > LAST_LABEL ? '' : label}
          </span>
        ))}
        {scale.notches.map(({ gap, from, width }) => (
          <span
            key={gap.from}
            title={idleTitle(gap)}
            className="num absolute inset-y-0 flex items-center justify-center overflow-hidden bg-sunk text-11 whitespace-nowrap text-mute"
            style={{ left: percent(from), width: percent(width) }}
          >
            {formatDuration(gap.to - gap.from)}
          </span>
        ))}
      </div>
    </div>
  );
}

const WHY: Readonly<Record<Gap['why'], string>> = {
  person: 'only people were waited for',
  retry: 'a step waited to try again',
  nothing: 'nothing ran',
};

function idleTitle({ from, to, why }: Gap): string {
  return `${formatDuration(to - from)} folded: ${WHY[why]}`;
}

/** Bands over all rows where time is folded. */
function Notches({ scale }: { scale: Scale }) {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-y-0 right-4" style={{ left: NAMES }}>
      {scale.notches.map(({ gap, from, width }) => (
        <span
          key={gap.from}
          className="absolute inset-y-0 border-x border-dashed border-line-strong bg-sunk"
          style={{ left: percent(from), width: percent(width) }}
        />
      ))}
    </div>
  );
}

/** The moment in the middle (or under the pointer, with the wheel) stays where it is when the axis gets longer. */
function useSteadyZoom(zoom: number, onZoom: (by: 1 | -1) => void) {
  const scroller = useRef<HTMLDivElement>(null);
  const before = useRef(zoom);
  const pointer = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || before.current === zoom) return;
    const at = pointer.current ?? (element.clientWidth + NAMES) / 2;
    element.scrollLeft = (element.scrollLeft + at - NAMES) * (zoom / before.current) - at + NAMES;
    before.current = zoom;
    pointer.current = null;
  }, [zoom]);
  useLayoutEffect(() => {
    const element = scroller.current;
    // React listens passively to wheels, and could not keep the page from zooming.
    const turn = (event: WheelEvent) => {
      if (element === null || !(event.ctrlKey || event.metaKey) || event.deltaY === 0) return;
      event.preventDefault();
      pointer.current = event.clientX - element.getBoundingClientRect().left;
      onZoom(event.deltaY < 0 ? 1 : -1);
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  }, [onZoom]);
  return scroller;
}
