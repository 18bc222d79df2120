import { ArrowDownToLine, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { isSettled, type RunState } from '../../shared/state/run-state.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import { errorBodyOf } from '../state/slices/error-body.ts';
import { IconButton } from '../ui/button.tsx';
import { download } from '../ui/download.ts';
import { Empty } from '../ui/empty.tsx';
import { SearchInput, Select } from '../ui/fields.tsx';
import { formatCount, plural } from '../ui/format.ts';
import { logAsText } from './log-download.ts';
import type { LogFilter } from './log-filter.ts';
import { LogList } from './log-list.tsx';
import { type LogView, useLogView } from './use-log-view.ts';

const STREAMS = [
  { id: 'all', label: 'All output' },
  { id: 'stdout', label: 'Output' },
  { id: 'stderr', label: 'Errors' },
  { id: 'log', label: 'Messages' },
] as const;

/** The log of a step, or of the whole run. */
export function LogPane({ step }: { step: string | null }) {
  const { logs } = useParts();
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? '');
  const [text, setText] = useState('');
  const [stream, setStream] = useState<LogFilter['stream']>('all');
  const [follow, setFollow] = useState(true);
  const filter = useMemo((): LogFilter => ({ text, stream, step }), [text, stream, step]);
  const view = useLogView(filter);
  const narrowed = text !== '' || stream !== 'all';
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-1.5 px-2">
        <SearchInput
          value={text}
          onChange={setText}
          label="Filter the log"
          className={step === null ? 'w-60' : 'min-w-0 flex-1'}
        />
        <Select
          aria-label="Kind of output"
          value={stream}
          onChange={(event) => setStream(STREAMS.find(({ id }) => id === event.target.value)?.id ?? 'all')}
          className="h-[26px]! w-24!"
        >
          {STREAMS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
        {step === null && <span className="flex-1" />}
        <span className="num px-1 text-11 text-mute">
          {step === null ? plural(view.count, 'line') : formatCount(view.count)}
          {view.scanning && '…'}
        </span>
        <IconButton
          icon={ArrowDownToLine}
          label={follow ? 'Stop following' : 'Follow the newest line'}
          pressed={follow}
          onClick={() => setFollow(!follow)}
          size={14}
        />
        <IconButton
          icon={Download}
          label="Download the log"
          disabled={view.count === 0}
          size={14}
          onClick={() =>
            download(`${run}${step === null ? '' : `-${step}`}.log`, logAsText(logs.lines, step), 'text/plain')
          }
        />
      </div>
      {view.count === 0 ? (
        <NoLines step={step} narrowed={narrowed} view={view} />
      ) : (
        <LogList view={view} follow={follow} onFollow={setFollow} withStep={step === null} />
      )}
    </div>
  );
}

const HOPE = 'What steps print appears here while they run.';
const NOBODY = { run: 'The steps of this run', step: 'This step' } as const;

function isSettledAt(state: RunState, step: string): boolean {
  const status = entryAt(state, step)?.status;
  return status !== undefined && isSettled(status);
}

interface NoLinesProps {
  readonly step: string | null;
  readonly narrowed: boolean;
  readonly view: LogView;
}

function NoLines({ step, narrowed, view: { error, isRead } }: NoLinesProps) {
  const known = useRun((view) => view.known > 0);
  const isOver = useRun((view) => (step === null ? view.shown.endedAt !== null : isSettledAt(view.shown, step)));
  if (error !== null) return <Empty title="The log could not be read">{errorBodyOf(error).message}</Empty>;
  if (narrowed) return <Empty title="No line matches" />;
  if (!isRead && known) return null;
  return (
    <Empty title="No output">{isOver ? `${NOBODY[step === null ? 'run' : 'step']} printed nothing.` : HOPE}</Empty>
  );
}
