import { Hand } from 'lucide-react';
import { useRun, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';

/** Who waits for a person, and the way to the question (monitor.md M15). Gone while it is answered. */
export function WaitingBanner() {
  const paths = useRun((view) => (view.shown.waiting.size === 0 ? '' : [...view.shown.waiting].join('\n')));
  const selected = useStudio((studio) => studio.selected);
  const goToQuestion = useStudio((studio) => studio.goToQuestion);
  const readOnly = useStudio((studio) => studio.openedRun?.summary.importedAt !== undefined);
  const waiting = paths === '' ? [] : paths.split('\n');
  const next = waiting.find((path) => path !== selected);
  if (next === undefined) return null;
  const others = waiting.includes(selected ?? '') ? waiting.length - 1 : waiting.length;
  return (
    <div
      role="status"
      data-look="waiting"
      className="flex min-h-10 shrink-0 items-center gap-2.5 border-b border-look/30 bg-look-bg py-1.5 pr-2 pl-3 text-12"
    >
      <StatusIcon look="waiting" />
      <p className="min-w-0 flex-1 truncate">
        <strong className="font-semibold">
          <SafeText>{next}</SafeText>
        </strong>{' '}
        {readOnly ? 'waited for a person' : 'waits for you'}
        {others > 1 && `, and ${plural(others - 1, 'other step')}`}
      </p>
      <Button onClick={() => goToQuestion(next)} keys="a">
        {readOnly ? 'Show' : 'Answer'}
      </Button>
    </div>
  );
}

/** How many steps of a run wait for a person. */
export function WaitingCount({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span
      data-look="waiting"
      title={`${plural(count, 'step')} ${count === 1 ? 'waits' : 'wait'} for you`}
      className="num flex items-center gap-0.5 rounded-full bg-look-bg px-1.5 text-11 font-semibold text-look"
    >
      <Hand size={10} aria-hidden />
      {count}
    </span>
  );
}
