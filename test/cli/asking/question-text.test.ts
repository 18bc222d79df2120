import { describe, expect, it } from 'vitest';
import type { Json } from '../../../shared/json.ts';
import { readQuestion } from '../../../shared/question.ts';
import { askingFor, questionLines, readTyped } from '../../../electron/cli/asking/question-text.ts';

const prompt = (fields: { readonly [name: string]: Json }) =>
  readQuestion({ kind: 'prompt', text: 'What?', default: null, expires_at: null, choices: [], ...fields });
const typed = (question: ReturnType<typeof readQuestion>, line: string) => {
  const read = readTyped(question, line);
  return read.kind === 'answer' ? read.value : read.ask;
};

describe('a question on a terminal', () => {
  it('M15 says what is to be typed', () => {
    expect(askingFor(prompt({ type: 'number', spec: { type: 'number', minimum: 1, maximum: 9 } }))).toBe(
      'a number from 1 to 9: ',
    );
    expect(askingFor(prompt({ type: 'boolean', default: true }))).toBe('yes or no [true]: ');
    expect(askingFor(readQuestion({ kind: 'new', text: 'x' }))).toBe('your answer: ');
  });

  it('M15 takes a choice by its number or its text, the text first', () => {
    const question = prompt({ type: 'choice', choices: ['red', '1', { id: 3 }] });
    expect(questionLines('ask', question)).toEqual(['? ask: What?', '  1  red', '  2  1', '  3  {"id":3}']);
    expect(['red', '1', '3', '9', 'blue'].map((line) => typed(question, line))).toEqual([
      'red',
      '1',
      { id: 3 },
      '9',
      'blue',
    ]);
  });

  it('M15 keeps a text as it was typed, and takes the default for an empty line', () => {
    expect(typed(prompt({ type: 'text' }), ' a b ')).toBe(' a b ');
    expect(typed(prompt({ type: 'number', default: 4 }), '')).toBe(4);
    expect(typed(prompt({ type: 'number' }), ' 5 ')).toBe('5');
  });

  it('M15 asks for the reason of a rejection, and for the content of a change', () => {
    const question = readQuestion({ kind: 'approval', text: 'Send?', content: { to: 'all' } });
    expect(['a', 'approve', 'r', 'm', 'reject: why'].map((line) => typed(question, line))).toEqual([
      'approve',
      'approve',
      'reason (may be empty): ',
      'the new content, as JSON: ',
      'reject: why',
    ]);
    const change = readTyped(question, 'm');
    if (change.kind !== 'more') throw new Error('a change needs its content');
    expect(change.answer('{"to":"me"}')).toEqual({ approved: true, modified_content: { to: 'me' } });
    expect(change.answer('{')).toEqual({ approved: true, modified_content: '{' });
  });

  it('shows what is hostile for what it is', () => {
    const lines = questionLines('a\u001b[2J', readQuestion({ kind: 'prompt', text: 'x\u001b]0;title\u0007' }));
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(lines.join('')).not.toMatch(/[\u001b\u0007]/);
  });
});
