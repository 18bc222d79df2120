import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useParts } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/fields.tsx';

interface FileFieldProps {
  readonly text: string;
  readonly invalid: boolean;
  readonly onChange: (text: string) => void;
  /** Of the dialog in which a file is picked. */
  readonly title: string;
  readonly id?: string | undefined;
  readonly describedBy?: string | undefined;
  /** Where no label stands beside it. */
  readonly label?: string;
}

/** The path of a file, typed or picked; a browser cannot pick one, and says so at the first try. */
export function FileField({ text, invalid, onChange, title, id, describedBy, label }: FileFieldProps) {
  const { client, studio } = useParts();
  const [canPick, setCanPick] = useState(true);
  const pick = async () => {
    try {
      const picked = await client.request('files:pick', { title });
      if (picked !== null) onChange(picked.path);
    } catch (error) {
      if (errorBodyOf(error).code === 'not_available') setCanPick(false);
      else studio.getState().report('Choosing a file', error);
    }
  };
  return (
    <span className="flex gap-1.5">
      <TextInput
        id={id}
        aria-label={label}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        className="font-mono text-11!"
      />
      {canPick && (
        <Button icon={FolderOpen} className="h-7!" onClick={() => void pick()}>
          Choose…
        </Button>
      )}
    </span>
  );
}
