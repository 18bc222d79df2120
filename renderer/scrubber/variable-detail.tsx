import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { previewStored } from '../inspector/value/preview.ts';
import { ValueView } from '../inspector/value/value-view.tsx';
import { useParts, useStudio } from '../state/parts.tsx';
import { IconButton, LinkButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { SectionTitle } from '../ui/empty.tsx';
import { formatClock } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import type { VariableRow } from './variables.ts';

/** One variable: its value, where it came from, where it goes. */
export function VariableDetail({
  row,
  onClose,
  below = false,
}: {
  row: VariableRow;
  onClose: () => void;
  below?: boolean;
}) {
  const { run } = useParts();
  const select = useStudio((studio) => studio.select);
  return (
    <section
      aria-label={row.name}
      className={cx(
        'flex shrink-0 flex-col gap-3 overflow-y-auto border-line p-3',
        below ? 'max-h-[55%] border-t' : 'w-[44%] border-l',
      )}
    >
      <header className="flex items-center gap-2">
        <h3 className="min-w-0 flex-1 truncate font-mono text-12 font-semibold">
          <SafeText>{row.name}</SafeText>
        </h3>
        <IconButton icon={X} label="Close" size={13} onClick={onClose} />
      </header>
      <p className="text-12 text-mute">{whereFrom(row)}</p>
      {row.value !== null && (
        <div className="h-40 shrink-0">
          <ValueView
            stored={row.value}
            name={row.name}
            root={row.kind === 'variable' ? `variables.${row.name}` : row.name}
          />
        </div>
      )}
      {row.changes.length > 0 && (
        <div>
          <SectionTitle>History</SectionTitle>
          <ol className="flex flex-col gap-1">
            {row.changes.map((change) => (
              <li key={change.n} className="flex items-baseline gap-2 text-12">
                <button
                  type="button"
                  className="num font-mono text-11 text-accent hover:underline"
                  title="Show the run as it was then"
                  onClick={() => run.getState().seek(change.n)}
                >
                  {formatClock(change.at)}
                </button>
                <span className="min-w-0 flex-1 truncate font-mono text-11">
                  <SafeText>{previewStored(change.value)}</SafeText>
                </span>
                <span className="text-11 text-mute">{change.step ?? 'by hand'}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
      <div className={row.kind === 'loop' ? 'hidden' : ''}>
        <SectionTitle>{row.readers.length === 0 ? 'Read by nobody so far' : 'Read by'}</SectionTitle>
        <ul className="flex flex-col gap-1">
          {row.readers.map((reader) => (
            <li key={`${reader.step} ${reader.at}`} className="text-12">
              <LinkButton onClick={() => select(reader.step, { reveal: true, tab: 'input' })}>{reader.step}</LinkButton>
              <span className="font-mono text-11 text-mute"> · {reader.at}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

const WHAT: Readonly<Record<VariableRow['kind'], string>> = {
  input: 'Input',
  loop: 'Name given by the loop',
  intermediate: 'Result of the step',
  variable: 'Run variable',
  output: 'Output',
};

/** What kind of value it is, and for whom it is there. */
function whereFrom({ kind, scope, hiddenBy }: VariableRow): ReactNode {
  return (
    <>
      {WHAT[kind]}
      {scope !== '' && (
        <>
          , inside of{' '}
          <span className="font-mono text-11">
            <SafeText>{scope}</SafeText>
          </span>
        </>
      )}
      {hiddenBy !== null && (
        <>
          , hidden by the one of{' '}
          <span className="font-mono text-11">
            <SafeText>{hiddenBy}</SafeText>
          </span>
        </>
      )}
    </>
  );
}
