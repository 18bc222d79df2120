import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ErrorRecord, RunParent, StoredValue } from '../../shared/facts.ts';
import { lookOfRun } from '../../shared/state/look.ts';
import { BreakpointList } from '../breakpoints/breakpoint-list.tsx';
import { failurePlace } from '../containers/failure-in.ts';
import { statusShown } from '../state/actions.ts';
import { useMoment, useNow } from '../state/clock.ts';
import { useRun, useStudio } from '../state/parts.tsx';
import { censusOf } from '../state/run/census.ts';
import type { RunView } from '../state/run/run-store.ts';
import { useCalmly } from '../state/run/use-calmly.ts';
import { LinkButton } from '../ui/button.tsx';
import { SectionTitle } from '../ui/empty.tsx';
import { formatClock, formatDay, formatDuration } from '../ui/format.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusPill } from '../ui/status-icon.tsx';
import { ErrorBox } from './error-box.tsx';
import { FactRow, Facts, TabBody } from './facts-list.tsx';
import { StepLinks } from './step-links.tsx';
import { previewStored } from './value/preview.ts';
import { ValueView } from './value/value-view.tsx';

/** The run as a whole: state, inputs, outputs, where it came from. */
export function RunInspector() {
  const summary = useStudio((studio) => studio.openedRun?.summary ?? null);
  const look = useRun(({ shown, playhead }) => lookOfRun(statusShown(shown, summary, playhead)));
  const today = useNow(false);
  const { workdir, inputs, parent, edits, error, outputs, outputErrors, warnings } = useRun(useShallow(lastingOf));
  return (
    <TabBody>
      <header className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate text-15 font-semibold">
          Run <span className="num">{summary === null ? '' : formatDay(summary.createdAt, today).toLowerCase()}</span>
        </h2>
        <StatusPill look={look} />
      </header>
      <Facts>
        <Times />
        <FactRow name="Id">
          <span className="font-mono text-11 break-all">{summary?.run}</span>
        </FactRow>
        <FactRow name="Folder">
          <span className="font-mono text-11 break-all">
            <SafeText>{workdir}</SafeText>
          </span>
        </FactRow>
        {parent !== null && <MadeFrom parent={parent} />}
        {edits.length > 0 && <FactRow name="Edited">{edits.map((edit) => edit.name).join(', ')}</FactRow>}
        <Running />
      </Facts>
      {error !== null && <RunError error={error} />}
      <Values title="Inputs" values={inputs} />
      <Values title="Outputs" values={outputs} errors={outputErrors} />
      <BreakpointList />
      {warnings.length > 0 && (
        <section>
          <SectionTitle>Warnings</SectionTitle>
          <ul className="flex flex-col gap-1.5 text-12">
            {warnings.map((warning) => (
              <li key={warning.n}>
                <SafeText>{warning.message}</SafeText>
              </li>
            ))}
          </ul>
        </section>
      )}
    </TabBody>
  );
}

/** What few facts change: the others do not draw all of this again. */
function lastingOf({ shown }: RunView) {
  const { workdir, inputs, parent, edits, error, outputs, outputErrors, warnings } = shown;
  return { workdir, inputs, parent, edits, error, outputs, outputErrors, warnings };
}

/** Inside of loops and included files the line is that of the step in which it began. */
function RunError({ error }: { error: ErrorRecord }) {
  const span = useRun(({ shown }) => failurePlace(shown, error).span);
  return <ErrorBox error={error} span={span} />;
}

function Times() {
  const started = useRun((view) => view.shown.startedAt);
  const ended = useRun((view) => view.shown.endedAt);
  const now = useMoment(ended === null);
  if (started === null) return null;
  return (
    <>
      <FactRow name="Started">{formatClock(started)}</FactRow>
      {ended !== null && <FactRow name="Ended">{formatClock(ended)}</FactRow>}
      <FactRow name={ended === null ? 'So far' : 'Took'}>
        {formatDuration((ended === null ? now : Date.parse(ended)) - Date.parse(started))}
      </FactRow>
    </>
  );
}

/** What is under way, and who is waited for. */
function Running() {
  const interrupted = useRun((view) => view.interrupted && view.playhead === null);
  return (
    <>
      <StepsThatAre name={interrupted ? 'Was running' : 'Running'} among="running" />
      <StepsThatAre name="Waiting for you" among="waiting" />
    </>
  );
}

function StepsThatAre({ name, among }: { name: string; among: 'running' | 'waiting' }) {
  const ids = useCalmly((view) => [...censusOf(view)[among]].join('\n'));
  if (ids === '') return null;
  return (
    <FactRow name={name}>
      <StepLinks steps={ids.split('\n')} />
    </FactRow>
  );
}

/** The run that this one was made from, by its time if it is still there. */
function MadeFrom({ parent }: { parent: RunParent }) {
  const openRun = useStudio((studio) => studio.openRun);
  const made = useStudio((studio) => studio.runs?.find(({ run }) => run === parent.run)?.createdAt ?? null);
  const today = useNow(false);
  return (
    <FactRow name="Made from">
      <LinkButton title={parent.run} onClick={() => void openRun(parent.run)}>
        {made === null ? parent.run.slice(0, 10) : `the run of ${formatDay(made, today).toLowerCase()}`}
      </LinkButton>
      {parent.step !== undefined && (
        <span className="text-mute">
          {' '}
          at <span className="font-mono text-11">{parent.step}</span>
        </span>
      )}
    </FactRow>
  );
}

function Values({
  title,
  values,
  errors = {},
}: {
  title: string;
  values: { readonly [name: string]: StoredValue };
  errors?: { readonly [name: string]: string };
}) {
  const [open, setOpen] = useState<string | null>(null);
  const names = Object.keys(values);
  if (names.length === 0) return null;
  return (
    <section>
      <SectionTitle>{title}</SectionTitle>
      <ul className="flex flex-col">
        {names.map((name) => {
          const value = values[name];
          return (
            <li key={name}>
              {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- name and value inside are its label */}
              <button
                type="button"
                aria-expanded={open === name}
                onClick={() => setOpen(open === name ? null : name)}
                className="-mx-1.5 flex min-h-6 w-[calc(100%+12px)] items-baseline gap-3 rounded-sm px-1.5 py-0.5 text-left hover:bg-hover"
              >
                <span className="w-28 shrink-0 font-mono text-11 text-(--syntax-key)" title={name}>
                  <MiddleText>{name}</MiddleText>
                </span>
                <span
                  className={
                    errors[name] === undefined
                      ? 'min-w-0 flex-1 truncate font-mono text-11'
                      : 'min-w-0 flex-1 text-11 text-mute'
                  }
                >
                  <SafeText>{errors[name] ?? (value === undefined ? '' : previewStored(value))}</SafeText>
                </span>
              </button>
              {open === name && value !== undefined && (
                <div className="h-56 py-1.5">
                  <ValueView stored={value} name={name} root={name} />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
