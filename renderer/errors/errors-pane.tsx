import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { ERROR_CATEGORIES } from '../../shared/pipeline.ts';
import type { ErrorEntry, ErrorFilter } from '../../shared/state/error-history.ts';
import { errorHistory, filterErrors, OUTCOME_WORDS } from '../../shared/state/error-history.ts';
import { useRun, useStudio } from '../state/parts.tsx';
import { Empty } from '../ui/empty.tsx';
import { SearchInput, Select } from '../ui/fields.tsx';
import { formatClock, plural } from '../ui/format.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';

const ROW = 28;
const HANDLED = [
  { id: 'all', label: 'Handled or not' },
  { id: 'yes', label: 'Handled' },
  { id: 'no', label: 'Not handled' },
] as const;
type HandledChoice = (typeof HANDLED)[number]['id'];

/** The errors of the run up to the playhead, the newest last. */
function useErrors(): readonly ErrorEntry[] {
  const timeline = useRun((view) => view.timeline);
  const playhead = useRun((view) => view.playhead);
  const known = useRun((view) => view.known);
  return useMemo(
    () => (playhead === null ? [...timeline.errors.entries] : errorHistory(timeline.facts.slice(0, playhead))),
    // oxlint-disable-next-line react/exhaustive-deps -- the timeline is the same object; `known` says that it has grown
    [timeline, playhead, known],
  );
}

export function useErrorCount(): number {
  return useRun((view) => view.timeline.errors.entries.length);
}

/** What went wrong in the run, and what was done about it. */
export function ErrorsPane() {
  const all = useErrors();
  const [text, setText] = useState('');
  const [category, setCategory] = useState<ErrorFilter['category'] | 'all'>('all');
  const [handled, setHandled] = useState<HandledChoice>('all');
  const found = useMemo(
    () =>
      filterErrors(all, {
        text,
        ...(category === 'all' || category === undefined ? {} : { category }),
        ...(handled === 'all' ? {} : { handled: handled === 'yes' }),
      }),
    [all, text, category, handled],
  );
  if (all.length === 0)
    return (
      <Empty title="No errors">What fails is listed here with what was done about it, also what was handled.</Empty>
    );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-1.5 px-2">
        <SearchInput value={text} onChange={setText} label="Filter the errors" className="w-60" />
        <Select
          aria-label="Category"
          value={category ?? 'all'}
          onChange={(event) => setCategory(ERROR_CATEGORIES.find((each) => each === event.target.value) ?? 'all')}
          className="h-[26px]! w-36!"
        >
          <option value="all">All categories</option>
          {ERROR_CATEGORIES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Handled"
          value={handled}
          onChange={(event) => setHandled(HANDLED.find(({ id }) => id === event.target.value)?.id ?? 'all')}
          className="h-[26px]! w-36!"
        >
          {HANDLED.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
        <span className="flex-1" />
        <span className="num px-1 text-11 text-mute">{plural(found.length, 'error')}</span>
      </div>
      <Rows found={found} />
    </div>
  );
}

function Rows({ found }: { found: readonly ErrorEntry[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  if (found.length === 0) return <p className="px-3 py-2 text-12 text-mute">No error matches.</p>;
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      <ul aria-label="Errors of the run" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = found[item.index];
          return entry === undefined ? null : <Row key={entry.n} entry={entry} top={item.start} />;
        })}
      </ul>
    </div>
  );
}

function Row({ entry, top }: { entry: ErrorEntry; top: number }) {
  const { step, attempt, error, outcome, at } = entry;
  const select = useStudio((studio) => studio.select);
  const selected = useStudio((studio) => studio.selected === step);
  return (
    <li className="absolute inset-x-0 h-7" style={{ top }}>
      <button
        type="button"
        aria-current={selected ? 'true' : undefined}
        onClick={() => select(step, { reveal: true, tab: 'error' })}
        className="flex h-full w-full items-center gap-2.5 px-3 text-left text-12 hover:bg-hover aria-[current]:bg-accent-bg"
      >
        <StatusIcon look={outcome === 'unhandled' ? 'failed' : 'handled'} size={14} />
        <span className="num font-mono text-11 text-mute">{formatClock(at)}</span>
        <span className="flex w-44 shrink-0 font-medium" title={step}>
          <MiddleText>{step}</MiddleText>
          {attempt > 1 && <span className="shrink-0 whitespace-pre text-mute">{` ×${attempt}`}</span>}
        </span>
        <span className="min-w-0 flex-1 truncate text-bad" title={error.message}>
          <SafeText>{error.message}</SafeText>
        </span>
        <span className="shrink-0 text-11 text-mute">
          {error.category} · {OUTCOME_WORDS[outcome]}
        </span>
      </button>
    </li>
  );
}
