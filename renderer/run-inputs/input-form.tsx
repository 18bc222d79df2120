import { useId, useState } from 'react';
import type { Json, JsonObject } from '../../shared/json.ts';
import type { InputSpec } from '../../shared/pipeline.ts';
import { Segmented, Select, TextArea, TextInput } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import type { Draft } from './draft.ts';
import { draftOf, fieldText, readDraft, readJsonDraft } from './draft.ts';
import { FileField } from './file-field.tsx';

interface InputFormProps {
  readonly specs: readonly InputSpec[];
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Problems are shown once the person has tried to go on. */
  readonly strict: boolean;
}

/** A form made from declared inputs, or their values as JSON (monitor.md M11). */
export function InputForm({ specs, draft, onChange, strict }: InputFormProps) {
  const [mode, setMode] = useState<'form' | 'json'>('form');
  const { values, problems } = readDraft(specs, draft);
  if (specs.length === 0) return <p className="text-12 text-mute">This pipeline takes no inputs.</p>;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between">
        <h3 className="text-11 font-semibold text-mute">Inputs</h3>
        <Segmented
          label="Form of the inputs"
          value={mode}
          onChange={setMode}
          options={[
            { id: 'form', label: 'Form' },
            { id: 'json', label: 'JSON' },
          ]}
        />
      </div>
      {mode === 'form' ? (
        specs.map((spec) => (
          <Field
            key={spec.name}
            spec={spec}
            text={draft[spec.name] ?? ''}
            problem={problems[spec.name]}
            strict={strict}
            onChange={(text) => onChange({ ...draft, [spec.name]: text })}
          />
        ))
      ) : (
        <JsonForm values={values} onChange={(next) => onChange(draftOf(specs, next))} />
      )}
    </div>
  );
}

function JsonForm({ values, onChange }: { values: JsonObject; onChange: (values: JsonObject) => void }) {
  const [text, setText] = useState(() => JSON.stringify(values, null, 2));
  const [problem, setProblem] = useState<string | null>(null);
  const change = (next: string) => {
    setText(next);
    const read = readJsonDraft(next);
    setProblem(read.ok ? null : read.message);
    if (read.ok) onChange(read.values);
  };
  return (
    <div>
      <TextArea
        rows={12}
        value={text}
        onChange={(event) => change(event.target.value)}
        aria-label="Inputs as JSON"
        aria-invalid={problem !== null}
      />
      {problem !== null && <p className="mt-1 text-11 text-bad">{problem}</p>}
    </div>
  );
}

function Field({
  spec,
  text,
  problem,
  strict,
  onChange,
}: {
  spec: InputSpec;
  text: string;
  problem: string | undefined;
  strict: boolean;
  onChange: (text: string) => void;
}) {
  const id = useId();
  const [left, setLeft] = useState(false);
  const shown = problem !== undefined && (strict || left) ? problem : undefined;
  return (
    <div className="flex flex-col gap-1" onBlur={() => setLeft(true)}>
      <label htmlFor={id} className="flex items-baseline gap-1.5 text-12 font-medium">
        <span className="min-w-0 wrap-anywhere">
          <SafeText>{spec.name}</SafeText>
        </span>
        <span className="shrink-0 text-11 font-normal text-mute">
          {typeWords(spec)}
          {spec.default === undefined && spec.required !== false && ' · required'}
        </span>
      </label>
      <Control
        id={id}
        spec={spec}
        text={text}
        invalid={shown !== undefined}
        describedBy={`${id}-help`}
        onChange={onChange}
      />
      <p id={`${id}-help`} className={shown === undefined ? 'text-11 text-mute' : 'text-11 text-bad'}>
        <SafeText>{shown ?? spec.description ?? ''}</SafeText>
      </p>
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly spec: InputSpec;
  readonly text: string;
  readonly invalid: boolean;
  readonly describedBy: string;
  readonly onChange: (text: string) => void;
}

function Control(props: ControlProps) {
  const { spec, id, text, invalid, describedBy, onChange } = props;
  const common = { id, 'aria-invalid': invalid, 'aria-describedby': describedBy } as const;
  const choices: readonly Json[] | undefined = spec.type === 'boolean' ? [true, false] : spec.enum;
  if (choices !== undefined) {
    return (
      <Select {...common} value={text} onChange={(event) => onChange(event.target.value)}>
        {spec.default === undefined && <option value="">choose…</option>}
        {choices.map((choice) => (
          <option key={fieldText(choice)} value={fieldText(choice)}>
            {fieldText(choice)}
          </option>
        ))}
      </Select>
    );
  }
  if (spec.type === 'file') return <FileField {...props} title={`Choose the file for ${spec.name}`} />;
  if (spec.type === 'array' || spec.type === 'object' || text.includes('\n'))
    return (
      <TextArea
        {...common}
        rows={Math.min(10, Math.max(2, text.split('\n').length))}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  const numeric = spec.type === 'integer' || spec.type === 'number';
  return (
    <TextInput
      {...common}
      inputMode={numeric ? 'decimal' : 'text'}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function typeWords({ type, minimum, maximum, enum: choices }: InputSpec): string {
  const range = rangeWords(minimum, maximum);
  if (choices !== undefined) return 'one of';
  return type === 'any' ? '' : `${type}${range}`;
}

function rangeWords(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum === undefined ? '' : `, at most ${maximum}`;
}
