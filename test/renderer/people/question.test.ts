import { describe, expect, it } from 'vitest';
import type { Json } from '../../../shared/json.ts';
import { readQuestion } from '../../../shared/question.ts';
import {
  contentText,
  expectation,
  initialText,
  readContent,
  readJson,
  readPrompt,
} from '../../../renderer/people/question.ts';

function prompt(fields: { readonly [name: string]: Json }) {
  const question = readQuestion({ kind: 'prompt', text: 'How many?', default: null, expires_at: null, ...fields });
  if (question.kind !== 'prompt') throw new Error(`a prompt was read as ${question.kind}`);
  return question;
}

describe('questions to people', () => {
  it('M15 reads each kind, and never drops one that it does not know', () => {
    expect(readQuestion({ kind: 'approval', text: 'Send it?', content: { to: 'all' } })).toMatchObject({
      kind: 'approval',
      content: { to: 'all' },
    });
    expect(
      readQuestion({ kind: 'failure', text: 'x failed', parameters: { a: 1 }, error: { message: 'no' } }),
    ).toMatchObject({
      kind: 'failure',
      error: { message: 'no' },
      parameters: { a: 1 },
    });
    expect(readQuestion({ kind: 'rollback', text: '', steps: ['pay'], to: 'start' })).toMatchObject({ steps: ['pay'] });
    expect(readQuestion({ kind: 'new', text: 'What?' })).toMatchObject({ kind: 'unknown', text: 'What?' });
    expect(readQuestion('What?')).toMatchObject({ kind: 'unknown', text: 'What?' });
  });

  it('M15 says what an answer must be before it is given', () => {
    const number = (spec: { readonly [name: string]: Json }) => expectation(prompt({ type: 'number', spec }));
    expect(number({ type: 'number', minimum: 1, maximum: 9 })).toBe('A number, 1 to 9.');
    expect(number({ type: 'integer', minimum: 1 })).toBe('A whole number, at least 1.');
    expect(number({ type: 'number' })).toBe('A number.');
    expect(expectation(prompt({ type: 'text', spec: { type: 'string', minLength: 3 } }))).toBe(
      'Characters: at least 3.',
    );
    expect(expectation(prompt({ type: 'text', spec: { type: 'string' } }))).toBe('');
  });

  it('M15 checks an answer by type before it is sent', () => {
    const question = prompt({ type: 'number', spec: { type: 'number', minimum: 1, maximum: 9 } });
    expect(readPrompt(question, '5')).toEqual({ ok: true, value: 5 });
    expect(readPrompt(question, 'five').ok).toBe(false);
    expect(readPrompt(question, '12').ok).toBe(false);
    expect(readPrompt(question, '').ok).toBe(false);
    expect(readPrompt(prompt({ type: 'boolean', spec: { type: 'boolean' } }), 'true')).toEqual({
      ok: true,
      value: true,
    });
    expect(readPrompt(prompt({ type: 'text', spec: { type: 'string' } }), '007')).toEqual({ ok: true, value: '007' });
  });

  it('M15 answers a choice with its value, whatever its type', () => {
    const question = prompt({ type: 'choice', choices: ['a', 2, { id: 3 }], spec: { type: 'any' }, default: 2 });
    expect(initialText(question)).toBe('1');
    expect(readPrompt(question, '2')).toEqual({ ok: true, value: { id: 3 } });
    expect(readPrompt(question, '')).toEqual({ ok: false, problem: 'Choose one.' });
  });

  it('M15 keeps a text a text when content is changed, and JSON JSON', () => {
    expect(readContent('12', '13')).toEqual({ ok: true, value: '13' });
    expect(readContent({ a: 1 }, '{"a": 2}')).toEqual({ ok: true, value: { a: 2 } });
    expect(readContent({ a: 1 }, '{').ok).toBe(false);
    expect(contentText({ a: 1 })).toBe('{\n  "a": 1\n}');
    expect(readJson('not json', { orText: true })).toEqual({ ok: true, value: 'not json' });
  });
});
