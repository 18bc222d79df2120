import { expect, it } from 'vitest';
import { createQuitting, type QuitChoice, quitChoice, quitQuestion } from '../../electron/desktop/quit.ts';
import { settle } from '../host/helpers.ts';

function quitting(choice: QuitChoice, options: { running?: string[]; reopened?: boolean; broken?: boolean } = {}) {
  const done: string[] = [];
  const note = (what: string) => async () => {
    done.push(what);
  };
  const { running = ['Nightly'], reopened = false, broken = false } = options;
  const { attempt, endNow } = createQuitting({
    runningNames: () => running,
    ask: async () => {
      done.push('asked');
      return choice;
    },
    pauseSoon: broken ? () => Promise.reject(new Error('disk full')) : note('paused soon'),
    pause: broken ? () => Promise.reject(new Error('disk full')) : note('paused'),
    cancel: note('cancelled'),
    hideWindows: () => done.push('hidden'),
    isHidden: () => !reopened,
    allDone: note('all done'),
    quit: () => done.push('quit'),
    fail: () => done.push('failed'),
  });
  return { attempt, endNow, done };
}

it('asks nothing when nothing runs', () => {
  const { attempt, done } = quitting('stay', { running: [] });
  expect(attempt()).toBe(true);
  expect(done).toEqual([]);
});

it.each([
  ['pause', ['asked', 'paused', 'quit']],
  ['cancel', ['asked', 'cancelled', 'quit']],
  ['keep', ['asked', 'hidden', 'all done', 'quit']],
  ['stay', ['asked']],
] as const)('carries out "%s"', async (choice, expected) => {
  const { attempt, done } = quitting(choice);
  expect(attempt()).toBe(false);
  await settle();
  expect(done).toEqual(expected);
});

it('ends at the second attempt, after the decision', async () => {
  const { attempt } = quitting('pause');
  attempt();
  await settle();
  expect(attempt()).toBe(true);
});

it('asks once at a time, and again after "stay"', async () => {
  const { attempt, done } = quitting('stay');
  attempt();
  attempt();
  await settle();
  expect(done).toEqual(['asked']);
  attempt();
  await settle();
  expect(done).toEqual(['asked', 'asked']);
});

it('does not end an app that was opened again while its runs went on', async () => {
  const { attempt, done } = quitting('keep', { reopened: true });
  attempt();
  await settle();
  expect(done).not.toContain('quit');
});

it('stays when the answer cannot be carried out, and asks again', async () => {
  const { attempt, done } = quitting('pause', { broken: true });
  attempt();
  await settle();
  expect(done).toEqual(['asked', 'failed']);
  expect(attempt()).toBe(false);
});

it.each([false, true])('ends with the system without asking, once, whether pausing works or not', async (broken) => {
  const { attempt, endNow, done } = quitting('stay', { broken });
  endNow();
  expect(attempt(), 'not before it is paused').toBe(false);
  endNow();
  await settle();
  expect(done).toEqual([broken ? 'failed' : 'paused soon', 'quit']);
  expect(attempt()).toBe(true);
});

it('names what runs, and takes a closed dialog for staying', () => {
  const question = quitQuestion(['Nightly', 'Import']);
  expect(question.message).toContain('Nightly, Import');
  expect(quitChoice(question.cancelId ?? -1)).toBe('stay');
  expect(quitChoice(99)).toBe('stay');
  expect(question.buttons?.map((_label, at) => quitChoice(at))).toEqual(['pause', 'keep', 'cancel', 'stay']);
});
