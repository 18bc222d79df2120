import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { previewStored } from '../inspector/value/preview.ts';
import { useStudio } from '../state/parts.tsx';
import { useCalmRun } from '../state/run/use-calm-run.ts';
import { shownPipeline } from '../state/use-graph-of-open.ts';
import { LinkButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Empty } from '../ui/empty.tsx';
import { CheckBox, SearchInput } from '../ui/fields.tsx';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { ScopeChoice, useFocusedScope } from './scope-choice.tsx';
import { useValueParts } from './use-value-parts.ts';
import { VariableDetail } from './variable-detail.tsx';
import type { VariableRow } from './variables.ts';
import { variableRows } from './variables.ts';

const KIND_WORDS: Readonly<Record<VariableRow['kind'], string>> = {
  input: 'input',
  loop: 'loop',
  variable: 'variable',
  intermediate: 'result',
  output: 'output',
};

/** All values at the playhead, who wrote them and who reads them (monitor.md M6). `step`: those that it has to do with. */
export function VariablesPane({ step = null }: { step?: string | null }) {
  const {
    view: { shown: state, run },
  } = useCalmRun();
  const pipeline = useStudio(shownPipeline);
  const focused = useFocusedScope();
  const [wanted, setWanted] = useState<{ focused: string; scope: string } | null>(null);
  const scope = wanted?.focused === focused ? wanted.scope : focused;
  const [query, setQuery] = useState('');
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const known = useMemo(() => variableRows(state, pipeline, scope), [state, pipeline, scope]);
  const all = useValueParts(run ?? '', known);
  const rows = useMemo(() => {
    const text = query.toLowerCase();
    const mine = (row: VariableRow) =>
      step === null ||
      row.kind === 'loop' ||
      row.writer?.step === step ||
      row.readers.some((reader) => reader.step === step);
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
        <SearchInput
          value={query}
          onChange={setQuery}
          label="Search variables"
          placeholder={step === null ? 'Search variables' : 'Search'}
          className={step === null ? 'w-52' : 'min-w-24 flex-1'}
        />
        <CheckBox checked={onlyChanged} onChange={setOnlyChanged}>
          <span className="whitespace-nowrap">Changed here</span>
        </CheckBox>
        <span className="flex-1" />
        <ScopeChoice focused={focused} scope={scope} onChange={(next) => setWanted({ focused, scope: next })} />
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
        <span
          className={cx(
            'flex shrink-0 items-center font-mono text-11 font-medium',
            narrow ? 'w-28' : 'w-36',
            row.hiddenBy !== null && 'text-mute line-through',
          )}
          title={row.hiddenBy === null ? undefined : `hidden by ${row.name} of ${row.hiddenBy}`}
        >
          <span className="min-w-0">
            <MiddleText>{row.name}</MiddleText>
          </span>
          {row.changedHere && (
            <span
              className="ml-1.5 inline-block size-1.5 shrink-0 rounded-full bg-accent"
              title="changed by the fact at the playhead"
            />
          )}
        </span>
        {!narrow && <span className="w-16 shrink-0 text-11 text-mute">{KIND_WORDS[row.kind]}</span>}
        <span className="min-w-0 flex-1 truncate font-mono text-11">
          <SafeText>{row.value !== null ? previewStored(row.value) : row.part === null ? '' : '…'}</SafeText>
        </span>
      </button>
      {!narrow && <Origin row={row} />}
    </li>
  );
}

/** Who gave it, and how many have read it. */
function Origin({ row }: { row: VariableRow }) {
  const select = useStudio((studio) => studio.select);
  const { writer, kind, readers } = row;
  return (
    <span className="flex w-44 shrink-0 justify-end text-11 text-mute">
      {writer === null ? (
        kind === 'output' ? (
          'the run'
        ) : (
          'given'
        )
      ) : (
        <LinkButton className="min-w-0" title={writer.step} onClick={() => select(writer.step, { reveal: true })}>
          <MiddleText>{writer.step}</MiddleText>
        </LinkButton>
      )}
      {readers.length > 0 && <span className="num ml-1 shrink-0">· read by {readers.length}</span>}
    </span>
  );
}
