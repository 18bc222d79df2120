import { useMemo } from 'react';
import type { Fact } from '../../shared/facts.ts';
import { splitPath } from '../../shared/step-path.ts';
import { describeFact } from '../scrubber/ticks.ts';
import { useParts, useRun } from '../state/parts.tsx';
import { useStep } from '../state/step-view.ts';
import { Empty, SectionTitle } from '../ui/empty.tsx';
import { formatClock } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { AttemptList } from './attempt-list.tsx';
import { TabBody } from './facts-list.tsx';

const MOST = 400;

/** What happened to the step: its attempts, and every fact that names it. */
export function HistoryTab({ step }: { step: string }) {
  const { run } = useParts();
  const state = useStep(step);
  const timeline = useRun((view) => view.timeline);
  const until = useRun((view) => view.playhead ?? view.known);
  const facts = useMemo(() => factsOf(timeline.facts.slice(0, until), step), [timeline, until, step]);
  if (state === undefined || facts.length === 0)
    return <Empty title="Nothing yet">Attempts and changes of state are listed here.</Empty>;
  return (
    <TabBody>
      <section>
        <SectionTitle>Attempts</SectionTitle>
        <AttemptList state={state} step={step} />
      </section>
      <section>
        <SectionTitle>Facts</SectionTitle>
        <ol>
          {facts
            .slice(-MOST)
            .toReversed()
            .map((fact) => (
              <li key={fact.n}>
                <button
                  type="button"
                  title="Show the run as it was then"
                  onClick={() => run.getState().seek(fact.n)}
                  className="-mx-1.5 flex h-6 w-[calc(100%+12px)] items-center gap-2.5 rounded-sm px-1.5 text-left text-12 hover:bg-hover"
                >
                  <span className="num font-mono text-11 text-mute">{formatClock(fact.at)}</span>
                  <span className="min-w-0 flex-1 truncate">
                    <SafeText>{describeFact(fact)}</SafeText>
                  </span>
                  <span className="num text-11 text-mute">{fact.n}</span>
                </button>
              </li>
            ))}
        </ol>
      </section>
    </TabBody>
  );
}

function factsOf(facts: readonly Fact[], step: string): readonly Fact[] {
  return facts.filter(
    (fact) =>
      ('step' in fact && fact.step === step) ||
      (fact.type === 'edited' && fact.edit.kind === 'parameter' && splitPath(fact.edit.name).scope === step) ||
      ('steps' in fact && fact.type === 'step.reset' && fact.steps.includes(step)) ||
      ('consequences' in fact && fact.consequences.some((consequence) => consequence.step === step)),
  );
}
