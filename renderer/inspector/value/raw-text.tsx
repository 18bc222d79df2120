import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { SafeText } from '../../ui/safe-text.tsx';
import { cutLines } from './text-lines.ts';

/** A text of any length, line by line. */
export function RawText({ text, label }: { text: string; label: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => cutLines(text), [text]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 18,
    overscan: 20,
  });
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={label}
      className="min-h-0 flex-1 overflow-auto rounded-md bg-sunk py-1.5 font-mono text-11"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const [start, end] = lines[item.index] ?? [0, 0];
          return (
            <div
              key={item.key}
              className="absolute left-0 h-[18px] min-w-full px-2.5 leading-[18px] whitespace-pre"
              style={{ top: item.start }}
            >
              <SafeText>{text.slice(start, end)}</SafeText>
            </div>
          );
        })}
      </div>
    </div>
  );
}
