import { fitValue } from '../../shared/fit-value.ts';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';

/** What a step asks a person, read from its fact. What cannot be made out is answered as JSON, never dropped. */
export type Question = { readonly text: string; readonly expiresAt: string | null } & (
  | {
      readonly kind: 'prompt';
      readonly type: 'text' | 'number' | 'boolean' | 'choice' | 'file';
      readonly choices: readonly Json[];
      readonly spec: ValueSpec;
      readonly initial: Json | null;
    }
  | { readonly kind: 'approval'; readonly content: Json }
  | { readonly kind: 'failure'; readonly parameters: Json; readonly message: string }
  | { readonly kind: 'rollback'; readonly steps: readonly string[]; readonly to: string }
  | { readonly kind: 'unknown' }
);

export type FieldType = 'text' | 'number' | 'boolean' | 'choice' | 'file';
const FIELD_TYPES: readonly FieldType[] = ['text', 'number', 'boolean', 'choice', 'file'];

export function readQuestion(asked: Json): Question {
  if (!isJsonObject(asked)) return { kind: 'unknown', text: asked === null ? '' : String(asked), expiresAt: null };
  const expires = asked['expires_at'];
  const common = { text: textOf(asked['text']), expiresAt: typeof expires === 'string' ? expires : null };
  switch (asked['kind']) {
    case 'prompt': {
      const type = FIELD_TYPES.find((name) => name === asked['type']) ?? 'text';
      const choices = listOf(asked['choices']);
      const initial = asked['default'] ?? null;
      return { ...common, kind: 'prompt', type, choices, spec: specOf(asked['spec']), initial };
    }
    case 'approval':
      return { ...common, kind: 'approval', content: asked['content'] ?? null };
    case 'failure': {
      const error = asked['error'];
      const message = isJsonObject(error) ? textOf(error['message']) : '';
      return { ...common, kind: 'failure', parameters: asked['parameters'] ?? null, message };
    }
    case 'rollback':
      return { ...common, kind: 'rollback', steps: listOf(asked['steps']).map(textOf), to: textOf(asked['to']) };
    default:
      return { ...common, kind: 'unknown' };
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Written by the engine as a `ValueSpec`; what is no object asks for anything. */
function specOf(value: Json | undefined): ValueSpec {
  return isJsonObject(value) && typeof value['type'] === 'string' ? (value as unknown as ValueSpec) : { type: 'any' };
}

export type ReadAnswer = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };

/** What a field says, as the value that is asked for. Patterns and files are checked by the host. */
export function readPrompt(question: Extract<Question, { kind: 'prompt' }>, text: string): ReadAnswer {
  if (question.type === 'choice') {
    const chosen = question.choices[Number(text)];
    return text === '' || chosen === undefined ? { ok: false, problem: 'Choose one.' } : { ok: true, value: chosen };
  }
  if (text === '' && question.type !== 'text') return { ok: false, problem: 'A value is required.' };
  const isText = question.type === 'text' || question.type === 'file';
  const fitted = fitValue(text, question.spec, 'answer', { text: !isText });
  return fitted.ok ? fitted : { ok: false, problem: fitted.problems.map(({ message }) => message).join('; ') };
}

/** The field as it begins: the default, where there is one. Choices are named by their place. */
export function initialText({ type, choices, initial }: Extract<Question, { kind: 'prompt' }>): string {
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
export interface FormProps<K extends Question['kind']> {
  readonly question: Extract<Question, { kind: K }>;
  readonly busy: boolean;
  readonly onAnswer: (answer: Json) => void;
}
