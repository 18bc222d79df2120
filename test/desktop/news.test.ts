import { expect, it } from 'vitest';
import type { RunSummary } from '../../shared/api/answers.ts';
import { describeNews } from '../../electron/desktop/news.ts';

function summary(status: RunSummary['status'], error: RunSummary['error'] = null): RunSummary {
  const pipeline = { id: 'nightly', name: 'Nightly', file: '/n.yaml' };
  return {
    run: 'r1',
    pipeline,
    status,
    error,
    createdAt: '',
    startedAt: null,
    endedAt: null,
    settled: 3,
    total: 3,
    inputs: {},
    parent: null,
    waiting: 0,
    brokeAt: null,
    only: null,
    pinned: 0,
  };
}

it.each([
  ['ended', summary('completed'), null, 'Nightly completed', '3 steps done.'],
  [
    'ended',
    summary('failed', { step: 'load', message: 'no such file' }),
    'load',
    'Nightly failed',
    'load: no such file',
  ],
  [
    'ended',
    summary('failed', { step: null, message: 'an output is missing' }),
    null,
    'Nightly failed',
    'an output is missing',
  ],
  ['ended', summary('cancelled'), null, 'Nightly was cancelled', 'It can be resumed.'],
  ['waiting', summary('running'), 'approve', 'Nightly waits for you', 'The step “approve” needs an answer.'],
  [
    'stopped',
    summary('interrupted', { step: null, message: 'The disk is full.' }),
    null,
    'Nightly stopped',
    'The disk is full. It can be resumed when the cause is gone.',
  ],
  [
    'stopped',
    summary('running'),
    null,
    'Nightly stopped',
    'Its progress could not be written. It can be resumed when the cause is gone.',
  ],
] as const)('says what has happened: %s %#', (kind, of, step, title, body) => {
  expect(describeNews({ kind, summary: of, step })).toEqual({ title, body });
});

it('names a run by its id where the pipeline has no name', () => {
  const nameless = { ...summary('completed'), pipeline: { id: '', name: '', file: '' } };
  expect(describeNews({ kind: 'ended', summary: nameless, step: null }).title).toBe('r1 completed');
});

it('says how long a run took', () => {
  const took = { ...summary('completed'), startedAt: '2024-05-01T10:00:00.000Z', endedAt: '2024-05-01T10:12:04.000Z' };
  expect(describeNews({ kind: 'ended', summary: took, step: null }).body).toBe('3 steps done in 12 m 04 s.');
});

it.each([
  ['the first line', 'the command ended with code 1:\n\nTraceback\n  line 2', 'load: the command ended with code 1:'],
  ['the beginning of a long one', 'x'.repeat(500), `load: ${'x'.repeat(173)}…`],
])('gives %s of what failed', (_, message, body) => {
  const failed = summary('failed', { step: 'load', message });
  expect(describeNews({ kind: 'ended', summary: failed, step: 'load' }).body).toBe(body);
});
