import type { FormEvent } from 'react';
import { useState } from 'react';
import type { Breakpoint, KeptBreakpoint } from '../../shared/breakpoint.ts';
import { withoutIterations } from '../../shared/step-path.ts';
import { useStudio } from '../state/parts.tsx';
import type { BreakpointForm as Form } from '../state/studio-types.ts';
import { definitionOf } from '../state/use-graph-of-open.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckBox, Segmented, TextInput } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { type LoopChoice, loopsOf, withLoops } from './places.ts';

/** Where, when and in which iteration a run is to stop. */
export function BreakpointForm() {
  const form = useStudio((studio) => studio.breakpointForm);
  return form === null ? null : <OpenForm key={`${form.step} ${form.editing?.when ?? ''}`} form={form} />;
}

const WHEN = [
  { id: 'before', label: 'Before' },
  { id: 'after', label: 'After' },
  { id: 'error', label: 'On error' },
] as const;

function OpenForm({ form: { step, editing } }: { form: Form }) {
  const studio = useStudio((state) => state);
  const close = () => studio.openBreakpointForm(null);
  const isLoop = (path: string) => {
    const kind = definitionOf(studio, path)?.container?.kind;
    return kind !== undefined && kind !== 'pipeline';
  };
  const [when, setWhen] = useState<Breakpoint['when']>(editing?.when ?? 'before');
  const [condition, setCondition] = useState(editing?.condition ?? '');
  // a new one is for each iteration, also where one of them is looked at
  const [loops, setLoops] = useState<readonly LoopChoice[]>(() =>
    loopsOf(editing?.step ?? withoutIterations(step), isLoop),
  );
  const [enabled, setEnabled] = useState(editing?.enabled ?? true);
  const [problem, setProblem] = useState<string | null>(null);
  const wrong = loops.find(({ iteration }) => !/^\s*\d*\s*$/.test(iteration));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong !== undefined) return setProblem(`The iteration of ${wrong.loop} must be a whole number from 0.`);
    const breakpoint: KeptBreakpoint = {
      step: step === '*' ? '*' : withLoops(step, loops),
      when,
      enabled,
      ...(condition.trim() === '' ? {} : { condition: condition.trim() }),
    };
    const found = await studio.putBreakpoint(breakpoint, editing ?? undefined);
    if (found === null) close();
    else setProblem(found);
  };
  return (
    <Dialog
      title={step === '*' ? 'Breakpoint at any step' : `Breakpoint at ${step}`}
      onClose={close}
      className="w-[min(440px,calc(100vw-48px))]!"
    >
      <form
        aria-label="Breakpoint"
        onSubmit={(event) => void save(event)}
        className="flex flex-col gap-4 overflow-y-auto p-4"
      >
        <div>
          <Segmented label="When the run stops" value={when} onChange={setWhen} options={WHEN} />
        </div>
        {loops.map((choice, at) => (
          <label key={choice.loop} className="flex flex-col gap-1 text-12">
            <span>
              Iteration of{' '}
              <span className="font-mono text-11">
                <SafeText>{choice.loop}</SafeText>
              </span>
              <span className="text-mute"> · counted from 0; empty: each</span>
            </span>
            <TextInput
              inputMode="numeric"
              value={choice.iteration}
              onChange={(event) => setLoops(loops.with(at, { ...choice, iteration: event.target.value }))}
              className="w-28!"
            />
          </label>
        ))}
        <div className="flex flex-col gap-1 text-12">
          <label htmlFor="breakpoint-condition">
            Condition <span className="text-mute">· an expression, as in the file; empty: always</span>
          </label>
          <TextInput
            id="breakpoint-condition"
            value={condition}
            placeholder="rows.count > 100"
            aria-invalid={problem !== null}
            onChange={(event) => setCondition(event.target.value)}
            className="font-mono text-11!"
          />
        </div>
        <CheckBox checked={enabled} onChange={setEnabled}>
          Stop here
        </CheckBox>
        {problem !== null && (
          <p role="alert" className="text-12 break-words text-bad">
            <SafeText>{problem}</SafeText>
          </p>
        )}
        <div className="flex gap-1.5">
          <Button type="submit" tone="primary">
            {editing === null ? 'Set breakpoint' : 'Save'}
          </Button>
          {editing !== null && (
            <Button tone="danger" onClick={() => void studio.removeBreakpoint(editing).then(close)}>
              Remove
            </Button>
          )}
          <Button onClick={close}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
