import { HardDrive } from 'lucide-react';
import { resumeRun } from '../state/actions.ts';
import { useParts, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { SafeText } from '../ui/safe-text.tsx';

/** The open run could not be gone on with (a full disk, say): why, what to do, and that nothing is lost (engine.md E24). */
export function StoppedBanner() {
  const parts = useParts();
  const summary = useStudio((studio) => studio.openedRun?.summary ?? null);
  if (summary?.status !== 'interrupted' || summary.error === null || summary.importedAt !== undefined) return null;
  const { message } = summary.error;
  return (
    <div
      role="alert"
      className="flex min-h-10 shrink-0 items-center gap-2.5 border-b border-line bg-retry-bg py-1.5 pr-2 pl-3 text-12"
    >
      <HardDrive size={15} aria-hidden className="shrink-0 text-stale" />
      {/* In full, for its end says what to do; of a very long one that is reached by scrolling. */}
      <p tabIndex={0} className="selectable max-h-[105px] min-w-0 flex-1 overflow-y-auto wrap-anywhere">
        <strong className="font-semibold">The run stopped: </strong>
        <SafeText>{message}</SafeText>
        <span className="text-mute"> Steps that had completed are kept.</span>
      </p>
      <Button tone="primary" onClick={() => resumeRun(parts)}>
        Resume
      </Button>
    </div>
  );
}
