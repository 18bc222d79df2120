import { useEffect, useMemo, useState } from 'react';
import { useParts, useRun } from '../state/parts.tsx';
import type { LogFilter } from './log-filter.ts';
import { FilteredLines, isEmptyFilter, matcherOf } from './log-filter.ts';
import type { LogLine } from './log-lines.ts';
import { countUntil } from './log-lines.ts';

/** So many lines are looked at before the screen gets its turn. */
const PER_TURN = 40_000;

export interface LogView {
  readonly count: number;
  line(index: number): LogLine | undefined;
  /** More may come without anything being written. */
  readonly scanning: boolean;
  readonly error: unknown;
}

/** The lines of the log that match, as far as they are found, cut at the playhead's time. */
export function useLogView(filter: LogFilter): LogView {
  const { logs } = useParts();
  const [, redraw] = useState(0);
  const [scanning, setScanning] = useState(false);
  const playedUntil = useRun((view) =>
    view.playhead === null ? null : Date.parse(view.timeline.facts[view.playhead - 1]?.at ?? ''),
  );
  const { text, stream, step } = filter;
  const matches = useMemo(
    () => (isEmptyFilter({ text, stream, step }) ? null : new FilteredLines(matcherOf({ text, stream, step }))),
    [text, stream, step],
  );
  useEffect(() => {
    let frame = 0;
    let movedFrom = Infinity;
    const turn = () => {
      frame = 0;
      matches?.rewind(movedFrom);
      movedFrom = Infinity;
      const more = matches?.scan(logs.lines, PER_TURN) ?? false;
      setScanning(more);
      redraw((count) => count + 1);
      if (more) frame = requestAnimationFrame(turn);
    };
    const wake = (from: number) => {
      movedFrom = Math.min(movedFrom, from);
      if (frame === 0) frame = requestAnimationFrame(turn);
    };
    const end = logs.subscribe(wake);
    wake(Infinity);
    return () => {
      end();
      cancelAnimationFrame(frame);
    };
  }, [logs, matches]);
  const visible = playedUntil === null ? logs.lines.length : countUntil(logs.lines, playedUntil);
  const found = matches?.found;
  const count = found === undefined ? visible : countBelow(found, visible);
  return {
    count,
    line: (index) => logs.lines[found === undefined ? index : (found[index] ?? -1)],
    scanning,
    error: logs.error,
  };
}

function countBelow(indexes: readonly number[], limit: number): number {
  let low = 0;
  let high = indexes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((indexes[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
