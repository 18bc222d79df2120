import { ArrowRight, X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { RunComparison } from '../../shared/compare/compare-runs.ts';
import { compareRuns } from '../../shared/compare/compare-runs.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { formatDuration, plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { CompareGraph } from './compare-graph.tsx';
import { ComparedSteps } from './compared-steps.tsx';
import { ComparedValues } from './compared-values.tsx';
import { slowerText } from './sides.tsx';
import type { OtherRun } from './use-other-run.ts';
import { useOtherRun } from './use-other-run.ts';

/**
 * Two runs side by side (monitor.md M16): where they parted, what took longer, which values differ. Everything is told
 * from the other run (`a`) to the open one (`b`): the open one is what one wants to understand.
 */
export function Compare() {
  const other = useStudio((studio) => studio.compareWith);
  const at = useStudio((studio) => studio.compareAt);
  if (other === null)
    return <Empty title="Nothing to compare">Choose “Compare with the open run” on another run in the list.</Empty>;
  return at === null ? <CompareWith other={other} /> : <CompareWithMoment run={other} at={at} />;
}

/** The open run as it was then, with what it is now, or at the playhead (monitor.md M8). */
function CompareWithMoment({ run, at }: { run: string; at: number }) {
  const timeline = useRun((view) => view.timeline);
  const pipeline = useStudio((studio) => studio.openedRun?.pipeline ?? null);
  const other = useMemo(() => ({ run, state: timeline.stateAt(at), pipeline }), [run, at, timeline, pipeline]);
  return <Compared other={other} />;
}

function CompareWith({ other }: { other: string }) {
  const loaded = useOtherRun(other);
  if (loaded === null) return <Loading lines={8} label="Reading the other run" />;
  if ('error' in loaded) return <Empty title="The other run could not be read">{loaded.error}</Empty>;
  return <Compared other={loaded} />;
}

function Compared({ other }: { other: OtherRun }) {
  const { studio } = useParts();
  const mine = useRun((view) => view.shown);
  const pipeline = useStudio((state) => state.openedRun?.pipeline ?? null);
  const comparison = useMemo(() => compareRuns(other.state, mine), [mine, other]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const choose = (step: string | null) => {
    setChosen(step);
    // The inspector shows steps of the open run only.
    if (step !== null && mine.steps.has(step)) studio.getState().select(step);
  };
  const goTo = (step: string) => {
    choose(step);
    const row = scroller.current?.querySelector<HTMLElement>(`[data-step=${CSS.escape(step)}]`);
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
  };
  const runs = { mine: mine.run, theirs: other.run };
  const steps = onlyDifferent ? comparison.steps.filter(({ difference }) => difference !== null) : comparison.steps;
  return (
    <div className="flex h-full flex-col bg-panel">
      <Head comparison={comparison} onGoTo={goTo} onlyDifferent={onlyDifferent} onFilter={setOnlyDifferent} />
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        {pipeline !== null && other.pipeline !== null && (
          <CompareGraph
            theirs={other.pipeline}
            mine={pipeline}
            steps={comparison.steps}
            chosen={chosen}
            onChoose={goTo}
          />
        )}
        <ComparedSteps steps={steps} chosen={chosen} onChoose={choose} runs={runs} />
        <ComparedValues values={comparison.values} runs={runs} />
      </div>
    </div>
  );
}

interface HeadProps {
  readonly comparison: RunComparison;
  readonly onGoTo: (step: string) => void;
  readonly onlyDifferent: boolean;
  readonly onFilter: (only: boolean) => void;
}

function Head({ comparison, onGoTo, onlyDifferent, onFilter }: HeadProps) {
  const close = useStudio((studio) => studio.setCompareWith);
  const { first } = comparison;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1 text-12">
      <p className="min-w-0 flex-1">
        <Verdict comparison={comparison} />
        <Moment />
      </p>
      {first !== null && (
        <Button small icon={ArrowRight} onClick={() => onGoTo(first)}>
          Go to the first difference
        </Button>
      )}
      <label className="flex items-center gap-1.5 text-mute">
        <input type="checkbox" checked={onlyDifferent} onChange={(event) => onFilter(event.target.checked)} />
        Only differences
      </label>
      <Button small icon={X} onClick={() => close(null)}>
        End comparison
      </Button>
    </div>
  );
}

/** What the other one is where it is no other run. */
function Moment() {
  const at = useStudio((studio) => studio.compareAt);
  return at === null ? null : <span className="num text-mute"> · the other is this run at @{at}</span>;
}

function Verdict({ comparison: { steps, first, durations } }: { comparison: RunComparison }) {
  const differing = steps.filter(({ difference }) => difference !== null).length;
  const { aMs, bMs } = durations;
  return (
    <>
      {first === null ? (
        'No step differs'
      ) : (
        <>
          {plural(differing, 'step')} {differing === 1 ? 'differs' : 'differ'}, first{' '}
          <b className="font-semibold">
            <SafeText>{first}</SafeText>
          </b>
        </>
      )}
      {aMs !== null && bMs !== null && (
        <span className="num text-mute">
          {' '}
          · {formatDuration(bMs)}, the other {formatDuration(aMs)} {aMs === bMs ? '' : `(${slowerText(bMs - aMs)})`}
        </span>
      )}
    </>
  );
}
