import { useEffect, useMemo, useState } from 'react';
import type { PreviewedParameter } from '../../shared/api/answers.ts';
import { bodyAt } from '../../shared/find-step.ts';
import { stepsIn } from '../../shared/state/run-scopes.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { isSettled } from '../../shared/state/run-state.ts';
import { joinPath, splitPath } from '../../shared/step-path.ts';
import { EditFields } from '../rerun/edit-fields.tsx';
import { editableVariables, readEdits } from '../rerun/edits.ts';
import { SheetFrame } from '../rerun/sheet-frame.tsx';
import type { Draft } from '../run-inputs/draft.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import type { Sheet } from '../state/studio-types.ts';
import { Select } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';

/** Goes on with the same run, with other variables and other parameters of what has not run yet (engine.md E15). */
export function GoOnSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'go-on' }> }) {
  const shown = useRun((view) => view.shown);
  const pipeline = useStudio((studio) => studio.openedRun?.pipeline ?? null);
  const execute = useStudio((studio) => studio.execute);
  const steps = useMemo(() => {
    const { scope } = splitPath(sheet.step);
    return (pipeline === null ? null : bodyAt(pipeline, scope))?.steps.map(({ id }) => joinPath(scope, id)) ?? [];
  }, [pipeline, sheet.step]);
  const open = steps.filter((path) => !isOver(shown, path));
  const [step, setStep] = useState(() => (open.includes(sheet.step) ? sheet.step : (open[0] ?? null)));
  const [draft, setDraft] = useState<Draft>({});
  const preview = usePreview(sheet.run, step);
  const [seen, setSeen] = useState<{ readonly [step: string]: readonly PreviewedParameter[] }>({});
  if (step !== null && preview !== null && seen[step] !== preview) setSeen({ ...seen, [step]: preview });
  const variables = useMemo(() => editableVariables(shown), [shown]);
  const parameters = Object.entries(seen).flatMap(([path, found]) =>
    found.flatMap(({ name, value, problem }) => (problem === null ? [{ name: `${path}.${name}`, value }] : [])),
  );
  const variableEdits = readEdits(variables, draft);
  const parameterEdits = readEdits(parameters, draft);
  const valid = Object.keys({ ...variableEdits.problems, ...parameterEdits.problems }).length === 0;
  const confirm = () =>
    void execute({
      kind: 'resume',
      run: sheet.run,
      ...(Object.keys(variableEdits.values).length === 0 ? {} : { variables: variableEdits.values }),
      ...(Object.keys(parameterEdits.values).length === 0 ? {} : { parameters: parameterEdits.values }),
    });
  return (
    <SheetFrame
      title={
        <>
          Go on from <SafeText>{sheet.step}</SafeText>
        </>
      }
      promise="Goes on with this run. What you change is kept in its history."
      confirm="Go on"
      disabled={!valid}
      onConfirm={confirm}
    >
      <EditFields
        title="Run variables"
        open
        editables={variables}
        draft={draft}
        problems={variableEdits.problems}
        onChange={setDraft}
      />
      {step !== null && (
        <label className="flex flex-col gap-1 text-12">
          Parameters of
          <Select value={step} onChange={(event) => setStep(event.target.value)} className="font-mono text-11!">
            {open.map((path) => (
              <option key={path} value={path}>
                {path}
              </option>
            ))}
          </Select>
        </label>
      )}
      <EditFields
        title={`Parameters of ${step ?? ''}`}
        open
        editables={parameters.filter(({ name }) => splitPath(name).scope === step)}
        draft={draft}
        problems={parameterEdits.problems}
        onChange={setDraft}
      />
      <Unknown found={step === null ? [] : (seen[step] ?? [])} />
      {variables.length === 0 && preview?.length === 0 && (
        <p className="text-12 text-mute">There are no variables, and this step takes no parameters.</p>
      )}
    </SheetFrame>
  );
}

function isOver(state: RunState, path: string): boolean {
  const { scope } = splitPath(path);
  if (!stepsIn(state, scope).has(splitPath(path).id)) return false;
  return isSettled(entryAt(state, path)?.status ?? 'pending');
}

/** Parameters whose value is not known before the step begins: it can only be told why. */
function Unknown({ found }: { found: readonly PreviewedParameter[] }) {
  const unknown = found.filter(({ problem }) => problem !== null);
  if (unknown.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-11 text-mute">
      {unknown.map(({ name, problem }) => (
        <li key={name} className="break-words">
          <span className="font-mono">
            <SafeText>{name}</SafeText>
          </span>{' '}
          cannot be edited yet: <SafeText>{problem ?? ''}</SafeText>
        </li>
      ))}
    </ul>
  );
}

/** What the step would be given now; null while it is asked for. */
function usePreview(run: string, step: string | null): readonly PreviewedParameter[] | null {
  const { client, studio } = useParts();
  const [answer, setAnswer] = useState<{ step: string; found: readonly PreviewedParameter[] } | null>(null);
  useEffect(() => {
    if (step === null) return;
    let late = false;
    client.request('steps:preview', { run, step }).then(
      (found) => !late && setAnswer({ step, found }),
      (error: unknown) => studio.getState().report('Reading the parameters', error),
    );
    return () => {
      late = true;
    };
  }, [client, studio, run, step]);
  return answer?.step === step ? answer.found : null;
}
