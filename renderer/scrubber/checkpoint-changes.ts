import type { Fact } from '../../shared/facts.ts';
import type { CheckpointState } from '../../shared/state/run-state.ts';

export interface CheckpointRow {
  readonly checkpoint: CheckpointState;
  /** Steps that were settled since the checkpoint before. */
  readonly settled: readonly string[];
  readonly variables: readonly string[];
}

/** The checkpoints with what each adds to the one before, newest first. */
export function checkpointRows(
  checkpoints: readonly CheckpointState[],
  facts: readonly Fact[],
): readonly CheckpointRow[] {
  let from = 0;
  const rows = checkpoints.map((checkpoint): CheckpointRow => {
    const since = facts.slice(from, checkpoint.seq);
    from = Math.max(from, checkpoint.seq);
    return {
      checkpoint,
      settled: [...new Set(since.flatMap(settledBy))],
      variables: [...new Set(since.flatMap(changedBy))],
    };
  });
  return rows.toReversed();
}

function settledBy(fact: Fact): readonly string[] {
  const own =
    fact.type === 'step.completed' ||
    fact.type === 'step.failed' ||
    fact.type === 'step.skipped' ||
    fact.type === 'step.reused' ||
    fact.type === 'step.cancelled'
      ? [fact.step]
      : [];
  const others =
    'consequences' in fact
      ? fact.consequences.flatMap((consequence) => (consequence.type === 'step.skipped' ? [consequence.step] : []))
      : [];
  return [...own, ...others];
}

function changedBy(fact: Fact): readonly string[] {
  return 'consequences' in fact
    ? fact.consequences.flatMap((consequence) => (consequence.type === 'variable.changed' ? [consequence.name] : []))
    : [];
}
