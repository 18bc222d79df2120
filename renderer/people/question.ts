import { fitValue } from '../../shared/fit-value.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import type { ValueSpec, ValueType } from '../../shared/value-spec.ts';

/** What a step asks a person, read from the fact. What cannot be made out is asked for as plain JSON, never dropped. */
export type Question =
  | { readonly kind: 'prompt'; readonly message: string; readonly spec: ValueSpec }
  | { readonly kind: 'approval'; readonly message: string; readonly content: Json | undefined; readonly modify: boolean }
  | { readonly kind: 'ask'; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string };

const TYPES: Readonly<Record<string, ValueType>> = {
  text: 'string',
  string: 'string',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  choice: 'string',
  file: 'file',
};

export function readQuestion(question: Json): Question {
  if (!isJsonObject(question)) return { kind: 'unknown', message: typeof question === 'string' ? question : '' };
  const message = textOf(question, ['message', 'prompt', 'question', 'title']);
  switch (question['kind'] ?? question['type']) {
    case 'approval':
      return {
        kind: 'approval',
        message,
        content: question['content'] ?? undefined,
        modify: question['modify'] === true || question['allow_modify'] === true || question['content'] !== undefined,
      };
    case 'ask':
    case 'failure':
      return { kind: 'ask', message };
    case 'prompt':
      return { kind: 'prompt', message, spec: specOf(question) };
    default:
      return { kind: 'unknown', message };
  }
}

function textOf(question: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value = question[name];
    if (typeof value === 'string') return value;
  }
  return '';
}

export type ReadAnswer = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };
