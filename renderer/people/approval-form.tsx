import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { Json } from '../../shared/json.ts';
import { Button } from '../ui/button.tsx';
import { TextArea, TextInput } from '../ui/fields.tsx';
import type { FormProps } from './question.ts';
import { contentText, readContent } from './question.ts';

/** Approve, approve with changes, or reject; the reason is optional. */
export function ApprovalForm({ question, busy, onAnswer }: FormProps<'approval'>) {
  const before = question.content;
  const original = before === null ? '' : contentText(before);
  const [content, setContent] = useState(original);
  const [reason, setReason] = useState('');
  const changed = content !== original;
  const read = readContent(before, content);
  const answer = (approved: boolean, modified: Json | undefined) =>
    onAnswer({
      approved,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      ...(modified === undefined ? {} : { modified_content: modified }),
    });
  return (
    <>
      {before !== null && (
        <label className="flex flex-col gap-1 text-11 text-mute">
          Content{changed ? ', changed' : ', can be changed'}
          <TextArea
            rows={Math.min(14, Math.max(2, original.split('\n').length))}
            value={content}
            aria-invalid={changed && !read.ok}
            onChange={(event) => setContent(event.target.value)}
          />
        </label>
      )}
      {changed && !read.ok && (
        <p role="alert" className="text-11 text-bad">
          {read.problem}
        </p>
      )}
      <TextInput
        aria-label="Reason"
        placeholder="Reason, if there is one"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="flex flex-wrap gap-1.5">
        <Button
          tone="primary"
          icon={Check}
          disabled={busy || (changed && !read.ok)}
          onClick={() => answer(true, changed && read.ok ? read.value : undefined)}
        >
          {changed ? 'Approve as changed' : 'Approve'}
        </Button>
        <Button tone="danger" icon={X} disabled={busy} onClick={() => answer(false, undefined)}>
          Reject
        </Button>
      </div>
    </>
  );
}
