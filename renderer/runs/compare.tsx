import { X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { Look } from '../../shared/look.ts';
import { LOOK_WORDS } from '../../shared/look.ts';
import type { RunState } from '../../shared/run-state.ts';
import { useNow } from '../state/clock.ts';
import { errorBodyOf } from '../state/error-body.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { formatDay, formatDuration, plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import type { ComparedStep } from './comparison.ts';
import { compareRuns } from './comparison.ts';
import { loadRunState } from './load-run-state.ts';

/** Two runs side by side: where they first differ, and how long each step took. */
export function Compare() {
  const { client } = useParts();
  const other = useStudio((studio) => studio.compareWith);
  const [loaded, setLoaded] = useState<{ run: string; state: RunState | null; error: string | null } | null>(null);
  useEffect(() => {
    if (other === null) return;
    let late = false;
    loadRunState(client, other).then(
      (state) => !late && setLoaded({ run: other, state, error: null }),
      (error: unknown) => !late && setLoaded({ run: other, state: null, error: errorBodyOf(error).message }),
    );
    return () => {
      late = true;
    };
  }, [client, other]);
  if (other === null)
    return <Empty title="Nothing to compare">Choose “Compare with the open run” on another run in the list.</Empty>;
  if (loaded === null || loaded.run !== other) return <Loading lines={8} label="Reading the other run" />;
  if (loaded.state === null) return <Empty title="The other run could not be read">{loaded.error}</Empty>;
  return <Compared theirs={loaded.state} />;
}

const DIFFERENCES: Readonly<Record<NonNullable<ComparedStep['difference']>, string>> = {
  status: 'another state',
  result: 'another result',
  'only-here': 'only in this run',
  'only-there': 'only in the other',
};
const GRID = 'grid grid-cols-[minmax(120px,1.2fr)_1fr_1fr_minmax(110px,1fr)] items-center gap-3 px-3';

function Compared({ theirs }: { theirs: RunState }) {
  const mine = useRun((view) => view.shown);
  const select = useStudio((studio) => studio.select);
  const selected = useStudio((studio) => studio.selected);
  const close = useStudio((studio) => studio.setCompareWith);
  const rows = useMemo(() => compareRuns(mine, theirs), [mine, theirs]);
  const first = rows.find((row) => row.difference !== null);
  const differing = rows.filter((row) => row.difference !== null).length;
  const now = useNow(false);
  return (
    <div className="flex h-full flex-col bg-panel">
      <div className="flex h-9 shrink-0 items-center gap-3 border-b border-line px-3 text-12">
        <span className="min-w-0 flex-1 truncate">
          {first === undefined ? (
            'No differences'
          ) : (
            <>
              {plural(differing, 'step')} {differing === 1 ? 'differs' : 'differ'}, first{' '}
              <b className="font-semibold">
                <SafeText>{first.step}</SafeText>
              </b>
            </>
          )}
        </span>
        {first !== undefined && (
          <Button small onClick={() => select(first.step, { reveal: true, tab: 'result' })}>
            Show it
          </Button>
        )}
        <Button small icon={X} onClick={() => close(null)}>
          End comparison
        </Button>
      </div>
      <div className={cx(GRID, 'h-7 shrink-0 border-b border-line text-11 font-semibold text-mute')}>
        <span>Step</span>
        <span className="num">This run, {formatDay(mine.createdAt ?? '', now).toLowerCase()}</span>
        <span className="num">The other, {formatDay(theirs.createdAt ?? '', now).toLowerCase()}</span>
        <span>Difference</span>
      </div>
      <ul className="min-h-0 flex-1 overflow-y-auto">
        {rows.map((row) => (
          <li key={row.step}>
            <button
              type="button"
              aria-pressed={row.step === selected}
              onClick={() => select(row.step)}
              className={cx(
                GRID,
                'h-7 w-full text-left text-12',
                row.step === selected ? 'bg-accent-bg' : 'hover:bg-hover',
              )}
            >
              <span className="truncate font-medium">
                <SafeText>{row.step}</SafeText>
              </span>
              <Side look={row.mine} ms={row.mineMs} />
              <Side look={row.theirs} ms={row.theirsMs} />
              <span className={row.difference === null ? 'text-mute' : 'font-medium text-retry'}>
                {row.difference === null ? 'same' : DIFFERENCES[row.difference]}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Side({ look, ms }: { look: Look | null; ms: number | null }) {
  if (look === null) return <span className="text-mute">not there</span>;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <StatusIcon look={look} size={14} />
      <span className="truncate text-mute">{LOOK_WORDS[look]}</span>
      <span className="num text-11 text-mute">{ms === null ? '' : formatDuration(ms)}</span>
    </span>
  );
}
