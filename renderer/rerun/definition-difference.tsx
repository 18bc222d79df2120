import { useMemo } from 'react';
import { DifferenceLines } from './difference-lines.tsx';
import { hunks, lineDifference } from './line-difference.ts';

/** How the file differs from what ran. */
export function DefinitionDifference({ before, after, same }: { before: string; after: string; same: boolean }) {
  const lines = useMemo(() => (same ? [] : hunks(lineDifference(before, after))), [before, after, same]);
  if (same) return <p className="text-11 text-mute">The file is what it was when this run began.</p>;
  return <DifferenceLines lines={lines} label="Differences of the definition" />;
}
