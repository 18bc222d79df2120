import { GitCompare, PackageOpen, Pin, Play, Square, Trash2 } from 'lucide-react';
import { memo } from 'react';
import type { RunSummary } from '../../shared/api/answers.ts';
import { LOOK_WORDS, lookOfRun } from '../../shared/state/look.ts';
import { WaitingCount } from '../people/waiting-banner.tsx';
import { CANCELLABLE } from '../state/actions.ts';
import { useNow } from '../state/clock.ts';
import type { Parts } from '../state/parts.tsx';
import { useParts, useStudio } from '../state/parts.tsx';
import { cx } from '../ui/cx.ts';
import { formatClock, formatDay, formatDuration, plural } from '../ui/format.ts';
import type { MenuEntry } from '../ui/menu.tsx';
import { RightClickMenu } from '../ui/menu.tsx';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import type { RunRow } from './run-tree.ts';
import { runDuration } from './run-tree.ts';

export const RunRowView = memo(function RunRowView({ row, top, named }: { row: RunRow; top: number; named: boolean }) {
  const parts = useParts();
  const { summary, depth } = row;
  const isOpen = useStudio((studio) => studio.openedRun?.summary.run === summary.run);
  const look = lookOfRun(summary.status);
  return (
    <RightClickMenu entries={() => entriesFor(parts, summary)}>
      <li
        className={cx('absolute inset-x-0 flex h-7 items-center', isOpen ? 'bg-accent-bg' : 'hover:bg-hover')}
        style={{ top }}
      >
        {isOpen && <span className="absolute inset-y-0 left-0 w-0.5 bg-accent" />}
        <button
          type="button"
          aria-current={isOpen ? 'page' : undefined}
          onClick={() => void parts.studio.getState().openRun(summary.run)}
          onKeyDown={(event) => {
            if (event.key !== 'Delete' && event.key !== 'Backspace') return;
            focusBeside(event.currentTarget);
            void parts.studio.getState().deleteRun(summary.run);
          }}
          style={{ paddingLeft: 12 + Math.min(depth, 6) * 14 }}
          className="flex h-full min-w-0 flex-1 items-center gap-2 pr-3 text-left text-12"
          title={titleOf(summary)}
        >
          <StatusIcon look={look} size={14} labelled />
          {/* A place for which there is no room goes to a second line, which is not in sight. */}
          <span className="flex h-[18px] min-w-0 flex-1 flex-wrap overflow-hidden leading-[18px] whitespace-pre">
            <span className="max-w-full truncate">
              <RunName row={row} named={named} />
            </span>
            <RunPlace summary={summary} depth={depth} />
          </span>
          <PinnedCount count={summary.pinned} />
          <WaitingCount count={summary.waiting} />
          {summary.importedAt !== undefined && (
            <PackageOpen size={12} role="img" aria-label="imported, read only" className="shrink-0 text-mute" />
          )}
          <RunTime summary={summary} />
        </button>
      </li>
    </RightClickMenu>
  );
});

/** The focus of a row that goes away goes to the next one. */
function focusBeside(button: HTMLElement): void {
  const row = button.closest('li');
  const beside = row?.nextElementSibling ?? row?.previousElementSibling;
  beside?.querySelector('button')?.focus();
}

/** A fork says first what it was made from: often there are several of one run. */
function RunName({ row, named }: { row: RunRow; named: boolean }) {
  const { summary, depth, precision } = row;
  const { parent, pipeline, createdAt, only } = summary;
  const today = useNow(false);
  if (depth > 0 && parent !== null) {
    const word = only === null ? 'from' : 'only';
    return (
      <>
        {parent.step === null ? 'continued' : `${word} `}
        {parent.step !== null && (
          <span className="font-mono text-11">
            <SafeText>{parent.step}</SafeText>
          </span>
        )}
        <span className="num text-mute"> · {formatDay(createdAt, today, precision).replace('Today ', '')}</span>
      </>
    );
  }
  return (
    <>
      <span className="num">{formatDay(createdAt, today, precision)}</span>
      {named && (
        <span className="text-mute">
          {' · '}
          <SafeText>{pipeline.name}</SafeText>
        </span>
      )}
    </>
  );
}

function PinnedCount({ count }: { count: number }) {
  if (count === 0) return null;
  const title = `${plural(count, 'step')} took a pinned result`;
  return (
    <span
      role="img"
      aria-label={title}
      title={title}
      className="num inline-flex items-center gap-0.5 text-11 text-mute"
    >
      <Pin size={11} aria-hidden />
      {count > 1 && count}
    </span>
  );
}

function RunTime({ summary }: { summary: RunSummary }) {
  const running = summary.status === 'running';
  const now = useNow(running);
  const ms = runDuration(summary, now);
  if (summary.status === 'waiting' || (summary.status === 'paused' && summary.brokeAt === null))
    return <span className="text-11 text-mute">{summary.status}</span>;
  return ms === null ? null : <span className="num text-11 text-mute">{formatDuration(ms)}</span>;
}

function RunPlace({ summary, depth }: { summary: RunSummary; depth: number }) {
  const place = placeOf(summary, depth);
  if (place === null) return null;
  return (
    <span className={cx('flex items-baseline text-mute', place.step.length > 3 ? 'min-w-[54px] flex-1' : 'shrink-0')}>
      <span className="shrink-0 whitespace-pre">{` · ${place.word} `}</span>
      <span className="min-w-0 truncate font-mono text-11">
        <MiddleText>{place.step}</MiddleText>
      </span>
    </span>
  );
}

/** The step that a run ended or stopped at, or ran alone; a fork says the latter with its name. */
function placeOf(
  { status, error, brokeAt, only, parent }: RunSummary,
  depth: number,
): { readonly word: string; readonly step: string } | null {
  if (brokeAt !== null) return { word: 'at', step: brokeAt };
  if (status === 'failed') return error === null || error.step === null ? null : { word: 'at', step: error.step };
  const isNamed = depth > 0 && parent !== null;
  return only === null || isNamed ? null : { word: 'only', step: only };
}

function titleOf({ run, status, pipeline, error, importedAt, createdAt }: RunSummary): string {
  const failure = error === null ? [] : [error.step === null ? error.message : `${error.step}: ${error.message}`];
  return [
    `${pipeline.name} · ${LOOK_WORDS[lookOfRun(status)]}`,
    `${new Date(createdAt).toDateString()} ${formatClock(createdAt)}`,
    run,
    ...(importedAt === undefined ? [] : ['imported, read only']),
    ...failure,
  ].join('\n');
}

function entriesFor(parts: Parts, summary: RunSummary): readonly MenuEntry[] {
  const state = parts.studio.getState();
  const open = state.openedRun?.summary.run ?? null;
  const resumable =
    summary.importedAt === undefined &&
    summary.status !== 'completed' &&
    summary.status !== 'running' &&
    summary.status !== 'damaged';
  return [
    { type: 'item', label: 'Open', run: () => void state.openRun(summary.run) },
    {
      type: 'item',
      label: 'Resume',
      icon: Play,
      disabled: !resumable,
      run: () =>
        void state
          .openRun(summary.run)
          .then(() => parts.studio.getState().execute({ kind: 'resume', run: summary.run })),
    },
    {
      type: 'item',
      label: 'Cancel',
      icon: Square,
      disabled: summary.importedAt !== undefined || !CANCELLABLE.has(summary.status),
      run: () => void state.cancel(summary.run),
    },
    {
      type: 'item',
      label: 'Compare with the open run',
      icon: GitCompare,
      disabled: open === null || open === summary.run,
      run: () => state.setCompareWith(summary.run),
    },
    { type: 'item', label: 'Copy the id', run: () => void navigator.clipboard.writeText(summary.run) },
    { type: 'line' },
    {
      type: 'item',
      label: 'Delete',
      icon: Trash2,
      keys: 'Del',
      danger: true,
      disabled: summary.status === 'running',
      run: () => void state.deleteRun(summary.run),
    },
  ];
}
