import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { RunSummary } from '../../shared/api/answers.ts';
import { type Look, lookOfRun } from '../../shared/state/look.ts';
import { useStudio } from '../state/parts.tsx';
import { Loading } from '../ui/empty.tsx';
import { SearchInput, Select } from '../ui/fields.tsx';
import { RunRowView } from './run-row.tsx';
import { matchesRun, runTree } from './run-tree.ts';

const ROW = 28;
const STATUSES: readonly { id: Look | 'all'; label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'running', label: 'Running' },
  { id: 'waiting', label: 'Waiting' },
  { id: 'paused', label: 'Paused' },
  { id: 'failed', label: 'Failed' },
  { id: 'completed', label: 'Completed' },
  { id: 'cancelled', label: 'Cancelled' },
  { id: 'interrupted', label: 'Interrupted' },
  { id: 'damaged', label: 'Damaged' },
];

/** All runs, newest first, forks below the run they were made from. */
export function RunList() {
  const runs = useStudio((studio) => studio.runs);
  const file = useStudio((studio) => studio.openedRun?.summary.pipeline.file ?? studio.file?.path ?? null);
  const [query, setQuery] = useState('');
  const [status, setStatus] = useState<Look | 'all'>('all');
  const [everywhere, setEverywhere] = useState(false);
  const here = !everywhere && file !== null;
  const rows = useMemo(() => {
    const wanted = (summary: RunSummary) =>
      (!here || summary.pipeline.file === file) &&
      (status === 'all' || lookOfRun(summary.status) === status) &&
      matchesRun(summary, query);
    return runTree((runs ?? []).filter(wanted));
  }, [runs, here, file, status, query]);
  return (
    <section className="mt-2 flex min-h-0 flex-1 flex-col">
      <header className="flex h-7 shrink-0 items-center gap-1 pr-2 pl-3">
        <h2 className="flex-1 text-11 font-semibold text-mute">Runs</h2>
        {file !== null && (
          <button
            type="button"
            onClick={() => setEverywhere(!everywhere)}
            aria-pressed={everywhere}
            className="rounded-sm px-1 text-11 text-mute hover:text-text"
          >
            {everywhere ? 'All pipelines' : 'This pipeline'}
          </button>
        )}
      </header>
      <div className="flex shrink-0 gap-1 px-2 pb-1.5">
        <SearchInput value={query} onChange={setQuery} label="Search runs" className="min-w-0 flex-1" />
        <Select
          aria-label="Status"
          value={status}
          onChange={(event) => setStatus(STATUSES.find((entry) => entry.id === event.target.value)?.id ?? 'all')}
          className="h-[26px]! w-[68px]!"
        >
          {STATUSES.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      {runs === null ? (
        <Loading lines={5} label="Loading runs" />
      ) : (
        <Rows rows={rows} narrowed={query !== '' || status !== 'all'} named={!here} />
      )}
    </section>
  );
}

function Rows({ rows, narrowed, named }: { rows: ReturnType<typeof runTree>; narrowed: boolean; named: boolean }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  if (rows.length === 0)
    return (
      <p className="px-3 py-1 text-12 text-mute">
        {narrowed ? 'No run matches.' : 'Runs are listed here, newest first. Press Run to make one.'}
      </p>
    );
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      <ul aria-label="Runs" style={{ height: virtual.getTotalSize() }} className="relative">
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <RunRowView key={row.summary.run} row={row} top={item.start} named={named} />
          );
        })}
      </ul>
    </div>
  );
}
