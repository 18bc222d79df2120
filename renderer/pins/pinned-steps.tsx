import { Pin } from 'lucide-react';
import { useMemo } from 'react';
import { useStudio } from '../state/parts.tsx';
import { CheckBox } from '../ui/fields.tsx';
import { plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { Unreadable } from '../ui/unreadable.tsx';

interface PinnedStepsProps {
  readonly ignored: boolean;
  readonly onIgnore: (ignored: boolean) => void;
  /** What it means that they are ignored. */
  readonly instead: string;
}

/** What a new run will take instead of running it, and the way to have it do without. */
export function PinnedSteps({ ignored, onIgnore, instead }: PinnedStepsProps) {
  const byStep = useStudio((studio) => studio.pins);
  const pins = useMemo(() => [...byStep.values()], [byStep]);
  const problem = useStudio((studio) => studio.pinsProblem);
  const mend = useStudio((studio) => studio.mendPins);
  const unpin = useStudio((studio) => studio.unpin);
  const choice = (
    <CheckBox checked={ignored} onChange={onIgnore}>
      {instead}
    </CheckBox>
  );
  if (problem !== null)
    return (
      <section aria-label="Pinned results" className="flex flex-col gap-2">
        <Unreadable title="A pinned result cannot be read" problem={problem} onForget={() => void mend()} />
        {choice}
      </section>
    );
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
      <div className="mt-2">{choice}</div>
    </section>
  );
}
