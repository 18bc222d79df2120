import { fitValue } from '../../shared/fit-value.ts';
import type { Json } from '../../shared/json.ts';
import type { PromptQuestion, Question, UnknownQuestion } from '../../shared/question.ts';

export type ReadAnswer = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };

/** What a field says, as the value that is asked for. Patterns and files are checked by the host. */
export function readPrompt(question: PromptQuestion, text: string): ReadAnswer {
  if (question.type === 'choice') {
    const chosen = question.choices[Number(text)];
    return text === '' || chosen === undefined ? { ok: false, problem: 'Choose one.' } : { ok: true, value: chosen };
  }
  if (text === '' && question.type !== 'text') return { ok: false, problem: 'A value is required.' };
  const isText = question.type === 'text' || question.type === 'file';
  const fitted = fitValue(text, question.spec, 'answer', { text: !isText });
  return fitted.ok ? fitted : { ok: false, problem: fitted.problems.map(({ message }) => message).join('; ') };
}

/** What an answer must be, told before it is given; empty: anything is taken. */
export function expectation({ type, spec }: PromptQuestion): string {
  const { minimum, maximum, minLength, maxLength } = spec;
  if (type === 'number') {
    const number = spec.type === 'integer' ? 'A whole number' : 'A number';
    return `${[number, ...range(minimum, maximum)].join(', ')}.`;
  }
  const length = type === 'text' ? range(minLength, maxLength) : [];
  return length.length === 0 ? '' : `Characters: ${length.join('')}.`;
}

function range(least: number | undefined, most: number | undefined): readonly string[] {
  if (least !== undefined && most !== undefined) return [`${least} to ${most}`];
  if (least !== undefined) return [`at least ${least}`];
  return most === undefined ? [] : [`at most ${most}`];
}

/** The field as it begins: the default, where there is one. Choices are named by their place. */
export function initialText({ type, choices, default: initial }: PromptQuestion): string {
  if (initial === null) return '';
  if (type !== 'choice') return typeof initial === 'string' ? initial : JSON.stringify(initial);
  const at = choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(initial));
  return at < 0 ? '' : String(at);
}

/** JSON, and for texts that are none the text itself where `orText`. */
export function readJson(text: string, { orText = false } = {}): ReadAnswer {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    if (orText) return { ok: true, value: text };
    return { ok: false, problem: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The content as it stands in its field, and back: a text stays a text. */
export function contentText(content: Json): string {
  return typeof content === 'string' ? content : JSON.stringify(content, null, 2);
}

export function readContent(before: Json, text: string): ReadAnswer {
  return typeof before === 'string' ? { ok: true, value: text } : readJson(text);
}

/** What every form of a question is given. */
export interface FormProps<K extends Question['kind'] | 'unknown'> {
  readonly question: Extract<Question | UnknownQuestion, { kind: K }>;
  readonly busy: boolean;
  readonly onAnswer: (answer: Json) => void;
}
