import type { PlanDecision, PlannedStep } from '../../shared/plan.ts';
import { cx } from '../ui/cx.ts';

const DECISION_WORDS: Readonly<Record<PlanDecision, string>> = {
  run: 'runs',
  reuse: 'reused',
  skip: 'skipped',
  decide: 'maybe',
};

const TONES: Readonly<Record<PlanDecision, string>> = {
  run: 'bg-accent text-on-accent',
  reuse: 'text-ok ring-1 ring-ok/40 ring-inset',
  skip: 'text-mute ring-1 ring-line-strong ring-inset',
  decide: 'text-accent ring-1 ring-accent/50 ring-inset',
};

function wordFor({ decision, reason }: PlannedStep): string {
  if (decision === 'reuse' && (reason === 'pinned' || reason === 'given')) return reason;
  // steps that have no part in a step's run alone
  return reason === 'outside_only' ? 'stays' : DECISION_WORDS[decision];
}

/** What a plan says about a step. */
export function PlanMark({ planned }: { planned: PlannedStep }) {
  return (
    <span
      title={planned.why}
      className={cx('plan-mark rounded-sm px-1.5 text-[10px] leading-4 font-semibold', TONES[planned.decision])}
    >
      {wordFor(planned)}
      {planned.repeatsEffects && <span title="its effects happen again"> ⚠</span>}
    </span>
  );
}
