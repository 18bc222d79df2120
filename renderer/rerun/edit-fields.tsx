import { useState } from 'react';
import type { Draft } from '../run-inputs/draft.ts';
import { fieldText } from '../run-inputs/draft.ts';
import { TextArea, TextInput } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import type { Editable } from './edits.ts';

interface EditFieldsProps {
  readonly title: string;
  readonly editables: readonly Editable[];
  readonly draft: Draft;
  readonly problems: { readonly [name: string]: string };
  readonly onChange: (draft: Draft) => void;
}

/** Values that may be changed before a rerun, folded until somebody wants to. */
export function EditFields({ title, editables, draft, problems, onChange }: EditFieldsProps) {
  const [open, setOpen] = useState(false);
  if (editables.length === 0) return null;
  const edited = editables.filter(
    ({ name, value }) => draft[name] !== undefined && draft[name] !== fieldText(value),
  ).length;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-11 font-semibold text-mute">
        {title}
        {edited > 0 && <span className="ml-2 text-accent">{edited} changed</span>}
      </summary>
      <div className="mt-2 flex flex-col gap-2.5">
        {editables.map(({ name, value }) => {
          const text = draft[name] ?? fieldText(value);
          const long = text.length > 60 || text.includes('\n');
          const Control = long ? TextArea : TextInput;
          return (
            <label key={name} className="flex flex-col gap-1 text-12">
              <span className="font-mono text-11">
                <SafeText>{name}</SafeText>
              </span>
              <Control
                value={text}
                aria-invalid={problems[name] !== undefined}
                onChange={(event: { target: { value: string } }) => onChange({ ...draft, [name]: event.target.value })}
                className="font-mono text-11!"
              />
              {problems[name] !== undefined && <span className="text-11 text-bad">{problems[name]}</span>}
            </label>
          );
        })}
      </div>
    </details>
  );
}
