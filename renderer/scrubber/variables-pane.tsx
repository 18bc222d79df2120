import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { previewStored } from '../inspector/value/preview.ts';
import { useRun, useStudio } from '../state/parts.tsx';
import { shownPipeline } from '../state/use-graph-of-open.ts';
import { LinkButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Empty } from '../ui/empty.tsx';
import { CheckBox, SearchInput } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { VariableDetail } from './variable-detail.tsx';
import type { VariableRow } from './variables.ts';
import { variableRows } from './variables.ts';

const KIND_WORDS: Readonly<Record<VariableRow['kind'], string>> = {
  input: 'input',
  variable: 'variable',
  intermediate: 'result',
  output: 'output',
};

/** All values at the playhead, who wrote them and who reads them (monitor.md M6). */
export function VariablesPane({ step = null }: { step?: string | null }) {
  const state = useRun((view) => view.shown);
  const pipeline = useStudio(shownPipeline);
  const [query, setQuery] = useState('');
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const all = useMemo(() => variableRows(state, pipeline), [state, pipeline]);
  const rows = useMemo(() => {
    const text = query.toLowerCase();
    const mine = (row: VariableRow) =>
      step === null || row.writer?.step === step || row.readers.some((reader) => reader.step === step);
    return all.filter((row) => mine(row) && (!onlyChanged || row.changedHere) && row.name.toLowerCase().includes(text));
  }, [all, query, onlyChanged, step]);
  const detail = all.find((row) => row.key === chosen);
  if (all.length === 0)
    return (
      <Empty title="No values yet">
        Inputs, results and variables are listed here with who wrote and who reads them.
      </Empty>
    );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-3 px-2">
        <SearchInput value={query} onChange={setQuery} label="Search variables" className="w-52" />
        <CheckBox checked={onlyChanged} onChange={setOnlyChanged}>
          Changed here
        </CheckBox>
      </div>
      <div className="flex min-h-0 flex-1">
        <Rows
          rows={rows}
          chosen={chosen}
          onChoose={(key) => setChosen(key === chosen ? null : key)}
          narrow={step !== null || detail !== undefined}
        />
        {detail !== undefined && step === null && <VariableDetail row={detail} onClose={() => setChosen(null)} />}
      </div>
      {detail !== undefined && step !== null && <VariableDetail row={detail} onClose={() => setChosen(null)} below />}
    </div>
  );
}

function Rows({
  rows,
  chosen,
  onChoose,
  narrow,
}: {
  rows: readonly VariableRow[];
  chosen: string | null;
  onChoose: (key: string) => void;
  narrow: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 26,
    overscan: 12,
  });
  if (rows.length === 0) return <p className="flex-1 px-3 py-2 text-12 text-mute">Nothing matches.</p>;
  return (
    <div ref={scroller} className="min-w-0 flex-1 overflow-y-auto">
      <ul aria-label="Variables" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <Row
              key={row.key}
              row={row}
              top={item.start}
              chosen={row.key === chosen}
              onChoose={onChoose}
              narrow={narrow}
            />
          );
        })}
      </ul>
    </div>
  );
}

function Row({
  row,
  top,
  chosen,
  onChoose,
  narrow,
}: {
  row: VariableRow;
  top: number;
  chosen: boolean;
  onChoose: (key: string) => void;
  narrow: boolean;
}) {
  const select = useStudio((studio) => studio.select);
  return (
    <li
      className={cx(
        'absolute inset-x-0 flex h-[26px] items-center gap-3 pr-3 text-12',
        chosen ? 'bg-accent-bg' : 'hover:bg-hover',
      )}
      style={{ top }}
    >
      <button
        type="button"
        aria-expanded={chosen}
        onClick={() => onChoose(row.key)}
        className="flex h-full min-w-0 flex-1 items-center gap-3 pl-3 text-left"
      >
        <span className={cx('truncate font-mono text-11 font-medium', narrow ? 'w-28' : 'w-36')}>
          <SafeText>{row.name}</SafeText>
          {row.changedHere && (
            <span
              className="ml-1.5 inline-block size-1.5 rounded-full bg-accent"
              title="changed by the fact at the playhead"
            />
          )}
        </span>
        {!narrow && <span className="w-16 shrink-0 text-11 text-mute">{KIND_WORDS[row.kind]}</span>}
        <span className="min-w-0 flex-1 truncate font-mono text-11">
          <SafeText>{row.value === null ? '' : previewStored(row.value)}</SafeText>
        </span>
      </button>
      {!narrow && (
        <span className="w-36 shrink-0 truncate text-right text-11 text-mute">
          {row.writer === null ? (
            row.kind === 'output' ? (
              'the run'
            ) : (
              'given'
            )
          ) : (
            <LinkButton onClick={() => select(row.writer?.step ?? null, { reveal: true })}>
              {row.writer.step}
            </LinkButton>
          )}
          {row.readers.length > 0 && <span className="num"> · read by {row.readers.length}</span>}
        </span>
      )}
    </li>
  );
}
