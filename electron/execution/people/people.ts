import { existsSync } from 'node:fs';
import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { Edit, ErrorRecord, FactBody } from '../../../shared/facts.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import type { Step } from '../../../shared/pipeline.ts';
import type { Question } from '../../../shared/question.ts';
import { type RunState, stepState } from '../../../shared/state/run-state.ts';
import type { BlobStore } from '../../storage/blobs.ts';
import { type AttemptPlace, stepCompleted, stepFailed } from '../attempt/attempt-end.ts';
import { actionOf, pathOf, type RunContext } from '../run/run-context.ts';
import type { AnswerEnd, AttemptEnd, WaitingFact } from '../schedule/step-work.ts';
import { askAbout, askedBy, checkAnswer } from './questions.ts';

/** Steps that wait for people: what they ask, and what an answer makes of them. */

/** The question of a step whose tool asks a person. */
export async function ask(context: RunContext, step: Step, parameters: JsonObject): Promise<WaitingFact> {
  const asks = actionOf(context, step)?.asks ?? 'prompt';
  const question = askedBy(asks, parameters, { nowMs: context.clock.now(), limitMs: step.timeoutMs });
  return await waiting(context, step.id, question);
}

/** The question after a failure that nothing else has dealt with (`on_failure: ask`). */
export async function askAfter(context: RunContext, place: AttemptPlace, error: ErrorRecord): Promise<WaitingFact> {
  const { parameters } = stepState(context.ledger.head, place.step);
  const recorded = parameters === null ? null : context.folder.blobs.get(parameters);
  return await waiting(context, place.step, askAbout(pathOf(context, place.step), error, recorded));
}

export async function waiting(context: RunContext, step: string, question: Question): Promise<WaitingFact> {
  const plain = context.secrets.mask(question as unknown as Json);
  return { type: 'step.waiting', step, question: await context.folder.blobs.put(plain) };
}

/** When the question of a waiting step is answered by its default, in ms since 1970; null: never. */
export function expiryOf(context: RunContext, step: string): number | null {
  const question = questionOf(context.ledger.head, step, context.folder.blobs);
  const at = question !== null && 'expires_at' in question ? question.expires_at : null;
  return at === null ? null : Date.parse(at);
}

/** Its time is up: the default is the answer, which is journaled here; without one the step has failed. Null: it was answered. */
export async function expire(context: RunContext, step: string): Promise<AttemptEnd | null> {
  const { folder, ledger, secrets } = context;
  const entry = stepState(ledger.head, step);
  const question = questionOf(ledger.head, step, folder.blobs);
  if (entry.status !== 'waiting' || question === null || !('default' in question)) return null;
  const checked =
    question.default === null
      ? ({ ok: false, problem: 'there is no default' } as const)
      : checkAnswer(question, question.default, { fileExists: inWorkdir(ledger.head.workdir) });
  if (checked.ok) {
    const answer = await folder.blobs.put(secrets.mask(checked.answer));
    if (stepState(ledger.head, step).status !== 'waiting') return null;
    ledger.append({ type: 'step.answered', step, answer, by: 'default' }, true);
    return null;
  }
  const message = `nobody answered step ${pathOf(context, step)} in time, and its default is no answer: ${checked.problem}`;
  const failure = { error: { category: 'timeout', code: 'unanswered', message } } as const;
  return { fact: stepFailed(context, { step, attempt: entry.attempt }, { failure, durationMs: 0 }) };
}

/** What the recorded answer makes of the step. */
export async function takeAnswer(context: RunContext, step: string): Promise<AnswerEnd> {
  const { folder, ledger } = context;
  const entry = stepState(ledger.head, step);
  const question = questionOf(ledger.head, step, folder.blobs);
  if (question === null || entry.answer === undefined) throw new Error(`step ${step} has no answer`);
  const answer = folder.blobs.get(entry.answer);
  const place = { step, attempt: entry.attempt };
  switch (question.kind) {
    case 'prompt':
      return { fact: await stepCompleted(context, place, { result: { value: answer }, durationMs: 0 }) };
    case 'approval':
      return { fact: await stepCompleted(context, place, { result: answer, durationMs: 0 }) };
    case 'rollback':
      return answer === 'rollback' ? { rollback: question.to } : failedAgain(context, place);
    default:
      return await decided(context, place, isJsonObject(answer) ? answer : {});
  }
}

async function decided(context: RunContext, place: AttemptPlace, answer: JsonObject): Promise<AnswerEnd> {
  switch (answer['choice']) {
    case 'retry':
      await edit(context, place.step, answer['parameters']);
      return 'again';
    case 'value': {
      const completed = await stepCompleted(context, place, { result: answer['value'] ?? null, durationMs: 0 });
      return { fact: { ...completed, handled: 'fallback' } };
    }
    case 'skip':
      return failedAgain(context, place, 'skip');
    default:
      return failedAgain(context, place);
  }
}

/** The failure that was asked about stays. */
function failedAgain(context: RunContext, place: AttemptPlace, handled?: 'skip'): AttemptEnd {
  const { error, result } = stepState(context.ledger.head, place.step);
  if (error === undefined) throw new Error(`step ${place.step} has not failed`);
  const fact = {
    type: 'step.failed',
    step: place.step,
    attempt: place.attempt,
    error,
    ...(result === undefined ? {} : { result }),
    ...(handled === undefined ? {} : { handled }),
    durationMs: 0,
    consequences: [],
  } as const;
  return { fact };
}

async function edit(context: RunContext, step: string, parameters: Json | undefined): Promise<void> {
  if (parameters === undefined || !isJsonObject(parameters)) return;
  for (const [name, value] of Object.entries(parameters)) {
    const edited: Edit = {
      kind: 'parameter',
      name: `${pathOf(context, step)}.${name}`,
      value: await context.folder.blobs.put(value),
    };
    await context.root.append({ type: 'edited', edit: edited }, true).applied;
  }
}

/** The question of the step at this path (or, in a level's table, of this id); null: it asks nothing. */
function questionOf(
  state: Pick<RunState, 'steps'> | { readonly steps: ReadonlyMap<string, ReturnType<typeof stepState>> },
  step: string,
  blobs: Pick<BlobStore, 'get'>,
): Question | null {
  const { question } = stepState(state, step);
  return question === undefined ? null : (blobs.get(question) as unknown as Question);
}

/**
 * The fact of a person's answer. Throws `illegal_state`: `nothing_asked`, `already_answered`; `invalid_input`
 * `invalid_answer` with what was expected.
 */
export async function answerFact(
  state: RunState,
  { step, value, blobs }: { step: string; value: Json; blobs: BlobStore },
): Promise<FactBody> {
  const question = openQuestion(state, step, blobs);
  const checked = checkAnswer(question, value, { fileExists: inWorkdir(state.workdir) });
  if (!checked.ok)
    throw new StepglassError(
      'invalid_input',
      'invalid_answer',
      `this is no answer to step ${step}: ${checked.problem}`,
      {
        details: { step, question: question as unknown as Json },
      },
    );
  return { type: 'step.answered', step, answer: await blobs.put(checked.answer) };
}

/** The question that a step asks now. Throws `illegal_state`: `nothing_asked`, `already_answered`. */
export function openQuestion(state: RunState, step: string, blobs: Pick<BlobStore, 'get'>): Question {
  const question = questionOf(state, step, blobs);
  const { status, answer } = stepState(state, step);
  if (question !== null && status === 'waiting') return question;
  const open = [...state.waiting];
  const hint = open.length === 0 ? 'no step of the run asks anything' : `these steps ask: ${open.join(', ')}`;
  const isOver = question !== null || answer !== undefined;
  throw new StepglassError(
    'illegal_state',
    isOver ? 'already_answered' : 'nothing_asked',
    isOver ? `step ${step} was answered already; ${hint}` : `step ${step} has not asked anything; ${hint}`,
    { details: { step, waiting: open } },
  );
}

function inWorkdir(workdir: string): (file: string) => boolean {
  return (file) => existsSync(path.resolve(workdir, file));
}
