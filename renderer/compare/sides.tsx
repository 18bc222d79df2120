import type { StepSide } from '../../shared/compare/compare-runs.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import { formatDuration } from '../ui/format.ts';
import { StatusIcon } from '../ui/status-icon.tsx';

/** What a step was in one of the runs. */
export function Side({ side, short = false }: { side: StepSide | null; short?: boolean }) {
  if (side === null) return <span className="text-mute">not there</span>;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <StatusIcon look={side.look} size={13} labelled={short} />
      {!short && <span className="truncate text-mute">{LOOK_WORDS[side.look]}</span>}
      <span className="num text-11 text-mute">{side.durationMs === null ? '' : formatDuration(side.durationMs)}</span>
    </span>
  );
}

/** `+1.2 s`, `−40 ms`; nothing where it is not known. */
export function slowerText(ms: number | null): string {
  if (ms === null || ms === 0) return '';
  return `${ms > 0 ? '+' : '−'}${formatDuration(Math.abs(ms))}`;
}
