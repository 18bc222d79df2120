import type { ReactNode } from 'react';
import { useState } from 'react';
import type { StoredValue } from '../../shared/facts.ts';
import type { StepState } from '../../shared/state/run-state.ts';
import { useOtherRun } from '../compare/use-other-run.ts';
import { ValueDifference } from '../compare/value-difference.tsx';
import { useRun, useStudio } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { stepBefore, variablesSetBy } from './result-before.ts';

interface Props {
  readonly step: string;
  readonly state: StepState;
  readonly result: StoredValue;
}

/** What the step changed, and how its result differs from that of the iteration before and of other runs (monitor.md M5). */
export function ResultDifferences({ step, state, result }: Props) {
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? null);
  const parent = useStudio((studio) => studio.openedRun?.summary.parent?.run ?? null);
  // A moment of the same run has the result that this one has, or none.
  const compareWith = useStudio((studio) => (studio.compareAt === null ? studio.compareWith : null));
  const shown = useRun((view) => view.shown);
  if (run === null) return null;
  const set = variablesSetBy(shown, step, state.attempt);
  const before = stepBefore(step);
  const earlier = before === null ? undefined : entryAt(shown, before)?.result;
  const mine = { run, stored: result };
  return (
    <div className="flex max-h-[50%] shrink-0 flex-col gap-1 overflow-y-auto empty:hidden">
      {set.length > 0 && (
        <Section title={`What it changed: ${set.length === 1 ? 'a variable' : `${set.length} variables`}`}>
          {set.map(({ name, before: old, after }) => (
            <Named key={name} name={name}>
              {old === null ? (
                <p className="text-12 text-mute">It was not there before.</p>
              ) : (
                <ValueDifference name={name} before={{ run, stored: old }} after={{ run, stored: after }} />
              )}
            </Named>
          ))}
        </Section>
      )}
      {earlier !== undefined && (
        <Section title="Differences to the iteration before">
          <ValueDifference
            name="the result"
            before={{ run, stored: earlier }}
            after={mine}
            legend="− the iteration before, + this one"
          />
        </Section>
      )}
      {parent !== null && parent !== compareWith && (
        <Section title="Differences to the run it was made from">
          <ToOtherRun step={step} mine={mine} other={parent} />
        </Section>
      )}
      {compareWith !== null && (
        <Section title="Differences to the run that is compared" open>
          <ToOtherRun step={step} mine={mine} other={compareWith} />
        </Section>
      )}
    </div>
  );
}

/** Closed until somebody wants it: another run is read only then. */
function Section({ title, open: first = false, children }: { title: string; open?: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(first);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-11 font-semibold text-mute">{title}</summary>
      {open && <div className="mt-1.5 mb-2">{children}</div>}
    </details>
  );
}

function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="mb-2">
      <h4 className="mb-0.5 font-mono text-11 font-semibold break-all">
        <SafeText>{name}</SafeText>
      </h4>
      {children}
    </div>
  );
}

/** From what it was there to what it is here. */
function ToOtherRun({
  step,
  mine,
  other,
}: {
  step: string;
  mine: { run: string; stored: StoredValue };
  other: string;
}) {
  const loaded = useOtherRun(other);
  if (loaded === null) return <p className="text-12 text-mute">Reading the other run…</p>;
  if ('error' in loaded)
    return (
      <p className="text-12 text-bad">
        The other run could not be read: <SafeText>{loaded.error}</SafeText>
      </p>
    );
  const theirs = entryAt(loaded.state, step)?.result;
  if (theirs === undefined) return <p className="text-12 text-mute">The other run has no result of this step.</p>;
  return (
    <ValueDifference
      name="the result"
      before={{ run: other, stored: theirs }}
      after={mine}
      legend="− the other run, + this run"
    />
  );
}
