import { useId, useMemo, useState } from 'react';
import type { PlanRequest } from '../../shared/api/parameters.ts';
import type { InputSpec, Pipeline } from '../../shared/pipeline.ts';
import { PinnedSteps } from '../pins/pinned-steps.tsx';
import type { Draft } from '../run-inputs/draft.ts';
import { draftOf } from '../run-inputs/draft.ts';
import { useRun, useStudio } from '../state/parts.tsx';
import type { Sheet } from '../state/studio-types.ts';
import { Segmented, Select } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { EditSections } from './edit-sections.tsx';
import type { ReadEdits } from './edits.ts';
import {
  editableParameters,
  editableVariables,
  inlineInputs,
  inlineValues,
  readEdits,
  readInputEdits,
} from './edits.ts';
import { givenFields, readGiven } from './given.ts';
import { GivenFields } from './given-fields.tsx';
import { PlanSummary } from './plan-summary.tsx';
import { SheetFrame } from './sheet-frame.tsx';
import { TrustQuestion } from './start-sheet.tsx';
import { usePlan } from './use-plan.ts';

const NO_INPUTS: readonly InputSpec[] = [];
const NOTHING_READ: readonly string[] = [];

/** One step alone: over which results, with which inputs and parameters, and what that means. */
export function AloneSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'step' }> }) {
  const { step } = sheet;
  const opened = useStudio((studio) => studio.openedRun);
  const file = useStudio((studio) => studio.file);
  const state = useRun((view) => view.timeline.live);
  const execute = useStudio((studio) => studio.execute);
  const trust = useStudio((studio) => studio.trust);
  const report = useStudio((studio) => studio.report);
  const plan = useStudio((studio) => studio.plan);
  const [source, setSource] = useState(sheet.run ?? '');
  const [wanted, setWanted] = useState<'snapshot' | 'file'>('file');
  const usable = file !== null && file.opened.pipeline !== null ? file : null;
  const definition = sheet.run === null || (wanted === 'file' && usable !== null) ? 'file' : 'snapshot';
  const pipeline = definition === 'file' ? (usable?.opened.pipeline ?? null) : (opened?.pipeline ?? null);
  const isSource = source !== '' && source === opened?.summary.run;
  const before = useInputsBefore({ isSource, state, run: plan?.parent?.run ?? null });
  const [inputs, setInputs] = useState<Draft>({});
  const [edits, setEdits] = useState<Draft>({});
  const [given, setGiven] = useState<Draft>({});
  const [ignorePins, setIgnorePins] = useState(false);
  const [trusts, setTrusts] = useState(false);

  const specs = pipeline?.inputs ?? NO_INPUTS;
  const shownInputs = { ...draftOf(specs, before), ...inputs };
  const inputEdits = touched(readInputEdits(specs, shownInputs, before), inputs);
  const variables = useMemo(() => (isSource ? editableVariables(state) : []), [isSource, state]);
  const parameters = useMemo(() => (isSource ? editableParameters(state, step) : []), [isSource, state, step]);
  const variableEdits = readEdits(variables, edits);
  const parameterEdits = readEdits(parameters, edits);
  const fields = givenFields(readsOf(pipeline, step), { plan, state, isSource });
  const givenResults = readGiven(fields, given);
  const problems = {
    ...inputEdits.problems,
    ...variableEdits.problems,
    ...parameterEdits.problems,
    ...givenResults.problems,
  };
  const valid = Object.keys(problems).length === 0 && pipeline !== null;
  const request: PlanRequest | null = valid
    ? {
        kind: 'step',
        step,
        definition: definition === 'file' && usable !== null ? { path: usable.path, text: usable.draft } : 'snapshot',
        ...(source === '' ? {} : { run: source }),
        ...unlessEmpty('inputs', inputEdits.values),
        ...unlessEmpty('variables', variableEdits.values),
        ...unlessEmpty('parameters', parameterEdits.values),
        ...unlessEmpty('given', givenResults.values),
        ...(ignorePins ? { ignorePins } : {}),
      }
    : null;
  usePlan(request);
  const asks = definition === 'file' && usable !== null && !usable.opened.trusted ? usable : null;
  const confirm = async (asked: PlanRequest) => {
    try {
      if (asks !== null) await trust();
      await execute(asked);
    } catch (error) {
      report('Starting the run', error);
    }
  };
  return (
    <SheetFrame
      title={
        <>
          Run <SafeText>{step}</SafeText> alone
        </>
      }
      promise="Makes a new run in which only this step runs. The other steps stay as they are."
      confirm="Run this step"
      disabled={request === null || plan === null || (asks !== null && !trusts)}
      onConfirm={() => request !== null && void confirm(request)}
    >
      {asks !== null && <TrustQuestion file={asks} trusts={trusts} onTrust={setTrusts} />}
      <div className="flex flex-col gap-3">
        {sheet.run !== null && (
          <>
            <SourceChoice run={sheet.run} source={source} onChange={setSource} />
            <DefinitionChoice definition={definition} hasFile={usable !== null} onChange={setWanted} />
          </>
        )}
        <GivenFields fields={fields} draft={given} problems={givenResults.problems} onChange={setGiven} />
        <PinnedSteps
          ignored={ignorePins}
          onIgnore={setIgnorePins}
          instead="Take recorded results instead of pinned ones"
        />
      </div>
      <EditSections
        inputs={{ specs: specs, draft: shownInputs, read: inputEdits, onChange: setInputs }}
        variables={{ editables: variables, read: variableEdits }}
        parameters={{ editables: parameters, read: parameterEdits, step: step }}
        draft={edits}
        onChange={setEdits}
      />
      <PlanSummary />
    </SheetFrame>
  );
}

function SourceChoice({ run, source, onChange }: { run: string; source: string; onChange: (run: string) => void }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1 text-12">
      <label htmlFor={id} className="text-11 font-semibold text-mute">
        Inputs and results of
      </label>
      <Select id={id} value={source} onChange={(event) => onChange(event.target.value)}>
        <option value={run}>this run</option>
        <option value="">the newest run that has them</option>
      </Select>
    </div>
  );
}

function DefinitionChoice({
  definition,
  hasFile,
  onChange,
}: {
  definition: 'snapshot' | 'file';
  hasFile: boolean;
  onChange: (definition: 'snapshot' | 'file') => void;
}) {
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-11 font-semibold text-mute">Definition</span>
      <div>
        <Segmented
          label="Definition"
          value={definition}
          onChange={onChange}
          options={[
            { id: 'file', label: 'The file as it is now', disabled: !hasFile },
            { id: 'snapshot', label: 'As it ran' },
          ]}
        />
      </div>
    </div>
  );
}

/** The inputs of the run that the step gets its inputs from, as far as they are at hand. */
function useInputsBefore({
  isSource,
  state,
  run,
}: {
  isSource: boolean;
  state: Parameters<typeof inlineInputs>[0];
  run: string | null;
}) {
  const summary = useStudio((studio) => (run === null ? undefined : studio.runs?.find((each) => each.run === run)));
  return useMemo(
    () => (isSource ? inlineInputs(state) : summary === undefined ? {} : inlineValues(summary.inputs)),
    [isSource, state, summary],
  );
}

/** What was left alone comes from the run, which may not be known yet. */
function touched({ values, problems }: ReadEdits, draft: Draft): ReadEdits {
  const own = Object.entries(problems).filter(([name]) => Object.hasOwn(draft, name));
  return { values, problems: Object.fromEntries(own) };
}

function readsOf(pipeline: Pipeline | null, step: string): readonly string[] {
  return pipeline?.steps.find(({ id }) => id === step)?.dependencies ?? NOTHING_READ;
}

function unlessEmpty<K extends string, T extends object>(key: K, values: T): { readonly [name in K]?: T } {
  return Object.keys(values).length === 0 ? {} : ({ [key]: values } as { readonly [name in K]: T });
}
