import { Play } from 'lucide-react';
import { resumeRun } from '../state/actions.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { stopWords } from './places.ts';

/** Where the run stands, and how it goes on: as it is, or with other values. */
export function BreakpointBanner() {
  const parts = useParts();
  const at = useRun((view) =>
    view.shown.status === 'paused' && view.playhead === null ? view.shown.breakpoint : null,
  );
  const summary = useStudio((studio) => studio.openedRun?.summary ?? null);
  const pending = useStudio((studio) => studio.pending !== null);
  const selected = useStudio((studio) => studio.selected);
  const isAsking = useStudio((studio) => studio.sheet?.kind === 'go-on');
  if (at === null || summary === null || summary.importedAt !== undefined) return null;
  const { run } = summary;
  const { select, openSheet } = parts.studio.getState();
  return (
    <div
      role="status"
      data-look="paused"
      className="flex min-h-10 shrink-0 items-center gap-2.5 border-b border-look/30 bg-look-bg py-1.5 pr-2 pl-3 text-12"
    >
      <StatusIcon look="paused" />
      <p className="min-w-0 flex-1 truncate">
        Stopped at the breakpoint {stopWords(at.when)}{' '}
        <strong className="font-semibold">
          <SafeText>{at.step}</SafeText>
        </strong>
      </p>
      {selected !== at.step && <Button onClick={() => select(at.step, { reveal: true })}>Show step</Button>}
      <Button disabled={isAsking} onClick={() => openSheet({ kind: 'go-on', run, step: at.step })}>
        Edit and go on…
      </Button>
      <Button tone="primary" icon={Play} disabled={pending} onClick={() => resumeRun(parts)}>
        Go on
      </Button>
    </div>
  );
}
