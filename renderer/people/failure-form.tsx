import { RotateCcw, SkipForward } from 'lucide-react';
import { useState } from 'react';
import type { Json } from '../../shared/json.ts';
import { Button } from '../ui/button.tsx';
import { TextArea } from '../ui/fields.tsx';
import type { FormProps } from './question.ts';
import { contentText, readJson } from './question.ts';

type Editing = 'parameters' | 'value' | null;

/** What to do about a failure: try again, perhaps with other parameters, go past it, give its result, or let it fail. */
export function FailureForm({ question, busy, onAnswer }: FormProps<'failure'>) {
  const [editing, setEditing] = useState<Editing>(null);
  if (editing === 'value')
    return (
      <JsonField
        label="The result of the step; JSON, or plain text"
        initial=""
        action="Use this value"
        orText
        busy={busy}
        onDone={(value) => onAnswer({ choice: 'value', value })}
        onBack={() => setEditing(null)}
      />
    );
  if (editing === 'parameters')
    return (
      <JsonField
        label="Parameters for the next attempt"
        initial={contentText(question.parameters)}
        action="Retry with these"
        busy={busy}
        onDone={(parameters) => onAnswer({ choice: 'retry', parameters })}
        onBack={() => setEditing(null)}
      />
    );
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button tone="primary" icon={RotateCcw} disabled={busy} onClick={() => onAnswer('retry')}>
        Retry
      </Button>
      {question.parameters !== null && (
        <Button disabled={busy} onClick={() => setEditing('parameters')}>
          Retry with changes…
        </Button>
      )}
      <Button icon={SkipForward} disabled={busy} onClick={() => onAnswer('skip')}>
        Skip
      </Button>
      <Button disabled={busy} onClick={() => setEditing('value')}>
        Give a value…
      </Button>
      <Button tone="danger" disabled={busy} onClick={() => onAnswer('fail')}>
        Let it fail
      </Button>
    </div>
  );
}

interface JsonFieldProps {
  readonly label: string;
  readonly initial: string;
  readonly action: string;
  readonly orText?: boolean;
  readonly busy: boolean;
  readonly onDone: (value: Json) => void;
  readonly onBack: () => void;
}

function JsonField({ label, initial, action, orText = false, busy, onDone, onBack }: JsonFieldProps) {
  const [text, setText] = useState(initial);
  const [tried, setTried] = useState(false);
  const read = readJson(text, { orText });
  const act = () => {
    setTried(true);
    if (read.ok) onDone(read.value);
  };
  return (
    <>
      <label className="flex flex-col gap-1 text-11 text-mute">
        {label}
        <TextArea
          rows={5}
          value={text}
          aria-invalid={tried && !read.ok}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {tried && !read.ok && (
        <p role="alert" className="text-11 text-bad">
          {read.problem}
        </p>
      )}
      <div className="flex gap-1.5">
        <Button tone="primary" disabled={busy} onClick={act}>
          {action}
        </Button>
        <Button tone="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
    </>
  );
}
