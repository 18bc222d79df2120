import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { StoredValue } from '../../shared/facts.ts';
import type { LoopState } from '../../shared/state/run-scopes.ts';
import { scopeOf } from '../../shared/step-path.ts';
import { HeatStrip } from '../canvas/heat-strip.tsx';
import { BodySteps } from '../containers/body-steps.tsx';
import { failureIn } from '../containers/failure-in.ts';
import { loopCount } from '../containers/loop-count.ts';
import { useItemText } from '../containers/loop-items.ts';
import type { IterationFilter, IterationSort } from '../containers/order.ts';
import { followedIteration, listIterations } from '../containers/order.ts';
import { useCalmLoop } from '../containers/use-calm-loop.ts';
import { useParts, useStudio } from '../state/parts.tsx';
import { cx } from '../ui/cx.ts';
import { Empty } from '../ui/empty.tsx';
import { SearchInput, Select } from '../ui/fields.tsx';
import { formatDuration } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { previewStored } from './value/preview.ts';

const ROW = 26;
const SORTS: readonly { readonly id: IterationSort; readonly label: string }[] = [
  { id: 'failed-first', label: 'Failed first' },
  { id: 'number', label: 'In order' },
  { id: 'longest', label: 'Longest first' },
  { id: 'shortest', label: 'Shortest first' },
];
const STATUSES: readonly { readonly id: IterationFilter['status']; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'failed', label: 'Failed' },
  { id: 'started', label: 'Running' },
  { id: 'completed', label: 'Completed' },
];

/** Every iteration of a loop, and the steps of the one that is chosen; else of the newest (monitor.md M4). */
export function IterationsTab({ step }: { step: string }) {
  const { run } = useParts();
  const loop = useCalmLoop(step);
  const chosen = useStudio((studio) => studio.chosenIterations[step] ?? null);
  if (loop === undefined)
    return <Empty title="No iteration yet">Each is listed here when it begins, with the way inside.</Empty>;
  const followed = followedIteration(loop, run.getState().timeline.tallies.of(loop).newest);
  const iteration = chosen ?? followed.iteration;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <IterationList step={step} loop={loop} chosen={iteration} />
      {iteration !== null && (
        <div className="flex max-h-[45%] shrink-0 flex-col border-t border-line">
          <BodySteps
            scope={scopeOf(step, iteration)}
            title={`Iteration [${iteration}]${chosen === null ? followed.why : ''}`}
          />
          <CarriedOn state={loop.iterations.get(iteration)?.state} />
        </div>
      )}
    </div>
  );
}

/** What `set_state` gave to the next iteration. */
function CarriedOn({ state }: { state: StoredValue | undefined }) {
  if (state === undefined) return null;
  return (
    <p className="flex shrink-0 gap-2.5 px-3 pb-2 text-11">
      <span className="text-mute">carried on</span>
      <span className="selectable min-w-0 flex-1 truncate font-mono">
        <SafeText>{previewStored(state)}</SafeText>
      </span>
    </p>
  );
}

function IterationList({ step, loop, chosen }: { step: string; loop: LoopState; chosen: number | null }) {
  const { run } = useParts();
  const [sort, setSort] = useState<IterationSort>('failed-first');
  const [filter, setFilter] = useState<IterationFilter>({ status: 'all', text: '' });
  const itemOf = useItemText(step);
  const found = useMemo(() => {
    const { shown, timeline } = run.getState();
    const textOf = (iteration: number) => `${itemOf(iteration)} ${failureIn(shown, scopeOf(step, iteration))}`;
    return listIterations(timeline.tallies.of(loop), loop.iterations, { sort, filter, textOf });
  }, [run, step, loop, sort, filter, itemOf]);
  return (
    <>
      <div className="flex shrink-0 flex-col gap-2 p-3 pb-2">
        <p className="num text-12">
          <b className="font-semibold">{loopCount(loop)}</b>{' '}
          <span className="text-mute">
            done
            {loop.failed > 0 && <span className="font-medium text-bad">, {loop.failed} failed</span>}
          </span>
        </p>
        <div className="heat-wide">
          <HeatStrip path={step} />
        </div>
        <div className="flex gap-1.5">
          <SearchInput
            value={filter.text}
            onChange={(text) => setFilter({ ...filter, text })}
            label="Item or error"
            className="min-w-0 flex-1"
          />
          <Choice
            label="Which"
            value={filter.status}
            options={STATUSES}
            onChange={(status) => setFilter({ ...filter, status })}
          />
          <Choice label="Order" value={sort} options={SORTS} onChange={setSort} />
        </div>
      </div>
      <Rows step={step} loop={loop} found={found} chosen={chosen} itemOf={itemOf} />
    </>
  );
}

function Choice<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly id: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}) {
  const { label, value, options, onChange } = props;
  return (
    <Select
      aria-label={label}
      value={value}
      className="h-[26px]! w-auto!"
      onChange={(event) => onChange(options.find(({ id }) => id === event.target.value)?.id ?? value)}
    >
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}

interface RowsProps {
  readonly step: string;
  readonly loop: LoopState;
  readonly found: readonly number[];
  readonly chosen: number | null;
  readonly itemOf: (iteration: number) => string;
}

function Rows({ step, loop, found, chosen, itemOf }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const choose = useStudio((studio) => studio.chooseIteration);
  const enter = useStudio((studio) => studio.enter);
  const virtual = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const pinned = useStudio((studio) => studio.chosenIterations[step] ?? null);
  const at = pinned === null ? -1 : found.indexOf(pinned);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // oxlint-disable-next-line react/exhaustive-deps -- only a new choice scrolls; rows that move under it do not
  }, [pinned]);
  const press = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const from = chosen === null ? -1 : found.indexOf(chosen);
    const next = found[Math.min(found.length - 1, Math.max(0, from + by))];
    if (event.key === 'Enter' && chosen !== null) enter(scopeOf(step, chosen));
    else if (by !== 0 && next !== undefined) choose(step, next);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="listbox"
      aria-label="Iterations"
      className="min-h-0 flex-1 overflow-y-auto"
      onKeyDown={press}
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const iteration = found[item.index];
          return iteration === undefined ? null : (
            <Row
              key={iteration}
              step={step}
              loop={loop}
              iteration={iteration}
              item={itemOf(iteration)}
              top={item.start}
              selected={iteration === chosen}
            />
          );
        })}
      </div>
      {found.length === 0 && <p className="p-3 text-12 text-mute">No iteration matches.</p>}
    </div>
  );
}

interface RowProps {
  readonly step: string;
  readonly loop: LoopState;
  readonly iteration: number;
  readonly item: string;
  readonly top: number;
  readonly selected: boolean;
}

/** Chosen again, it is let go: then the newest is followed. */
function Row({ step, loop, iteration, item, top, selected }: RowProps) {
  const { run } = useParts();
  const choose = useStudio((studio) => studio.chooseIteration);
  const enter = useStudio((studio) => studio.enter);
  const pinned = useStudio((studio) => studio.chosenIterations[step] === iteration);
  const state = loop.iterations.get(iteration);
  if (state === undefined) return null;
  const scope = scopeOf(step, iteration);
  const failure = state.status === 'failed' ? failureIn(run.getState().shown, scope) : (state.expression ?? '');
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- arrows and Enter on the list do the same
    <div
      role="option"
      aria-selected={selected}
      tabIndex={-1}
      onClick={() => choose(step, pinned ? null : iteration)}
      onDoubleClick={() => enter(scope)}
      className={cx(
        'absolute inset-x-0 flex h-[26px] items-center gap-2.5 px-3 text-12',
        selected ? 'bg-accent-bg' : 'hover:bg-hover',
      )}
      style={{ top }}
    >
      <StatusIcon look={state.status === 'started' ? 'running' : state.status} size={14} labelled />
      <span className="num w-10 shrink-0">[{iteration}]</span>
      {item !== '' && (
        <span
          title={item}
          className={cx('truncate font-mono text-11', failure === '' ? 'min-w-0 flex-1' : 'max-w-[40%]')}
        >
          <SafeText>{item}</SafeText>
        </span>
      )}
      {(item === '' || failure !== '') && (
        <span
          title={failure}
          className={cx(
            'min-w-0 flex-1 truncate text-11',
            state.status === 'failed' ? 'text-bad' : 'font-mono text-mute',
          )}
        >
          <SafeText>{failure}</SafeText>
        </span>
      )}
      <span className="num shrink-0 text-11 text-mute">
        {state.durationMs === undefined ? '' : formatDuration(state.durationMs)}
      </span>
    </div>
  );
}
