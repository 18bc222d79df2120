import { useMemo, useState } from 'react';
import type { PlanRequest } from '../../shared/api/parameters.ts';
import { bodyAt } from '../../shared/find-step.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import { joinPath, splitPath } from '../../shared/step-path.ts';
import { PinnedSteps } from '../pins/pinned-steps.tsx';
import type { Draft } from '../run-inputs/draft.ts';
import { draftOf } from '../run-inputs/draft.ts';
import { useRun, useStudio } from '../state/parts.tsx';
import type { Sheet } from '../state/studio-types.ts';
import { Segmented } from '../ui/fields.tsx';
import { DefinitionDifference } from './definition-difference.tsx';
import { EditSections } from './edit-sections.tsx';
import { editableParameters, editableVariables, inlineInputs, readEdits, readInputEdits } from './edits.ts';
import { FromStep, RerunTitle, stepsFrom } from './from-step.tsx';
import { PlanSummary } from './plan-summary.tsx';
import { SheetFrame } from './sheet-frame.tsx';
import { usePlan } from './use-plan.ts';

/** Where from, with which definition, with which values; and what that means for every step (monitor.md M9). */
export function RerunSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'rerun' }> }) {
  const opened = useStudio((studio) => studio.openedRun);
  const file = useStudio((studio) => studio.file);
  const state = useRun((view) => view.timeline.live);
  const execute = useStudio((studio) => studio.execute);
  const [definition, setDefinition] = useState(sheet.definition);
  const usesFile = definition === 'file' && file !== null && file.opened.pipeline !== null;
  const pipeline = usesFile ? file.opened.pipeline : (opened?.pipeline ?? null);
  const [from, setFrom] = useState(sheet.from);
  const before = useMemo(() => inlineInputs(state), [state]);
  const [inputs, setInputs] = useState<Draft>(() => draftOf(opened?.pipeline.inputs ?? [], before));
  const [edits, setEdits] = useState<Draft>({});
  const [ignorePins, setIgnorePins] = useState(false);
  const variables = useMemo(() => editableVariables(state), [state]);
  const parameters = useMemo(() => editableParameters(state, from), [state, from]);
  const inputEdits = readInputEdits(pipeline?.inputs ?? [], inputs, before);
  const variableEdits = readEdits(variables, edits);
  const parameterEdits = readEdits(parameters, edits);
  const problems = { ...inputEdits.problems, ...variableEdits.problems, ...parameterEdits.problems };
  const valid = Object.keys(problems).length === 0 && pipeline !== null;
  const request: PlanRequest | null = valid
    ? {
        kind: 'rerun',
        run: sheet.run,
        from: stepsFrom(from, pipeline),
        definition: usesFile ? { path: file.path, text: file.draft } : 'snapshot',
        ...(isEmpty(inputEdits.values) ? {} : { inputs: inputEdits.values }),
        ...(isEmpty(variableEdits.values) ? {} : { variables: variableEdits.values }),
        ...(isEmpty(parameterEdits.values) ? {} : { parameters: parameterEdits.values }),
        ...(ignorePins ? { ignorePins } : {}),
      }
    : null;
  usePlan(request);
  const changed = file !== null && opened !== null && file.draft !== opened.text;
  return (
    <SheetFrame
      title={<RerunTitle from={from} />}
      promise="Makes a new run; this one stays as it is. Results that nothing has changed about are reused."
      confirm="Rerun"
      disabled={request === null}
      onConfirm={() => request !== null && void execute(request)}
    >
      <div className="flex flex-col gap-3">
        <FromStep from={from} steps={startsFor(pipeline, from)} onChange={setFrom} />
        <div className="flex flex-col gap-1.5">
          <span className="text-11 font-semibold text-mute">Definition</span>
          <div>
            <Segmented
              label="Definition"
              value={definition}
              onChange={setDefinition}
              options={[
                { id: 'snapshot', label: 'As it ran' },
                {
                  id: 'file',
                  label: 'The file as it is now',
                  disabled: file === null || file.opened.pipeline === null,
                },
              ]}
            />
          </div>
          {usesFile && <DefinitionDifference before={opened?.text ?? ''} after={file.draft} same={!changed} />}
        </div>
      </div>
      <PinnedSteps ignored={ignorePins} onIgnore={setIgnorePins} instead="Go on as if nothing were pinned" />
      <EditSections
        inputs={{ specs: pipeline?.inputs ?? [], draft: inputs, read: inputEdits, onChange: setInputs }}
        variables={{ editables: variables, read: variableEdits }}
        parameters={{ editables: parameters, read: parameterEdits, step: from }}
        draft={edits}
        onChange={setEdits}
      />
      <PlanSummary />
    </SheetFrame>
  );
}

/** The steps of the run's own level, and those beside a chosen one that lies inside of a container. */
function startsFor(pipeline: Pipeline | null, from: string | null): readonly string[] {
  if (pipeline === null) return [];
  const scope = from === null ? '' : splitPath(from).scope;
  const inside = scope === '' ? [] : (bodyAt(pipeline, scope)?.order ?? []);
  return [...pipeline.order, ...inside.map((id) => joinPath(scope, id))];
}

function isEmpty(values: object): boolean {
  return Object.keys(values).length === 0;
}
