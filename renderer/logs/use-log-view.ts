import { useEffect, useMemo, useState } from 'react';
import { useParts, useRun } from '../state/parts.tsx';
import type { LogBook } from './log-book.ts';
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
  /** What there was has been looked at once: if there are no lines, nothing was printed so far. */
  readonly isRead: boolean;
  readonly error: unknown;
}

/** What was drawn last. A step that begins or ends has its log looked at, which mostly holds nothing new to be drawn. */
interface Drawn {
  readonly run: string | null;
  readonly lines: number;
  /** Counts what came in before or among the lines that were there. */
  readonly moves: number;
  readonly isRead: boolean;
  readonly error: unknown;
}

const NOTHING: Drawn = { run: null, lines: 0, moves: 0, isRead: false, error: null };

/** What is to be drawn after lines from an index on are new or have moved; the same object if nothing changed. */
function drawnAfter(drawn: Drawn, logs: LogBook, movedFrom: number): Drawn {
  const next = {
    run: logs.run,
    lines: logs.lines.length,
    moves: movedFrom < drawn.lines ? drawn.moves + 1 : drawn.moves,
    isRead: (drawn.isRead && drawn.run === logs.run) || !logs.reading,
    error: logs.error,
  };
  const isSame =
    next.run === drawn.run &&
    next.lines === drawn.lines &&
    next.moves === drawn.moves &&
    next.isRead === drawn.isRead &&
    next.error === drawn.error;
  return isSame ? drawn : next;
}

/** The lines of the log that match, as far as they are found, cut at the playhead's time. */
export function useLogView(filter: LogFilter): LogView {
  const { logs } = useParts();
  const [drawn, setDrawn] = useState(NOTHING);
  const [, setScanned] = useState(0);
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
      const from = movedFrom;
      movedFrom = Infinity;
      matches?.rewind(from);
      const more = matches?.scan(logs.lines, PER_TURN) ?? false;
      setScanning(more);
      setScanned(matches?.found.length ?? 0);
      setDrawn((before) => drawnAfter(before, logs, from));
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
    isRead: drawn.isRead,
    error: drawn.error,
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
