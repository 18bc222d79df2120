import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { openStep } from '../canvas/open-step.ts';
import { PinMark } from '../pins/pin-mark.tsx';
import { useParts, useStudio } from '../state/parts.tsx';
import { cx } from '../ui/cx.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { Bars, titleOf } from './bar-view.tsx';
import type { ChartRow } from './rows.ts';
import type { Scale } from './scale.ts';

interface LineProps {
  readonly row: ChartRow;
  readonly scale: Scale;
  readonly top: number;
  readonly isOpen: boolean;
  readonly onToggle: (key: string) => void;
}

/** The width of the column of names, in pixels. */
export const NAMES = 196;

/** A step is selected by a click, an iteration chosen; a number of iterations only opens. */
export const ChartLine = memo(function ChartLine({ row, scale, top, isOpen, onToggle }: LineProps) {
  const parts = useParts();
  const { studio } = parts;
  const selected = useStudio((state) => isChosen(state, row));
  const choose = () => {
    const { select, chooseIteration } = studio.getState();
    if (row.kind === 'group') return onToggle(row.key);
    select(row.step);
    if (row.kind === 'iteration') chooseIteration(row.step, row.group?.first ?? null);
  };
  const goInside = () => {
    if (row.kind === 'iteration') studio.getState().enter(row.key);
    else if (row.kind === 'step' && row.canOpen) openStep(parts, row.step);
  };
  const press = (event: React.KeyboardEvent) => {
    const wanted = event.key === 'ArrowRight' ? true : event.key === 'ArrowLeft' ? false : null;
    if (wanted === null || !row.canOpen || wanted === isOpen) return;
    event.preventDefault();
    event.stopPropagation();
    onToggle(row.key);
  };
  return (
    <li
      {...(row.kind === 'step' ? { 'data-step': row.step } : {})}
      className="absolute inset-x-0 h-[26px]"
      style={{ top }}
    >
      {row.canOpen && <Fold row={row} isOpen={isOpen} onToggle={onToggle} />}
      <div className={cx('absolute inset-0', selected ? 'bg-accent-bg/60' : 'hover:bg-hover/60')}>
        <button
          type="button"
          aria-pressed={selected}
          aria-label={describe(row)}
          onClick={choose}
          onDoubleClick={goInside}
          onKeyDown={press}
          className="absolute inset-0 text-left"
        >
          <span
            className={cx(
              'sticky left-0 z-10 flex h-full items-center border-r border-line pr-2 text-12',
              selected ? 'bg-accent-bg' : 'bg-panel',
              row.kind === 'step' ? '' : 'num text-mute',
            )}
            style={{ width: NAMES, paddingLeft: 18 + row.depth * 12 }}
          >
            <span className="min-w-0 truncate" title={row.key}>
              <MiddleText>{row.label}</MiddleText>
            </span>
            {row.kind === 'step' && <PinMark step={row.step} className="ml-1.5" />}
          </span>
          <span className="absolute inset-y-0 right-4" style={{ left: NAMES }}>
            <Bars row={row} scale={scale} />
          </span>
        </button>
      </div>
    </li>
  );
});

function isChosen(
  state: { selected: string | null; chosenIterations: { readonly [loop: string]: number } },
  { kind, step, group }: ChartRow,
): boolean {
  if (state.selected !== step || kind === 'group') return false;
  const chosen = state.chosenIterations[step];
  return kind === 'step' ? chosen === undefined || group === null : chosen === group?.first;
}

function Fold({ row, isOpen, onToggle }: Pick<LineProps, 'row' | 'isOpen' | 'onToggle'>) {
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <span className="sticky left-0 z-20 block h-0 w-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={`${row.kind === 'step' ? 'Inside of' : 'Steps of'} ${row.kind === 'step' ? row.label : row.key}`}
        onClick={() => onToggle(row.key)}
        className="absolute top-1.5 text-mute hover:text-text"
        style={{ left: 2 + row.depth * 12 }}
      >
        <Icon size={13} aria-hidden />
      </button>
    </span>
  );
}

function describe(row: ChartRow): string {
  const bars = row.bars.map((bar) => titleOf(bar, row)).join(', ');
  return `${row.kind === 'step' ? row.step : row.key}: ${bars}${row.critical ? ', on the critical path' : ''}`;
}
