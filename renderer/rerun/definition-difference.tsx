import { useMemo } from 'react';
import { cx } from '../ui/cx.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { hunks, lineDifference } from './line-difference.ts';

const SIGNS = { same: ' ', added: '+', removed: '−' } as const;

/** How the file differs from what ran. */
export function DefinitionDifference({ before, after, same }: { before: string; after: string; same: boolean }) {
  const lines = useMemo(() => (same ? [] : hunks(lineDifference(before, after))), [before, after, same]);
  if (same) return <p className="text-11 text-mute">The file is what it was when this run began.</p>;
  return (
    <pre
      tabIndex={0}
      aria-label="Differences of the definition"
      className="max-h-52 overflow-auto rounded-md bg-sunk py-1.5 font-mono text-11 leading-[17px]"
    >
      {lines.map((line, index) =>
        line === null ? (
          <div key={index} className="px-2.5 text-mute">
            ⋯
          </div>
        ) : (
          <div
            key={index}
            className={cx(
              'w-max min-w-full px-2.5',
              line.kind === 'added' && 'bg-ok-bg text-ok',
              line.kind === 'removed' && 'bg-bad-bg text-bad',
            )}
          >
            <span className="select-none">{SIGNS[line.kind]} </span>
            <SafeText>{line.text}</SafeText>
          </div>
        ),
      )}
    </pre>
  );
}
