import { useEffect, useState } from 'react';
import type { StoredValue } from '../../shared/facts.ts';
import { sameValue } from '../runs/comparison.ts';
import { loadRunState } from '../runs/load-run-state.ts';
import { useParts } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { previewStored } from './value/preview.ts';

/** Whether the same step of the run that is compared with had the same result. */
export function ResultDifference({ step, mine, other }: { step: string; mine: StoredValue; other: string }) {
  const { client } = useParts();
  const [theirs, setTheirs] = useState<{ run: string; step: string; value: StoredValue | null } | null>(null);
  useEffect(() => {
    let late = false;
    loadRunState(client, other).then(
      (state) => !late && setTheirs({ run: other, step, value: entryAt(state, step)?.result ?? null }),
      // The comparison itself reports why the run cannot be read.
      () => undefined,
    );
    return () => {
      late = true;
    };
  }, [client, other, step]);
  if (theirs === null || theirs.run !== other || theirs.step !== step) return null;
  if (theirs.value === null) return <p className="text-12 text-mute">The other run has no result of this step.</p>;
  if (sameValue(mine, theirs.value)) return <p className="text-12 text-mute">The same in the other run.</p>;
  return (
    <p className="text-12">
      Different in the other run:{' '}
      <span className="font-mono text-11">
        <SafeText>{previewStored(theirs.value)}</SafeText>
      </span>
    </p>
  );
}
