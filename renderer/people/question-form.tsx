import type { KeyboardEvent, RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { StoredValue } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import { expiresAt, type Question, readQuestion, type UnknownQuestion } from '../../shared/question.ts';
import { useStoredValue } from '../inspector/value/use-stored-value.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';
import { useStep } from '../state/step-view.ts';
import { formatClock } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { ApprovalForm } from './approval-form.tsx';
import { FailureForm } from './failure-form.tsx';
import { PromptForm } from './prompt-form.tsx';
import { RawForm, RollbackForm } from './small-forms.tsx';

/** More than fits above its form, in a window of any size. */
const LONG = 300;

/** The question of the step, while it waits; nothing otherwise (monitor.md M15). */
export function WaitingQuestion({ step }: { step: string }) {
  const state = useStep(step);
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? null);
  if (run === null || state?.status !== 'waiting' || state.question === undefined) return null;
  return <StoredQuestion key={`${run} ${step} ${state.n}`} run={run} step={step} stored={state.question} />;
}

function StoredQuestion({ run, step, stored }: { run: string; step: string; stored: StoredValue }) {
  const loaded = useStoredValue(run, stored);
  const past = useRun((view) => view.playhead !== null);
  const readOnly = useStudio((studio) => studio.openedRun?.summary.importedAt !== undefined);
  return (
    <section
      aria-label={`Question of ${step}`}
      data-look="waiting"
      onKeyDown={submitByKey}
      className="mx-3 mb-2.5 flex max-h-[60vh] shrink-0 flex-col gap-2.5 overflow-y-auto rounded-md bg-look-bg p-3 ring-1 ring-look/25 ring-inset"
    >
      {loaded.state === 'ready' ? (
        <AskedQuestion run={run} step={step} question={readQuestion(loaded.value)} past={past} readOnly={readOnly} />
      ) : (
        <p className="text-12 text-mute">
          {loaded.state === 'error' ? 'The question could not be read.' : 'Reading the question…'}
        </p>
      )}
    </section>
  );
}

/** Ctrl or ⌘ with Enter sends what was typed; elsewhere it would start another run. */
function submitByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.closest('form')?.requestSubmit();
}

/** Takes the focus into the first field, once, when that was asked for. */
function useFocusWhenAsked(step: string): RefObject<HTMLFieldSetElement | null> {
  const fields = useRef<HTMLFieldSetElement>(null);
  const asked = useStudio((studio) => studio.answering === step);
  const reached = useStudio((studio) => studio.reachQuestion);
  useEffect(() => {
    if (!asked) return;
    fields.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    reached();
  }, [asked, reached]);
  return fields;
}

function AskedQuestion({
  run,
  step,
  question,
  past,
  readOnly,
}: {
  run: string;
  step: string;
  question: Question | UnknownQuestion;
  past: boolean;
  readOnly: boolean;
}) {
  const { sending, problem, answer } = useAnswer(run, step);
  const until = expiresAt(question);
  const fields = useFocusWhenAsked(step);
  return (
    <>
      <p
        // What is longer than the room for it is scrolled, by keyboard as well.
        {...(question.text.length > LONG ? { tabIndex: 0 } : {})}
        className="selectable max-h-[34vh] min-h-0 overflow-y-auto text-13 font-medium break-words whitespace-pre-wrap"
      >
        <SafeText>{question.text === '' ? 'This step waits for an answer.' : question.text}</SafeText>
      </p>
      <fieldset ref={fields} disabled={past || readOnly || sending} className="flex min-w-0 flex-col gap-2.5">
        <legend className="sr-only">Answer</legend>
        <KindForm question={question} busy={sending} onAnswer={answer} />
      </fieldset>
      {problem !== null && (
        <p role="alert" className="text-12 text-bad">
          <SafeText>{problem}</SafeText>
        </p>
      )}
      {readOnly && <p className="text-11 text-mute">The run was imported: it can be answered where it was made.</p>}
      {past && !readOnly && (
        <p className="text-11 text-mute">This is the run as it was then. Go back to the newest to answer.</p>
      )}
      {until !== null && (
        <p className="text-11 text-mute">Without an answer the default counts from {formatClock(until)}.</p>
      )}
    </>
  );
}

function KindForm({
  question,
  ...rest
}: {
  question: Question | UnknownQuestion;
  busy: boolean;
  onAnswer: (answer: Json) => void;
}) {
  switch (question.kind) {
    case 'prompt':
      return <PromptForm question={question} {...rest} />;
    case 'approval':
      return <ApprovalForm question={question} {...rest} />;
    case 'failure':
      return <FailureForm question={question} {...rest} />;
    case 'rollback':
      return <RollbackForm question={question} {...rest} />;
    case 'unknown':
      return <RawForm {...rest} />;
  }
}

/** Sends an answer; what the host says against it is shown in the form. */
function useAnswer(run: string, step: string) {
  const { client } = useParts();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const answer = async (value: Json) => {
    setSending(true);
    setProblem(null);
    try {
      await client.request('runs:answer', { run, step, answer: value });
    } catch (error) {
      setProblem(errorBodyOf(error).message);
    } finally {
      setSending(false);
    }
  };
  return { sending, problem, answer: (value: Json) => void answer(value) };
}
