import { TriangleAlert } from 'lucide-react';
import { useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

/** After a crash of the app: what was under way then, and what can be done with it (monitor.md M19). */
export function InterruptedBanner() {
  const interrupted = useStudio((studio) => studio.info?.interrupted ?? null);
  const execute = useStudio((studio) => studio.execute);
  const leave = useStudio((studio) => studio.leaveInterrupted);
  if (interrupted === null || interrupted.length === 0) return null;
  const resume = async () => {
    leave();
    for (const { run } of interrupted) await execute({ kind: 'resume', run });
  };
  const names = [...new Set(interrupted.map((run) => run.pipeline.name))].slice(0, 3).join(', ');
  return (
    <div
      role="alert"
      className="flex min-h-10 shrink-0 items-center gap-2.5 border-b border-line bg-retry-bg py-1.5 pr-2 pl-3 text-12"
    >
      <TriangleAlert size={15} aria-hidden className="shrink-0 text-stale" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">{plural(interrupted.length, 'run was', 'runs were')} interrupted</strong>
        <span className="text-mute">
          {' '}
          when Stepglass ended: <SafeText>{names}</SafeText>. Steps that had completed are kept.
        </span>
      </p>
      <Button tone="primary" onClick={() => void resume()}>
        Resume
      </Button>
      <Button onClick={leave}>Leave</Button>
    </div>
  );
}
