import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { ValueSpec } from './value-spec.ts';

/**
 * Questions to people, as they are journaled (`step.waiting`) and shown. Names are those of the file format, hence snake
 * case.
 */
export type Question = PromptQuestion | ApprovalQuestion | FailureQuestion | RollbackQuestion;

export type PromptType = 'text' | 'number' | 'boolean' | 'choice' | 'file';

export interface PromptQuestion {
  readonly kind: 'prompt';
  readonly text: string;
  readonly type: PromptType;
  readonly choices: readonly Json[];
  readonly spec: ValueSpec;
  readonly default: Json | null;
  /** ISO 8601; then the default is the answer. Null: it waits for ever. */
  readonly expires_at: string | null;
}

export interface ApprovalQuestion {
  readonly kind: 'approval';
  readonly text: string;
  readonly content: Json;
  readonly default: Json | null;
  readonly expires_at: string | null;
}

/** `on_failure: ask`. */
export interface FailureQuestion {
  readonly kind: 'failure';
  readonly text: string;
  readonly options: readonly string[];
  readonly parameters: Json;
  readonly error: { readonly category: string; readonly code: string; readonly message: string };
}

/** A rollback would repeat what these steps did. */
export interface RollbackQuestion {
  readonly kind: 'rollback';
  readonly text: string;
  readonly options: readonly string[];
  readonly steps: readonly string[];
  readonly to: string;
}

/** Of a kind that this version does not know; it is answered as JSON. */
export interface UnknownQuestion {
  readonly kind: 'unknown';
  readonly text: string;
}

const PROMPT_TYPES: readonly PromptType[] = ['text', 'number', 'boolean', 'choice', 'file'];

/** A question as it was journaled, perhaps by another version. What cannot be made out is `unknown`, never dropped. */
export function readQuestion(asked: Json): Question | UnknownQuestion {
  if (!isJsonObject(asked)) return { kind: 'unknown', text: asked === null ? '' : String(asked) };
  const text = textOf(asked['text']);
  switch (asked['kind']) {
    case 'prompt':
      return {
        kind: 'prompt',
        text,
        type: PROMPT_TYPES.find((name) => name === asked['type']) ?? 'text',
        choices: listOf(asked['choices']),
        spec: specOf(asked['spec']),
        ...ending(asked),
      };
    case 'approval':
      return { kind: 'approval', text, content: asked['content'] ?? null, ...ending(asked) };
    case 'failure':
      return {
        kind: 'failure',
        text,
        options: textsOf(asked['options']),
        parameters: asked['parameters'] ?? null,
        error: errorOf(asked['error']),
      };
    case 'rollback':
      return {
        kind: 'rollback',
        text,
        options: textsOf(asked['options']),
        steps: textsOf(asked['steps']),
        to: textOf(asked['to']),
      };
    default:
      return { kind: 'unknown', text };
  }
}

/** When the default is the answer; null for questions that have none, or wait for ever. */
export function expiresAt(question: Question | UnknownQuestion): string | null {
  return 'expires_at' in question ? question.expires_at : null;
}

function ending(asked: JsonObject): { readonly default: Json | null; readonly expires_at: string | null } {
  const expires = asked['expires_at'];
  return { default: asked['default'] ?? null, expires_at: typeof expires === 'string' ? expires : null };
}

function errorOf(value: Json | undefined): FailureQuestion['error'] {
  const error = value !== undefined && isJsonObject(value) ? value : {};
  return { category: textOf(error['category']), code: textOf(error['code']), message: textOf(error['message']) };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).map(textOf);
}

/** Written by the engine as a `ValueSpec`; what is no object asks for anything. */
function specOf(value: Json | undefined): ValueSpec {
  return value !== undefined && isJsonObject(value) && typeof value['type'] === 'string'
    ? (value as unknown as ValueSpec)
    : { type: 'any' };
}
