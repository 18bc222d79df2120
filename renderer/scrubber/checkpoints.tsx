import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Empty } from '../ui/empty.tsx';
import { formatBytes, formatClock } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import type { CheckpointRow } from './checkpoint-changes.ts';
import { checkpointRows } from './checkpoint-changes.ts';

/** Places to travel to: look at one by choosing it, go on from it, rerun from its step (monitor.md M8). */
export function Checkpoints() {
  const scroller = useRef<HTMLDivElement>(null);
  const known = useRun((view) => view.known);
  const timeline = useRun((view) => view.timeline);
  const rows = useMemo(
    () => checkpointRows(timeline.live.checkpoints, timeline.facts.slice(0, known)),
    [timeline, known],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 32,
    overscan: 8,
  });
  if (rows.length === 0)
    return (
      <Empty title="No checkpoints yet">
        One is kept whenever a step has settled. You can look at each of them, and continue from it.
      </Empty>
    );
  return (
    <div ref={scroller} className="@container h-full overflow-y-auto">
      <Heads />
      <ul aria-label="Checkpoints" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : <Row key={row.checkpoint.checkpoint} row={row} top={item.start} />;
        })}
      </ul>
    </div>
  );
}

/** What the columns are; a screen reader hears it with each row. */
function Heads() {
  return (
    <div
      aria-hidden
      className="sticky top-0 z-[1] flex h-6 items-center gap-3 border-b border-line bg-panel pr-2 pl-3 text-11 text-mute"
    >
      <span className="w-22 shrink-0">Time</span>
      <span className="min-w-0 flex-1">After</span>
      <span className={cx('w-10 shrink-0 text-right', SIDE_NOTE)}>Fact</span>
      <span className={cx('w-14 shrink-0 text-right', SIDE_NOTE)}>Size</span>
      <span className={ACTIONS} />
    </div>
  );
}

/** As wide in the head as in the rows. */
const ACTIONS = 'flex w-80 shrink-0 justify-end gap-1.5 @max-[560px]:w-36';

/** What gives way first where there is little room. */
const SIDE_NOTE = '@max-[720px]:hidden';

function Row({ row, top }: { row: CheckpointRow; top: number }) {
  const { run: view } = useParts();
  const { checkpoint, settled, variables } = row;
  const here = useRun((state) => state.playhead === checkpoint.seq);
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? '');
  const openSheet = useStudio((studio) => studio.openSheet);
  const select = useStudio((studio) => studio.select);
  const compare = useStudio((studio) => studio.setCompareWith);
  const step = settled.at(-1) ?? null;
  const look = () => {
    view.getState().seek(checkpoint.seq);
    if (step !== null) select(step);
  };
  return (
    <li
      className={cx(
        'group absolute inset-x-0 flex h-8 items-center gap-2 pr-2',
        here ? 'bg-accent-bg' : 'hover:bg-hover',
      )}
      style={{ top }}
    >
      <button
        type="button"
        aria-pressed={here}
        onClick={look}
        className="flex h-full min-w-0 flex-1 items-center gap-3 pl-3 text-left text-12"
      >
        <span className="num w-22 shrink-0 font-mono text-11 text-mute">{formatClock(checkpoint.at)}</span>
        <span className="min-w-0 flex-1 truncate">
          <span className="font-medium">{<SafeText>{settled.slice(0, 4).join(', ') || 'start'}</SafeText>}</span>
          {settled.length > 4 && <span className="text-mute"> and {settled.length - 4} more</span>}
          {variables.length > 0 && (
            <span className="text-mute">
              {' '}
              · sets <SafeText>{variables.join(', ')}</SafeText>
            </span>
          )}
        </span>
        <span className={cx('num w-10 shrink-0 text-right text-11 text-mute', SIDE_NOTE)}>@{checkpoint.seq}</span>
        <span className={cx('num w-14 shrink-0 text-right text-11 text-mute', SIDE_NOTE)}>
          {formatBytes(checkpoint.sizeBytes)}
        </span>
      </button>
      <span className={ACTIONS}>
        <Button
          small
          tone="quiet"
          className="text-accent!"
          onClick={() => (
            look(), openSheet({ kind: 'continue', run, seq: checkpoint.seq, checkpoint: checkpoint.checkpoint })
          )}
        >
          Continue from here…
        </Button>
        <Button
          small
          tone="quiet"
          className={cx('@max-[560px]:hidden', step === null && 'invisible')}
          onClick={() => step !== null && openSheet({ kind: 'rerun', run, from: step, definition: 'snapshot' })}
        >
          Rerun from step…
        </Button>
        <Button
          small
          tone="quiet"
          className="@max-[560px]:hidden"
          title="What has changed since then, up to now or to the playhead"
          onClick={() => compare(run, checkpoint.seq)}
        >
          Compare
        </Button>
      </span>
    </li>
  );
}
