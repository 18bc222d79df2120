import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestHost, type TestHost, untilDone } from '../open-test-host.ts';

const ASK = `name: Ask
steps:
  - { id: count, tool: user-prompt, parameters: { prompt: 'How many?', type: number, minimum: 1 } }
  - { id: done, tool: echo, parameters: { value: '{{ count.value }}' } }
outputs: { count: '{{ done }}' }
`;

/** A run that stands still until somebody has answered. */
async function asked(host: TestHost): Promise<string> {
  const file = host.write('ask.yaml', ASK);
  const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  await untilDone(host, run);
  expect((await host.ask('runs:result', { run })).status).toBe('waiting');
  return run;
}

async function outputsOf(host: TestHost, run: string) {
  await untilDone(host, run);
  const { status, outputs } = await host.ask('runs:result', { run });
  return { status, outputs };
}

describe('an answer from a window', () => {
  it('M15 goes on with the run, and takes the badge away', async () => {
    const host = openTestHost();
    const run = await asked(host);
    const { events } = host.listen('runs', {});
    const badge = () => events.flat().findLast((change) => change.run === run)?.summary?.waiting;
    await expect.poll(badge).toBe(1);
    await host.ask('runs:answer', { run, step: 'count', answer: '3' });
    expect(await outputsOf(host, run)).toEqual({ status: 'completed', outputs: { count: 3 } });
    await expect.poll(badge).toBe(0);
  });

  it('M15 of the wrong type is refused with the question, which stays open', async () => {
    const host = openTestHost();
    const run = await asked(host);
    for (const answer of ['many', 0, null, { a: 1 }, [1]])
      expect(await host.refused('runs:answer', { run, step: 'count', answer })).toMatchObject({
        kind: 'invalid_input',
        code: 'invalid_answer',
        details: { step: 'count', question: { kind: 'prompt', text: 'How many?' } },
      });
    expect((await host.ask('runs:open', { run })).summary).toMatchObject({ status: 'waiting', waiting: 1 });
    await host.ask('runs:answer', { run, step: 'count', answer: 2 });
    expect((await outputsOf(host, run)).outputs).toEqual({ count: 2 });
  });

  it('M15 to what nobody asked is refused, naming who asks', async () => {
    const host = openTestHost();
    const run = await asked(host);
    expect(await host.refused('runs:answer', { run, step: 'done', answer: 1 })).toMatchObject({
      code: 'nothing_asked',
      details: { waiting: ['count'] },
    });
    expect(await host.refused('runs:answer', { run, step: 'nowhere[3].x', answer: 1 })).toMatchObject({
      code: 'nothing_asked',
    });
  });

  it('M15 of two at once in one window exactly one counts, and the other is told', async () => {
    const host = openTestHost();
    const run = await asked(host);
    const replies = await Promise.all(
      [4, 5].map((answer) => host.host.request('runs:answer', { run, step: 'count', answer })),
    );
    expect(replies.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(replies.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'already_answered' } });
    const won = replies[0]?.ok === true ? 4 : 5;
    expect((await outputsOf(host, run)).outputs).toEqual({ count: won });
  });

  it('M15 of two at once from two processes exactly one counts, and the other is told', async () => {
    const host = openTestHost();
    const other = openTestHost({ at: path.dirname(host.folder) });
    const run = await asked(host);
    const replies = await Promise.all([
      host.host.request('runs:answer', { run, step: 'count', answer: 4 }),
      other.host.request('runs:answer', { run, step: 'count', answer: 5 }),
    ]);
    expect(replies.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(replies.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'already_answered' } });
    await Promise.all([untilDone(host, run), untilDone(other, run)]);
    const won = replies[0]?.ok === true ? 4 : 5;
    expect((await host.ask('runs:result', { run })).outputs).toEqual({ count: won });
  });

  it('M15 to a run that was deleted is refused with the way back, and counts once the run is restored', async () => {
    const host = openTestHost();
    const run = await asked(host);
    await host.ask('runs:delete', { run });
    expect(await host.refused('runs:answer', { run, step: 'count', answer: 1 })).toMatchObject({
      code: 'unknown_run',
      message: expect.stringContaining('It is in the trash: restore it first'),
    });
    expect(await host.ask('runs:restore', { run })).toMatchObject({ status: 'waiting', waiting: 1 });
    await host.ask('runs:answer', { run, step: 'count', answer: 1 });
    expect((await outputsOf(host, run)).status).toBe('completed');
  });
});

describe('a run that waits', () => {
  it('E15 is cancelled from the window, and every window sees it at once', async () => {
    const host = openTestHost();
    const run = await asked(host);
    const { events } = host.listen('runs', {});
    const facts = host.listen('run', { run, from: 0 });
    await host.ask('runs:cancel', { run });
    await expect
      .poll(() => events.flat().findLast((change) => change.run === run)?.summary)
      .toMatchObject({ status: 'cancelled', waiting: 0 });
    await expect
      .poll(() => facts.events.flatMap((event) => event.facts).map(({ type }) => type))
      .toEqual(expect.arrayContaining(['step.waiting', 'step.cancelled', 'run.cancelled']));
    expect(await host.refused('runs:cancel', { run })).toMatchObject({ code: 'run_ended' });
    expect(await host.refused('runs:answer', { run, step: 'count', answer: 1 })).toMatchObject({
      kind: 'illegal_state',
    });
  });
});
