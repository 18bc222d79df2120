import { useState } from 'react';
import { StepLinks } from '../inspector/step-links.tsx';
import { Button } from '../ui/button.tsx';
import { TextArea } from '../ui/fields.tsx';
import type { FormProps } from './question.ts';
import { readJson } from './question.ts';

/** A rollback would do something again that cannot be undone. */
export function RollbackForm({ question, busy, onAnswer }: FormProps<'rollback'>) {
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2 text-12">
        <span className="text-mute">Done again:</span> <StepLinks steps={question.steps} />
      </p>
      <div className="flex gap-1.5">
        <Button tone="primary" disabled={busy} onClick={() => onAnswer('rollback')}>
          Roll back
        </Button>
        <Button tone="danger" disabled={busy} onClick={() => onAnswer('fail')}>
          Let it fail
        </Button>
      </div>
    </>
  );
}

/** For a question of a kind that this version does not know. */
export function RawForm({ busy, onAnswer }: Omit<FormProps<'unknown'>, 'question'>) {
  const [text, setText] = useState('');
  const read = readJson(text, { orText: true });
  return (
    <>
      <TextArea
        aria-label="Your answer, as JSON or text"
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div>
        <Button tone="primary" disabled={busy} onClick={() => read.ok && onAnswer(read.value)}>
          Answer
        </Button>
      </div>
    </>
  );
}
