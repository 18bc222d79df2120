import { cx } from '../ui/cx.ts';
import { SafeText } from '../ui/safe-text.tsx';
import type { DifferentLine } from './line-difference.ts';

const SIGNS = { same: ' ', added: '+', removed: '−' } as const;
const WORDS = { same: '', added: 'added ', removed: 'removed ' } as const;

/** Lines of two texts; null is a gap. Told apart by sign as well as by colour. */
export function DifferenceLines({ lines, label }: { lines: readonly (DifferentLine | null)[]; label: string }) {
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      className="selectable max-h-52 overflow-auto rounded-md bg-sunk py-1.5 font-mono text-11 leading-[17px]"
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
            <span className="select-none" aria-hidden>
              {SIGNS[line.kind]}{' '}
            </span>
            <span className="sr-only">{WORDS[line.kind]}</span>
            <SafeText>{line.text}</SafeText>
          </div>
        ),
      )}
    </pre>
  );
}
