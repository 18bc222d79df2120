import type { FormEvent } from 'react';
import { useId, useState } from 'react';
import { fieldText } from '../run-inputs/draft.ts';
import { FileField } from '../run-inputs/file-field.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented, Select, TextArea, TextInput } from '../ui/fields.tsx';
import type { FormProps } from './question.ts';
import { expectation, initialText, readPrompt } from './question.ts';

/** A value of the type that is asked for; what does not fit is told at the field. */
export function PromptForm({ question, busy, onAnswer }: FormProps<'prompt'>) {
  const [text, setText] = useState(() => initialText(question));
  const [tried, setTried] = useState(false);
  const read = readPrompt(question, text);
  const hint = expectation(question);
  const hintId = useId();
  const problem = tried && !read.ok ? read.problem : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (read.ok) onAnswer(read.value);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field
        question={question}
        text={text}
        invalid={problem !== null}
        {...(hint === '' ? {} : { hintId })}
        onChange={setText}
      />
      {problem === null && hint !== '' && (
        <p id={hintId} className="text-11 text-mute">
          {hint}
        </p>
      )}
      {problem !== null && (
        <p role="alert" className="text-11 text-bad">
          {problem}
        </p>
      )}
      <div>
        <Button type="submit" tone="primary" disabled={busy}>
          Answer
        </Button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly question: FormProps<'prompt'>['question'];
  readonly text: string;
  readonly invalid: boolean;
  /** Of what says how an answer must be. */
  readonly hintId?: string;
  readonly onChange: (text: string) => void;
}

function Field(props: FieldProps) {
  const { question, text, invalid, hintId, onChange } = props;
  const common = {
    'aria-label': 'Your answer',
    'aria-invalid': invalid,
    'aria-describedby': hintId,
    value: text,
  } as const;
  switch (question.type) {
    case 'boolean':
      return (
        <Segmented
          label="Your answer"
          value={text === 'true' || text === 'false' ? text : ''}
          onChange={onChange}
          options={[
            { id: 'true', label: 'Yes' },
            { id: 'false', label: 'No' },
          ]}
        />
      );
    case 'choice':
      return (
        <Select {...common} onChange={(event) => onChange(event.target.value)}>
          <option value="">choose…</option>
          {question.choices.map((choice, index) => (
            <option key={index} value={index}>
              {fieldText(choice)}
            </option>
          ))}
        </Select>
      );
    case 'file':
      return (
        <FileField text={text} invalid={invalid} onChange={onChange} title="Choose a file" label="Path of the file" />
      );
    case 'number':
      return <TextInput {...common} inputMode="decimal" onChange={(event) => onChange(event.target.value)} />;
    case 'text':
      return <TextArea {...common} rows={2} onChange={(event) => onChange(event.target.value)} />;
  }
}
