import { Clock, Diff, Equal, Minus, Plus } from 'lucide-react';
import type { ComparedStep, DifferenceKind } from '../../shared/compare/compare-runs.ts';
import { cx } from '../ui/cx.ts';

/** What is told of a step: by icon, word and colour. */
export type Mark = NonNullable<DifferenceKind> | 'time' | 'same';

export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  'only-a': 'only in the other',
  'only-b': 'only in this run',
  status: 'another state',
  result: 'another result',
  parameters: 'other parameters',
  time: 'took another time',
  same: 'same',
};
const ICONS = {
  'only-a': Minus,
  'only-b': Plus,
  status: Diff,
  result: Diff,
  parameters: Diff,
  time: Clock,
  same: Equal,
};

/** A difference in time counts from a fifth and 100 ms: no two runs take the same. */
export function markOf({ difference, slowerMs, a, b }: ComparedStep): Mark {
  if (difference !== null) return difference;
  const longer = Math.max(a?.durationMs ?? 0, b?.durationMs ?? 0);
  return slowerMs !== null && Math.abs(slowerMs) >= 100 && Math.abs(slowerMs) > longer / 5 ? 'time' : 'same';
}

export function DifferenceMark({ mark, bare = false }: { mark: Mark; bare?: boolean }) {
  const Icon = ICONS[mark];
  const quiet = mark === 'same' || mark === 'time';
  return (
    <span className={cx('flex min-w-0 items-center gap-1.5', quiet ? 'text-mute' : 'font-medium text-retry')}>
      <Icon size={13} strokeWidth={2} aria-hidden className="shrink-0" />
      <span className={bare ? 'sr-only' : 'truncate'}>{MARK_WORDS[mark]}</span>
    </span>
  );
}
