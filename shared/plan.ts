import type { ReusedFrom, RunParent } from './facts.ts';
import type { Effects } from './pipeline.ts';

/** What will happen to a step; `decide`: depends on the outcome of a step that runs. */
export type PlanDecision = 'run' | 'reuse' | 'skip' | 'decide';

/** Why: programs read this, people read `PlannedStep.why`. */
export type PlanReason =
  | 'chosen'
  | 'not_reached'
  | 'not_successful'
  | 'added'
  | 'definition_changed'
  | 'input_changed'
  | 'variable_changed'
  | 'environment_changed'
  | 'file_changed'
  | 'parameter_edited'
  | 'upstream_runs'
  | 'in_flight'
  | 'condition'
  | 'outside_until'
  /** Only another step runs. */
  | 'outside_only'
  /** Its result is taken from a pin. */
  | 'pinned'
  /** Its result was taken from a pin that is not there any more. */
  | 'unpinned'
  /** A step before it is pinned, perhaps to another result than it had. */
  | 'pin_changed'
  /** What another run has recorded of it is taken over as it is. */
  | 'recorded'
  | 'given'
  | 'settled'
  | 'unchanged';

export interface PlannedStep {
  readonly step: string;
  readonly decision: PlanDecision;
  readonly reason: PlanReason;
  /** One sentence for people, for example `the input "threshold" has another value`. */
  readonly why: string;
  readonly effects: Effects;
  /** True if the step has effects and has already run to an end or in part: they would happen again. */
  readonly repeatsEffects: boolean;
  /** Where a reused result comes from. */
  readonly from?: ReusedFrom;
}

/** What a start, resume, rerun or continue will do, before it does anything (engine.md E14). */
export interface Plan {
  readonly kind: 'start' | 'resume' | 'rerun' | 'continue' | 'step';
  /** True if a new run is made; resume goes on in the same one. */
  readonly newRun: boolean;
  readonly parent: RunParent | null;
  /** In the definition's topological order. */
  readonly steps: readonly PlannedStep[];
}
