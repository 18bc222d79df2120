import type { Draft } from '../run-inputs/draft.ts';
import { fieldText } from '../run-inputs/draft.ts';
import { TextArea, TextInput } from '../ui/fields.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import type { Editable } from './edits.ts';
import { Fold } from './fold.tsx';

interface EditFieldsProps {
  readonly title: string;
  readonly editables: readonly Editable[];
  readonly draft: Draft;
  readonly problems: { readonly [name: string]: string };
  readonly onChange: (draft: Draft) => void;
  /** Shown from the beginning. */
  readonly open?: boolean;
}

/** Values that may be changed before a rerun, folded until somebody wants to. */
export function EditFields({ title, editables, draft, problems, onChange, open = false }: EditFieldsProps) {
  if (editables.length === 0) return null;
  const edited = editables.filter(
    ({ name, value }) => draft[name] !== undefined && draft[name] !== fieldText(value),
  ).length;
  return (
    <Fold title={title} changed={edited} open={open || Object.keys(problems).length > 0}>
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
    </Fold>
  );
}
