import { Pin, PinOff } from 'lucide-react';
import { useStudio } from '../state/parts.tsx';
import { isPinnable } from '../state/slices/pins-slice.ts';
import { useStep } from '../state/step-view.ts';
import { Button } from '../ui/button.tsx';

/** Pins the result that the open run has of a step, or ends that. */
export function PinButton({ step }: { step: string }) {
  const isPinned = useStudio((studio) => studio.pins.has(step));
  const pin = useStudio((studio) => studio.pin);
  const unpin = useStudio((studio) => studio.unpin);
  const readOnly = useStudio((studio) => studio.openedRun?.summary.importedAt !== undefined);
  const hasRun = useStudio((studio) => studio.openedRun !== null);
  const isCompleted = useStep(step)?.status === 'completed';
  if (!isPinnable(step) || readOnly) return null;
  if (isPinned)
    return (
      <Button icon={PinOff} onClick={() => void unpin(step)}>
        Unpin
      </Button>
    );
  if (!hasRun || !isCompleted) return null;
  return (
    <Button icon={Pin} aria-label="Pin result" title="Later runs take this result" onClick={() => void pin(step)}>
      Pin
    </Button>
  );
}
