import type { Draft } from '../run-inputs/draft.ts';
import { LinkButton } from '../ui/button.tsx';
import { SectionTitle } from '../ui/empty.tsx';
import { TextArea } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import type { GivenField } from './given.ts';

interface GivenFieldsProps {
  readonly fields: readonly GivenField[];
  readonly draft: Draft;
  readonly problems: { readonly [step: string]: string };
  readonly onChange: (draft: Draft) => void;
}

/** The results that the step reads: where each comes from, and a place to give another one. */
export function GivenFields({ fields, draft, problems, onChange }: GivenFieldsProps) {
  if (fields.length === 0) return <p className="text-12 text-mute">It reads no other step.</p>;
  return (
    <section aria-label="Results that it reads">
      <SectionTitle>Results that it reads</SectionTitle>
      <ul className="flex flex-col gap-2.5">
        {fields.map((field) => (
          <GivenRow
            key={field.step}
            field={field}
            text={draft[field.step]}
            problem={problems[field.step]}
            onChange={(text) => onChange(withText(draft, field.step, text))}
          />
        ))}
      </ul>
    </section>
  );
}

interface GivenRowProps {
  readonly field: GivenField;
  /** Undefined: none is given. */
  readonly text: string | undefined;
  readonly problem: string | undefined;
  readonly onChange: (text: string | undefined) => void;
}

function GivenRow({ field: { step, origin, value }, text, problem, onChange }: GivenRowProps) {
  const isGiven = text !== undefined;
  return (
    <li className="flex flex-col gap-1 text-12">
      <span className="flex items-baseline gap-2">
        <span className="font-mono text-11">
          <SafeText>{step}</SafeText>
        </span>
        <span
          className={
            origin === null && !isGiven ? 'min-w-0 flex-1 text-11 text-bad' : 'min-w-0 flex-1 text-11 text-mute'
          }
        >
          {isGiven ? 'given here' : (origin ?? 'no result yet')}
        </span>
        <LinkButton
          className="text-11"
          aria-label={isGiven ? `Do not give a result of ${step}` : `Give another result of ${step}`}
          onClick={() => onChange(isGiven ? undefined : startText(value))}
        >
          {isGiven ? 'As it was' : 'Give another'}
        </LinkButton>
      </span>
      {isGiven && (
        <TextArea
          rows={Math.min(10, Math.max(2, text.split('\n').length))}
          aria-label={`Result of ${step} as JSON`}
          aria-invalid={problem !== undefined}
          placeholder={'{ "as": "JSON" }'}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          className="font-mono text-11!"
        />
      )}
      {problem !== undefined && <span className="text-11 text-bad">{problem}</span>}
    </li>
  );
}

function startText(value: GivenField['value']): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

function withText(draft: Draft, step: string, text: string | undefined): Draft {
  const { [step]: _before, ...others } = draft;
  return text === undefined ? others : { ...others, [step]: text };
}
