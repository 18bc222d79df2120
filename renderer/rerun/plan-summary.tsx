import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { assertNever } from '../../shared/errors.ts';
import type { Plan, PlanDecision, PlannedStep } from '../../shared/plan.ts';
import { PlanMark } from '../canvas/plan-mark.tsx';
import { useStudio } from '../state/parts.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Loading, SectionTitle } from '../ui/empty.tsx';
import { plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

/** A step that has no part in another step's run alone is not skipped: it stays as it is. */
type Count = PlanDecision | 'stay';

const ORDER: readonly Count[] = ['run', 'decide', 'reuse', 'skip', 'stay'];

function countWord(count: Count, number: number): string {
  switch (count) {
    case 'run':
      return number === 1 ? 'runs' : 'run';
    case 'decide':
      return 'decided on the way';
    case 'reuse':
      return 'reused';
    case 'skip':
      return 'skipped';
    case 'stay':
      return number === 1 ? 'stays as it is' : 'stay as they are';
    default:
      return assertNever(count);
  }
}

/** What will happen, before it happens: counts, repeated effects, and every step with the reason. */
export function PlanSummary() {
  const plan = useStudio((studio) => studio.plan);
  const planning = useStudio((studio) => studio.planning);
  const error = useStudio((studio) => studio.planError);
  if (error !== null) {
    return (
      <section role="alert" className="rounded-md bg-bad-bg px-2.5 py-2 text-12 text-bad">
        <SafeText>{error.message}</SafeText>
      </section>
    );
  }
  if (plan === null) return planning ? <Loading lines={4} label="Making the plan" /> : null;
  return <Planned plan={plan} />;
}

function Planned({ plan }: { plan: Plan }) {
  const select = useStudio((studio) => studio.select);
  const counts = useMemo(() => countDecisions(plan), [plan]);
  const repeats = plan.steps.filter((step) => step.repeatsEffects);
  return (
    <section>
      <SectionTitle>Plan, drawn on the graph</SectionTitle>
      <p className="num text-12">
        {ORDER.filter((decision) => counts[decision] > 0).map((decision, index) => (
          <span key={decision}>
            {index > 0 && <span className="text-mute"> · </span>}
            <b className="font-semibold">{counts[decision]}</b>{' '}
            <span className="text-mute">{countWord(decision, counts[decision])}</span>
          </span>
        ))}
      </p>
      {counts.run + counts.decide === 0 && (
        <p className="mt-1 text-12 text-mute">
          No step runs: nothing has changed. Choose a step to begin with, or change a value.
        </p>
      )}
      {repeats.length > 0 && (
        <p className="mt-2 flex gap-2 rounded-md bg-retry-bg px-2.5 py-2 text-12">
          <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-retry" />
          <span className="min-w-0 wrap-anywhere">
            {plural(repeats.length, 'step has effects that happen', 'steps have effects that happen')} again:{' '}
            <span className="font-mono text-11">
              <SafeText>{repeats.map((step) => step.step).join(', ')}</SafeText>
            </span>
          </span>
        </p>
      )}
      <ul className="mt-2 flex flex-col">
        {plan.steps.map((planned) => (
          <li key={planned.step} className="flex min-h-6 items-start gap-2 py-0.5 text-12">
            <span className="w-22 shrink-0 pt-px">
              <PlanMark planned={planned} />
            </span>
            <span className="min-w-0 wrap-anywhere">
              <LinkButton className="font-mono text-11" onClick={() => select(planned.step, { reveal: true })}>
                <SafeText>{planned.step}</SafeText>
              </LinkButton>
              <span className="block text-11 text-mute">
                <SafeText>{planned.why}</SafeText>
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function countDecisions(plan: Plan): Readonly<Record<Count, number>> {
  const counts = { run: 0, reuse: 0, skip: 0, decide: 0, stay: 0 };
  for (const planned of plan.steps) counts[countOf(planned)] += 1;
  return counts;
}

function countOf({ decision, reason }: PlannedStep): Count {
  return reason === 'outside_only' ? 'stay' : decision;
}
