import type { RunParent } from './facts.ts';
import type { Effects } from './pipeline.ts';

/** `decide`: whether it runs depends on the outcome of a step that runs. */
export type Decision = 'run' | 'reuse' | 'skip' | 'decide';

/** Why a step is planned as it is; `why` says the same for people. */
export type PlanReason =
  | 'first_run'
  | 'asked_for'
  | 'behind_rerun'
  | 'definition_changed'
  | 'parameter_edited'
  | 'input_changed'
  | 'variable_changed'
  | 'env_changed'
  | 'file_changed'
  | 'not_reached'
  | 'failed_before'
  | 'cancelled_before'
  | 'was_running'
  | 'retry_waits'
  | 'tool_is_gone'
  | 'unchanged'
  | 'settled_before'
  | 'condition_false_before'
  | 'routed_past_before'
  | 'upstream_failed_before'
  | 'beyond_until'
  | 'has_condition'
  | 'may_be_routed_past';

export interface PlannedStep {
  readonly step: string;
  readonly decision: Decision;
  readonly reason: PlanReason;
  /** One sentence for people. */
  readonly why: string;
  readonly effects: Effects;
  /** True if the step has effects outside the run, has run before, and would (or could) run again. */
  readonly repeatsEffects: boolean;
  /** Where a reused result comes from. */
  readonly from?: { readonly run: string; readonly attempt: number };
}

/** What a command would do, before it does anything (engine.md E14). Steps are in the definition's topological order. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  /** The run that results are taken from; null for a start and for a resume. */
  readonly parent: RunParent | null;
}
