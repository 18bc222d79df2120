import { lookOfRun } from '../../shared/state/look.ts';
import { timeLeft } from '../../shared/state/time-left.ts';
import { stopWords } from '../breakpoints/places.ts';
import { outcomeWords, progressWords, tally } from '../runs/progress.ts';
import { statusShown } from '../state/actions.ts';
import { useMoment } from '../state/clock.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { censusOf } from '../state/run/census.ts';
import { formatDuration } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusPill } from '../ui/status-icon.tsx';

/** Behind a step that was left out a run is as far as behind one that ran: a share of what is done, in a paler tone. */
const SKIPPED = 'color-mix(in srgb, var(--ok) 45%, var(--line))';

/** How the open run is: state, share of its steps, time, and an estimate where the engine has one. */
export function RunStatus() {
  const { run } = useParts();
  const summary = useStudio((studio) => studio.openedRun?.summary ?? null);
  const shown = useRun((view) => view.shown);
  const playhead = useRun((view) => view.playhead);
  const counts = tally(censusOf(run.getState()), shown.loops);
  const status = statusShown(shown, summary, playhead);
  return (
    <div className="flex min-w-0 items-center gap-2.5 overflow-hidden">
      {playhead !== null && <span className="text-11 font-medium whitespace-nowrap text-accent">At the playhead</span>}
      <StatusPill look={lookOfRun(status)}>
        {status === 'paused' && shown.breakpoint !== null && (
          <span className="max-w-64 truncate">
            Paused at breakpoint {stopWords(shown.breakpoint.when)} <SafeText>{shown.breakpoint.step}</SafeText>
          </span>
        )}
      </StatusPill>
      <div
        role="progressbar"
        aria-label="Progress in steps"
        aria-valuetext={progressWords(counts)}
        title={outcomeWords(counts)}
        aria-valuemin={0}
        aria-valuemax={counts.total}
        aria-valuenow={counts.settled + counts.inside}
        className="flex h-1 w-24 overflow-hidden rounded-full bg-line max-[1100px]:w-14 max-[900px]:hidden"
      >
        <Part share={(counts.completed + counts.inside) / counts.total} color="var(--ok)" />
        <Part share={counts.skipped / counts.total} color={SKIPPED} />
        <Part share={counts.failed / counts.total} color="var(--bad)" />
        <Part share={(counts.running - counts.inside) / counts.total} color="var(--run)" />
        <Part share={counts.waiting / counts.total} color="var(--wait)" />
      </div>
      <span className="num text-12 text-mute" title={outcomeWords(counts)}>
        {progressWords(counts)}
        <Elapsed />
      </span>
    </div>
  );
}

function Part({ share, color }: { share: number; color: string }) {
  return share > 0 ? <span style={{ width: `${share * 100}%`, background: color }} /> : null;
}

function Elapsed() {
  const startedAt = useRun((view) => view.shown.startedAt);
  const endedAt = useRun((view) => view.shown.endedAt);
  const progress = useRun((view) => (view.playhead === null && view.shown.status === 'running' ? view.progress : null));
  // Of a run that does not go on, time goes on neither: it is as long as it was when the last fact was told.
  const now = useMoment(endedAt === null);
  if (startedAt === null) return null;
  const eta = timeLeft(progress, now);
  const ms = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt);
  return (
    <>
      {` · ${formatDuration(ms)}`}
      {eta !== null && <span className="max-[1240px]:hidden">{` · about ${formatDuration(eta)} left`}</span>}
    </>
  );
}
