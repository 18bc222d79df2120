import { useMemo, useState } from 'react';
import type { PlanRequest } from '../../shared/api/parameters.ts';
import { PinnedSteps } from '../pins/pinned-steps.tsx';
import type { Draft } from '../run-inputs/draft.ts';
import { describeFact } from '../scrubber/ticks.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import type { Sheet } from '../state/studio-types.ts';
import { Button } from '../ui/button.tsx';
import { formatClock } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { EditFields } from './edit-fields.tsx';
import { editableVariables, inlineInputs, readEdits } from './edits.ts';
import { PlanSummary } from './plan-summary.tsx';
import { SheetFrame } from './sheet-frame.tsx';
import { usePlan } from './use-plan.ts';

/** Goes on from a point of the past in a new run (monitor.md M8). */
export function ContinueSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'continue' }> }) {
  const timeline = useRun((view) => view.timeline);
  const execute = useStudio((studio) => studio.execute);
  const [draft, setDraft] = useState<Draft>({});
  const [ignorePins, setIgnorePins] = useState(false);
  const then = useMemo(() => timeline.stateAt(sheet.seq), [timeline, sheet.seq]);
  const fact = timeline.facts[sheet.seq - 1];
  const variables = useMemo(() => editableVariables(then), [then]);
  const inputs = useMemo(() => Object.entries(inlineInputs(then)).map(([name, value]) => ({ name, value })), [then]);
  const variableEdits = readEdits(variables, draft);
  const inputEdits = readEdits(inputs, draft);
  const valid = Object.keys({ ...variableEdits.problems, ...inputEdits.problems }).length === 0;
  const request: PlanRequest | null = valid
    ? {
        kind: 'continue',
        run: sheet.run,
        ...(sheet.checkpoint === null ? { seq: sheet.seq } : { checkpoint: sheet.checkpoint }),
        ...(Object.keys(inputEdits.values).length === 0 ? {} : { inputs: inputEdits.values }),
        ...(Object.keys(variableEdits.values).length === 0 ? {} : { variables: variableEdits.values }),
        ...(ignorePins ? { ignorePins } : {}),
      }
    : null;
  usePlan(request);
  return (
    <SheetFrame
      title={`Continue from @${sheet.seq}`}
      promise="Makes a new run that begins with what was settled then; this one stays as it is."
      confirm="Continue"
      disabled={request === null}
      onConfirm={() => request !== null && void execute(request)}
    >
      <div className="flex flex-col gap-2">
        {fact !== undefined && (
          <p className="text-12">
            <span className="num font-mono text-11 text-mute">{formatClock(fact.at)}</span>{' '}
            <SafeText>{describeFact(fact)}</SafeText>
          </p>
        )}
        <LookingElsewhere sheet={sheet} />
      </div>
      <PinnedSteps ignored={ignorePins} onIgnore={setIgnorePins} instead="Go on as if nothing were pinned" />
      <EditFields title="Inputs" editables={inputs} draft={draft} problems={inputEdits.problems} onChange={setDraft} />
      <EditFields
        title="Variables as they were then"
        editables={variables}
        draft={draft}
        problems={variableEdits.problems}
        onChange={setDraft}
      />
      <PlanSummary />
    </SheetFrame>
  );
}

/** The plan is that of one place; where the playhead has been moved since, both ways are offered. */
function LookingElsewhere({ sheet }: { sheet: Extract<Sheet, { kind: 'continue' }> }) {
  const { run } = useParts();
  const openSheet = useStudio((studio) => studio.openSheet);
  const at = useRun((view) => view.playhead ?? view.known);
  const checkpoint = useRun((view) => view.timeline.live.checkpoints.find(({ seq }) => seq === at)?.checkpoint ?? null);
  if (at === sheet.seq) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-sunk px-2.5 py-2 text-12">
      <span className="min-w-40 flex-1">
        The plan is for <span className="num font-mono text-11">@{sheet.seq}</span>; you look at{' '}
        <span className="num font-mono text-11">@{at}</span>.
      </span>
      <Button small onClick={() => run.getState().seek(sheet.seq)}>
        Show @{sheet.seq}
      </Button>
      <Button small onClick={() => openSheet({ ...sheet, seq: at, checkpoint })}>
        Continue from @{at}
      </Button>
    </p>
  );
}
