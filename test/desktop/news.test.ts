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
  ['ended', summary('completed'), null, 'Nightly completed', '3 of 3 steps are done.'],
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
