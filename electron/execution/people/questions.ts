import { parseExactJson } from '../../../shared/exact-json.ts';
import type { ErrorRecord } from '../../../shared/facts.ts';
import { fitValue } from '../../../shared/fit-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import type { PromptQuestion, PromptType, Question } from '../../../shared/question.ts';
import { durationMs } from '../../../shared/text/duration.ts';
import type { ValueSpec } from '../../../shared/value-spec.ts';
import { compileLinearPattern } from '../../templates/evaluate/regex.ts';
import { toIso } from '../clock.ts';

const TYPES = { text: 'string', number: 'number', boolean: 'boolean', choice: 'any', file: 'string' } as const;

/** The question of a step of `user-prompt` or `approval-gate`, given its parameters; `limitMs`: the step's own timeout. */
export function askedBy(
  asks: 'prompt' | 'approval',
  parameters: JsonObject,
  { nowMs, limitMs }: { nowMs: number; limitMs?: number | undefined },
): Question {
  const { timeout = null } = parameters;
  const waitMs = timeout === null ? (limitMs ?? null) : durationMs(String(timeout));
  const expires_at = waitMs === null ? null : expiryOf(nowMs + waitMs);
  const text = String(parameters['prompt'] ?? '');
  const fallback = parameters['default'] ?? null;
  if (asks === 'approval')
    return { kind: 'approval', text, content: parameters['content'] ?? null, default: fallback, expires_at };
  const choices = Array.isArray(parameters['choices']) ? (parameters['choices'] as readonly Json[]) : [];
  const type = typeNamed(parameters['type'], choices);
  return {
    kind: 'prompt',
    text,
    type,
    choices,
    spec: specOf(type, choices, parameters),
    default: fallback,
    expires_at,
  };
}

/** The last time that a date can be (the year 275760); what expires later never does. */
const LAST_MS = 8.64e15;

function expiryOf(atMs: number): string | null {
  return atMs <= LAST_MS ? toIso(Math.max(0, atMs)) : null;
}

function typeNamed(type: Json | undefined, choices: readonly Json[]): PromptType {
  if (choices.length > 0) return 'choice';
  return type === 'number' || type === 'boolean' || type === 'file' || type === 'choice' ? type : 'text';
}

function specOf(type: PromptType, choices: readonly Json[], parameters: JsonObject): ValueSpec {
  const { minimum, maximum, pattern, min_length: minLength, max_length: maxLength } = parameters;
  return {
    type: TYPES[type],
    required: true,
    ...(type === 'choice' ? { enum: choices } : {}),
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
    ...(typeof minLength === 'number' ? { minLength } : {}),
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
    ...(typeof pattern === 'string' ? { pattern } : {}),
  };
}

/** The question when a step has failed and its policy is to ask. */
export function askAbout(step: string, error: ErrorRecord, parameters: Json): Question {
  const { category, code, message } = error;
  return {
    kind: 'failure',
    text: `Step ${step} failed: ${message}`,
    options: ['retry', 'skip', 'value', 'fail'],
    parameters,
    error: { category, code, message },
  };
}

export function askToRollBack(step: string, to: string, repeated: readonly string[]): Question {
  const text = `Step ${step} failed, and a rollback to ${to} would do again what ${repeated.join(', ')} did`;
  return { kind: 'rollback', text, options: ['rollback', 'fail'], steps: repeated, to };
}

export type Checked = { readonly ok: true; readonly answer: Json } | { readonly ok: false; readonly problem: string };

/** Whether a value answers the question; the answer as it is recorded, or what is wrong with it. Texts are read as what is asked for. */
export function checkAnswer(
  question: Question,
  value: Json,
  { fileExists }: { fileExists: (path: string) => boolean },
): Checked {
  switch (question.kind) {
    case 'prompt':
      return checkPrompt(question, value, fileExists);
    case 'approval':
      return checkApproval(objectIn(value));
    case 'failure':
      return checkDecision(objectIn(value));
    default:
      return value === 'rollback' || value === 'fail'
        ? { ok: true, answer: value }
        : { ok: false, problem: `expected rollback or fail, found ${describe(value)}` };
  }
}

/** The object that a text is the JSON of, as it comes from a command line; else the value itself. */
function objectIn(value: Json): Json {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return value;
  return parseJson(value) ?? value;
}

function parseJson(text: string): Json | undefined {
  try {
    return parseExactJson(text);
  } catch {
    // what is no JSON is a text; whether that will do is checked by who asked
    return undefined;
  }
}

function checkPrompt(
  { type, spec, choices }: PromptQuestion,
  value: Json,
  fileExists: (path: string) => boolean,
): Checked {
  const chosen = type === 'choice' ? (choices.find((each) => String(each) === String(value)) ?? value) : value;
  const fitted = fitValue(chosen, spec, 'answer', {
    matches: (pattern, text) => compileLinearPattern(pattern).matcher(text).find(),
  });
  if (!fitted.ok) return { ok: false, problem: fitted.problems.map(({ message }) => message).join('; ') };
  if (type === 'file' && !fileExists(String(fitted.value)))
    return { ok: false, problem: `there is no file ${String(fitted.value)}` };
  return { ok: true, answer: fitted.value };
}

const YES = new Set(['approve', 'approved', 'yes', 'true']);
const NO = new Set(['reject', 'rejected', 'no', 'false']);

/** `approve`, `reject`, `reject: why`, or an object. */
function checkApproval(value: Json): Checked {
  if (typeof value === 'boolean') return approval(value, {});
  if (typeof value === 'string') {
    const [word = '', ...rest] = value.split(':');
    const reason = rest.join(':').trim();
    const given: JsonObject = reason === '' ? {} : { reason };
    if (YES.has(word.trim().toLowerCase())) return approval(true, given);
    if (NO.has(word.trim().toLowerCase())) return approval(false, given);
  }
  if (isJsonObject(value) && typeof value['approved'] === 'boolean') return approval(value['approved'], value);
  return {
    ok: false,
    problem: `expected approve, reject, \`reject: why\`, or { approved, reason, modified_content }, found ${describe(value)}`,
  };
}

function approval(approved: boolean, { reason = null, modified_content: modified = null }: JsonObject): Checked {
  if (reason !== null && typeof reason !== 'string')
    return { ok: false, problem: `the reason must be a text, found ${describe(reason)}` };
  return { ok: true, answer: { approved, reason, modified_content: modified } };
}

/** `retry`, `skip`, `fail`, `value: 5`, `{ choice: value, value }`, or `{ choice: retry, parameters }`. */
function checkDecision(value: Json): Checked {
  const text = typeof value === 'string' ? /^value:\s*(.*)$/s.exec(value.trim())?.[1] : undefined;
  if (text !== undefined) return { ok: true, answer: { choice: 'value', value: parseJson(text) ?? text } };
  const given: JsonObject = typeof value === 'string' ? { choice: value } : isJsonObject(value) ? value : {};
  const { choice = null, parameters } = given;
  if (choice === 'skip' || choice === 'fail') return { ok: true, answer: { choice } };
  if (choice === 'value' && 'value' in given) return { ok: true, answer: { choice, value: given['value'] ?? null } };
  if (choice === 'retry' && (parameters === undefined || isJsonObject(parameters)))
    return { ok: true, answer: { choice, ...(parameters === undefined ? {} : { parameters }) } };
  return {
    ok: false,
    problem: `expected retry, skip, fail, { choice: "value", value } or { choice: "retry", parameters }, found ${describe(value)}`,
  };
}

function describe(value: Json): string {
  return JSON.stringify(value).slice(0, 80);
}
