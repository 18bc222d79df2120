import type { ErrorBody } from '../../shared/errors.ts';
import { useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

export function BootProblem({ error }: { error: ErrorBody }) {
  const boot = useStudio((studio) => studio.boot);
  return (
    <main className="grid h-full place-items-center">
      <Empty title="Stepglass could not start">
        <p className="selectable mb-4">{error.message}</p>
        <Button tone="primary" onClick={() => void boot()}>
          Try again
        </Button>
      </Empty>
    </main>
  );
}

/** A lost connection: what is on the screen stays, and says that it is not live. */
export function ConnectionBar() {
  const connection = useStudio((studio) => studio.connection);
  const known = useStudio((studio) => studio.info !== null);
  if (connection === 'connected' || !known) return null;
  return (
    <div
      role="status"
      className="flex h-7 shrink-0 items-center justify-center border-b border-line bg-retry-bg text-12 font-medium text-retry"
    >
      {connection === 'reconnecting'
        ? 'The connection to Stepglass was lost. Connecting again; nothing is missed.'
        : 'Stepglass has ended. Runs that were under way can be resumed when it starts again.'}
    </div>
  );
}
