import type { Look } from '../../shared/state/look.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import type { AttemptState, StepState } from '../../shared/state/run-state.ts';
import { formatClock, formatDuration } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';

const LOOKS: Readonly<Record<AttemptState['status'], Look>> = {
  started: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
};

interface AttemptListProps {
  readonly state: StepState;
  readonly step: string;
  /** The message that stands above already. */
  readonly told?: string | null;
}

/** Every attempt by itself; none is overwritten. */
export function AttemptList({ state, step, told = null }: AttemptListProps) {
  if (state.attempts.length === 0) return <p className="text-12 text-mute">{step} has not been tried yet.</p>;
  return (
    <ol className="flex flex-col gap-2">
      {state.attempts.toReversed().map((attempt) => (
        <li key={attempt.attempt} className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 text-12">
          <StatusIcon look={LOOKS[attempt.status]} size={14} className="mt-0.5" />
          <span>
            Attempt {attempt.attempt}{' '}
            <span className="text-mute">· {LOOK_WORDS[LOOKS[attempt.status]].toLowerCase()}</span>
          </span>
          <span className="num text-11 text-mute">
            {attempt.durationMs !== undefined && `${formatDuration(attempt.durationMs)} · `}
            {formatClock(attempt.startedAt)}
          </span>
          {attempt.error !== undefined && attempt.error.message !== told && (
            <span className="selectable col-start-2 col-end-4 text-11 break-words text-bad">
              <SafeText>{attempt.error.message}</SafeText>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
