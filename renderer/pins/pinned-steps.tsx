import { Pin } from 'lucide-react';
import type { PinSummary } from '../../shared/pins.ts';
import { useStudio } from '../state/parts.tsx';
import { CheckBox } from '../ui/fields.tsx';
import { plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

interface PinnedStepsProps {
  readonly pins: readonly PinSummary[];
  readonly ignored: boolean;
  readonly onIgnore: (ignored: boolean) => void;
}

/** What a new run will take instead of running it, and the way to have it run all the same. */
export function PinnedSteps({ pins, ignored, onIgnore }: PinnedStepsProps) {
  const unpin = useStudio((studio) => studio.unpin);
  if (pins.length === 0) return null;
  return (
    <section aria-label="Pinned results" className="rounded-md bg-sunk p-3">
      <h3 className="flex items-center gap-2 text-12 font-semibold">
        <Pin size={13} aria-hidden />
        {plural(pins.length, 'step is', 'steps are')} pinned
      </h3>
      <ul className={ignored ? 'mt-1.5 opacity-50' : 'mt-1.5'}>
        {pins.map((pin) => (
          <li key={pin.step} className="flex items-baseline gap-2 text-12">
            <span className="font-mono text-11">
              <SafeText>{pin.step}</SafeText>
            </span>
            <span className="min-w-0 flex-1 truncate text-11 text-mute">
              result of run <span className="font-mono">{pin.from.run.slice(0, 10)}</span>
              {pin.state === 'stale' && <span className="text-retry"> △ the step has changed since</span>}
              {pin.state === 'gone' && <span className="text-retry"> △ there is no such step any more</span>}
            </span>
            <button
              type="button"
              className="text-11 text-accent hover:underline"
              aria-label={`Unpin ${pin.step}`}
              onClick={() => void unpin(pin.step)}
            >
              Unpin
            </button>
          </li>
        ))}
      </ul>
      <div className="mt-2">
        <CheckBox checked={ignored} onChange={onIgnore}>
          Run them all the same
        </CheckBox>
      </div>
    </section>
  );
}
