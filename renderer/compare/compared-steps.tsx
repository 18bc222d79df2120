import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ComparedStep, StepSide } from '../../shared/compare/compare-runs.ts';
import { isSameValue } from '../../shared/compare/compare-runs.ts';
import type { StoredValue } from '../../shared/facts.ts';
import { cx } from '../ui/cx.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { DifferenceMark, markOf } from './difference-mark.tsx';
import { Side, slowerText } from './sides.tsx';
import { ValueDifference } from './value-difference.tsx';

const GRID = 'grid grid-cols-[16px_minmax(110px,1.3fr)_1fr_1fr_72px_minmax(120px,1fr)] items-center gap-2 px-3';

/** The ids of the runs that are compared. */
export interface ComparedRuns {
  readonly mine: string;
  readonly theirs: string;
}

interface Props {
  readonly runs: ComparedRuns;
  readonly steps: readonly ComparedStep[];
  readonly chosen: string | null;
  readonly onChoose: (step: string | null) => void;
}

export function ComparedSteps({ steps, chosen, onChoose, runs }: Props) {
  return (
    <section aria-label="Steps">
      <div className={cx(GRID, 'sticky top-0 z-10 h-7 border-b border-line bg-panel text-11 font-semibold text-mute')}>
        <span />
        <span>Step</span>
        <span>The other</span>
        <span>This run</span>
        <span className="text-right">Slower by</span>
        <span>Difference</span>
      </div>
      <ul>
        {steps.map((step) => (
          <Row
            key={step.step}
            step={step}
            open={step.step === chosen}
            onToggle={() => onChoose(step.step === chosen ? null : step.step)}
            runs={runs}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly runs: ComparedRuns;
  readonly step: ComparedStep;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Row({ step, open, onToggle, runs }: RowProps) {
  return (
    <li className="border-b border-line/60 [contain-intrinsic-size:28px] [content-visibility:auto]">
      <button
        type="button"
        aria-expanded={open}
        data-step={step.step}
        onClick={onToggle}
        className={cx(GRID, 'h-7 w-full text-left text-12', open ? 'bg-accent-bg' : 'hover:bg-hover')}
      >
        <ChevronRight size={13} aria-hidden className={cx('text-mute transition-transform', open && 'rotate-90')} />
        <span className="truncate font-medium">
          <SafeText>{step.step}</SafeText>
        </span>
        <Side side={step.a} />
        <Side side={step.b} />
        <span className="num text-right text-11 text-mute">{slowerText(step.slowerMs)}</span>
        <DifferenceMark mark={markOf(step)} />
      </button>
      {open && <Details step={step} runs={runs} />}
    </li>
  );
}

function Details({ step, runs }: { step: ComparedStep; runs: ComparedRuns }) {
  const { a, b } = step;
  if (a === null || b === null)
    return <Body>{a === null ? 'The other run does not have the step.' : 'This run does not have the step.'}</Body>;
  const error = errorsOf(a, b);
  return (
    <Body>
      {error}
      <Value name="Parameters" theirs={a.parameters} mine={b.parameters} runs={runs} />
      <Value name="Result" theirs={a.result} mine={b.result} runs={runs} />
    </Body>
  );
}

function errorsOf(a: StepSide, b: StepSide): ReactNode {
  if (a.error === b.error) return null;
  const line = (who: string, message: string | null) => (
    <p className="selectable break-words">
      <span className="text-mute">{who}: </span>
      {message === null ? 'no error' : <SafeText>{message}</SafeText>}
    </p>
  );
  return (
    <div className="text-12">
      <h3 className="mb-1 text-11 font-semibold text-mute">Error</h3>
      {line('The other', a.error)}
      {line('This run', b.error)}
    </div>
  );
}

function Body({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-3 bg-panel py-3 pr-4 pl-9 text-12">{children}</div>;
}

interface ValueProps {
  readonly name: string;
  readonly mine: StoredValue | null;
  readonly theirs: StoredValue | null;
  readonly runs: ComparedRuns;
}

/** One value of both runs, under its name. */
function Value(props: ValueProps) {
  if (props.mine === null && props.theirs === null) return null;
  return (
    <div>
      <h3 className="mb-1 text-11 font-semibold text-mute">{props.name}</h3>
      <ValueOfBoth {...props} />
    </div>
  );
}

/** Where a value of one run differs from that of the other. */
export function ValueOfBoth({ name, mine, theirs, runs }: ValueProps) {
  if (mine === null) return <p className="text-12 text-mute">Not there in this run.</p>;
  if (theirs === null) return <p className="text-12 text-mute">Not there in the other run.</p>;
  if (isSameValue(mine, theirs)) return <p className="text-12 text-mute">The same in both.</p>;
  return (
    <ValueDifference
      name={name.toLowerCase()}
      before={{ run: runs.theirs, stored: theirs }}
      after={{ run: runs.mine, stored: mine }}
      legend="− the other run, + this run"
    />
  );
}
