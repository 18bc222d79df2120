import type { Handled, SkipReason } from '../../shared/facts.ts';
import type { GraphNode } from '../../shared/graph/graph.ts';
import { neighbours } from '../../shared/graph/graph.ts';
import { isSettled, type StepState } from '../../shared/state/run-state.ts';
import { readersOf } from '../scrubber/variables.ts';
import { useMoment } from '../state/clock.ts';
import { useGraph, useRun, useStudio } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import { plannedStep } from '../state/plan-index.ts';
import { timeOf, useStep } from '../state/step-view.ts';
import { definitionOf } from '../state/use-graph-of-open.ts';
import { LinkButton } from '../ui/button.tsx';
import { SectionTitle } from '../ui/empty.tsx';
import { formatClock, formatDuration, plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { ErrorBox } from './error-box.tsx';
import { FactRow, Facts, TabBody } from './facts-list.tsx';
import { Origin } from './origin.tsx';
import { StepLinks } from './step-links.tsx';
import { previewStored } from './value/preview.ts';

const HANDLED: Readonly<Record<Handled, string>> = {
  skip: 'put aside, with what depends on it',
  route: 'by another way: its route was taken',
  fallback: 'by a fallback value',
  handler: 'by a handler',
};

export function StepOverview({ step }: { step: string }) {
  const node = useGraph((view) => view.graph?.nodeById.get(step));
  const state = useStep(step);
  const setInspector = useStudio((studio) => studio.setInspector);
  if (node === undefined) return null;
  return (
    <TabBody>
      {node.description !== null && (
        <p className="selectable -mb-1 text-12 text-mute">
          <SafeText>{node.description}</SafeText>
        </p>
      )}
      <Facts>
        <FactRow name="Tool">
          <span className="font-mono text-11">
            <SafeText>{node.what}</SafeText>
          </span>
        </FactRow>
        <Definition node={node} />
        {state !== undefined && <Course step={step} state={state} />}
        <Pinned step={step} />
      </Facts>
      {state?.error !== undefined && <ErrorBox error={state.error} short />}
      <Warnings step={step} />
      {state?.result !== undefined && (
        <section>
          <SectionTitle
            aside={
              <LinkButton className="text-11" onClick={() => setInspector('result')}>
                All of it
              </LinkButton>
            }
          >
            Result
          </SectionTitle>
          <p className="selectable truncate rounded-md bg-sunk px-2.5 py-1.5 font-mono text-11">
            <SafeText>{previewStored(state.result)}</SafeText>
          </p>
        </section>
      )}
      <Neighbours step={step} />
      <Planned step={step} />
    </TabBody>
  );
}

const MOST_WARNINGS = 20;
/** For the runs to come; what this run took is told with its course. */
function Pinned({ step }: { step: string }) {
  const pin = useStudio((studio) => studio.pins.get(step));
  const openRun = useStudio((studio) => studio.openRun);
  if (pin === undefined) return null;
  return (
    <FactRow name="Pinned">
      new runs take its result of run{' '}
      <LinkButton className="font-mono text-11" onClick={() => void openRun(pin.from.run, step)}>
        {pin.from.run.slice(0, 10)}
      </LinkButton>
      {pin.state === 'stale' && <span className="text-retry"> △ the step has changed since</span>}
    </FactRow>
  );
}

const EFFECT_WORDS = { none: 'none', local: 'changes local files', external: 'reaches outside this machine' } as const;

function Definition({ node }: { node: GraphNode }) {
  const step = useStudio((studio) => definitionOf(studio, node.id));
  return (
    <>
      <FactRow name="Effects">{EFFECT_WORDS[node.effects]}</FactRow>
      {step?.retry !== undefined && step.retry.attempts > 1 && (
        <FactRow name="Retry">up to {step.retry.attempts} attempts</FactRow>
      )}
      {step?.timeoutMs !== undefined && <FactRow name="Timeout">{formatDuration(step.timeoutMs)}</FactRow>}
    </>
  );
}

const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  condition: 'its condition was false',
  routed_past: 'a route led past it',
  upstream_failed: 'a step that it needs failed',
  run_failed: 'the run had failed before it began',
};

function Course({ step, state }: { step: string; state: StepState }) {
  const now = useMoment(state.status === 'started');
  const isGiven = state.reusedFrom !== undefined && 'given' in state.reusedFrom;
  const ms = isGiven ? null : timeOf(state, now);
  const waited = useRun((view) => waitedMs(entryAt(view.shown, step), view.timeline.live.startedAt));
  const { condition, route, skipReason, skippedBy, reusedFrom } = state;
  return (
    <>
      {state.startedAt !== undefined && (
        <FactRow name="Started">
          {formatClock(state.startedAt)}
          {waited !== null && <span className="text-mute"> · {formatDuration(waited)} into the run</span>}
        </FactRow>
      )}
      {ms !== null && (
        <FactRow name={isSettled(state.status) ? 'Took' : 'So far'}>
          {formatDuration(ms)}
          {state.attempts.length > 1 && (
            <span className="text-mute"> · the last of {state.attempts.length} attempts</span>
          )}
        </FactRow>
      )}
      {condition !== undefined && (
        <FactRow name="Condition">
          <b className={condition.value ? 'font-semibold text-ok' : 'font-semibold text-mute'}>
            {String(condition.value)}
          </b>{' '}
          <span className="font-mono text-11">
            <SafeText>{condition.expression}</SafeText>
          </span>
        </FactRow>
      )}
      {skipReason !== undefined && (
        <FactRow name="Skipped">
          because {SKIP_WORDS[skipReason]}
          {skippedBy !== undefined && (
            <>
              {': '}
              <StepLinks steps={[skippedBy]} />
            </>
          )}
        </FactRow>
      )}
      {route !== undefined && (
        <FactRow name="Led to">
          <StepLinks steps={[route.to]} />
        </FactRow>
      )}
      {reusedFrom !== undefined && (
        <FactRow name="Reused">
          <Origin from={reusedFrom} />
        </FactRow>
      )}
      {state.handled !== undefined && <FactRow name="Handled">{HANDLED[state.handled]}</FactRow>}
    </>
  );
}

function waitedMs(step: StepState | undefined, runStarted: string | null): number | null {
  if (step?.startedAt === undefined || runStarted === null) return null;
  return Math.max(0, Date.parse(step.startedAt) - Date.parse(runStarted));
}

function Neighbours({ step }: { step: string }) {
  const graph = useGraph((view) => view.graph);
  const shown = useRun((view) => view.shown);
  const select = useStudio((studio) => studio.select);
  if (graph === null) return null;
  const { before, after } = neighbours(graph, step);
  const readers = readersOf(shown, step);
  return (
    <section className="flex flex-col gap-4">
      <Facts>
        <FactRow name="Waits for">
          {before.length === 0 ? <span className="text-mute">nothing</span> : <StepLinks steps={before} />}
        </FactRow>
        <FactRow name="Leads to">
          {after.length === 0 ? <span className="text-mute">the end</span> : <StepLinks steps={after} />}
        </FactRow>
      </Facts>
      {readers.length > 0 && (
        <div>
          <SectionTitle>Read by</SectionTitle>
          <ul className="flex flex-col gap-1">
            {readers.map((reader) => (
              <li key={`${reader.step} ${reader.at}`} className="flex gap-1.5 text-12">
                <LinkButton
                  className="min-w-0 font-mono text-11 wrap-anywhere"
                  onClick={() => select(reader.step, { reveal: true, tab: 'input' })}
                >
                  <SafeText>{reader.step}</SafeText>
                </LinkButton>
                <span className="truncate font-mono text-11 text-mute">{reader.at}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Planned({ step }: { step: string }) {
  const planned = useStudio((studio) => plannedStep(studio.plan, step));
  return planned === undefined ? null : (
    <Facts>
      <FactRow name="Plan">
        {planned.decision}, {planned.why}
      </FactRow>
    </Facts>
  );
}

function Warnings({ step }: { step: string }) {
  const all = useRun((view) => view.shown.warnings);
  const own = all.filter((warning) => warning.step === step);
  if (own.length === 0) return null;
  return (
    <section>
      <SectionTitle>{plural(own.length, 'warning')}</SectionTitle>
      <ul className="flex flex-col gap-1.5 rounded-md bg-retry-bg px-2.5 py-2 text-12">
        {own.slice(0, MOST_WARNINGS).map((warning) => (
          <li key={warning.n} className="selectable break-words">
            <SafeText>{warning.message}</SafeText>
          </li>
        ))}
      </ul>
    </section>
  );
}
