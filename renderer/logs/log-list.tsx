import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState } from 'react';
import { RawText } from '../inspector/value/raw-text.tsx';
import { useStudio } from '../state/parts.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatBytes, formatClock } from '../ui/format.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { stripAnsi } from './ansi.ts';
import type { LogLine } from './log-lines.ts';
import { LogText } from './log-text.tsx';
import type { LogView } from './use-log-view.ts';

const ROW = 20;
/** What is drawn of a line; the rest is one click away. */
const SHOWN = 2000;

interface LogListProps {
  readonly view: LogView;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly withStep: boolean;
}

export function LogList({ view, follow, onFollow, withStep }: LogListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [long, setLong] = useState<string | null>(null);
  const { count } = view;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  useEffect(() => {
    const element = scroller.current;
    if (follow && element !== null) element.scrollTop = element.scrollHeight;
  }, [follow, count]);
  const scrolled = () => {
    const element = scroller.current;
    if (element === null) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < ROW;
    if (atEnd !== follow && (atEnd || wasByHand.current)) onFollow(atEnd);
    wasByHand.current = false;
  };
  // Our own scrolling raises the same event as a person's; only the latter ends following.
  const wasByHand = useRef(false);
  const byHand = () => {
    wasByHand.current = true;
  };
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Log"
      className="min-h-0 flex-1 overflow-auto pb-1 font-mono text-[11.5px]"
      onScroll={scrolled}
      onWheel={byHand}
      onPointerDown={byHand}
      onKeyDown={byHand}
    >
      <div className="relative min-w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = view.line(item.index);
          return line === undefined ? null : (
            <Line key={item.key} line={line} text={line.text} top={item.start} withStep={withStep} onLong={setLong} />
          );
        })}
      </div>
      {long !== null && (
        <Dialog
          title={`Line, ${formatBytes(long.length)}`}
          onClose={() => setLong(null)}
          className="h-[70vh] w-[min(880px,calc(100vw-48px))]!"
        >
          <div className="flex min-h-0 flex-1 p-3">
            <RawText text={stripAnsi(long)} label="Line" />
          </div>
        </Dialog>
      )}
    </div>
  );
}

const Line = memo(function Line({
  line,
  text,
  top,
  withStep,
  onLong,
}: {
  line: LogLine;
  text: string;
  top: number;
  withStep: boolean;
  onLong: (text: string) => void;
}) {
  const select = useStudio((studio) => studio.select);
  return (
    <div
      className="absolute left-0 flex h-5 min-w-full items-center gap-2.5 px-3 leading-5 whitespace-pre hover:bg-hover"
      style={{ top }}
    >
      <span className="num shrink-0 text-mute">{formatClock(new Date(line.at).toISOString())}</span>
      {withStep && (
        <button
          type="button"
          tabIndex={-1}
          onClick={() => select(line.step, { reveal: true })}
          title={line.step}
          className="flex w-32 shrink-0 text-left text-mute hover:text-accent"
        >
          <MiddleText>{line.step}</MiddleText>
          {line.attempt > 1 && <span className="shrink-0 whitespace-pre">{` ×${line.attempt}`}</span>}
        </button>
      )}
      <span className={line.stream === 'stderr' ? 'text-bad' : line.stream === 'log' ? 'text-mute' : ''}>
        <LogText text={text.length > SHOWN ? text.slice(0, SHOWN) : text} />
        {text.length > SHOWN && (
          <button
            type="button"
            className="ml-2 rounded-sm bg-hover px-1.5 text-11 text-accent"
            onClick={() => onLong(text)}
          >
            {formatBytes(text.length - SHOWN)} more
          </button>
        )}
      </span>
    </div>
  );
});
