import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.write('ask.yaml', ASK);
});
afterEach(() => box.close());

const ASK = `name: Ask
steps:
  - { id: count, tool: user-prompt, parameters: { prompt: 'How many?', type: number, minimum: 1 } }
  - { id: gate, tool: approval-gate, parameters: { prompt: 'Really?', content: '{{ count.value }}' } }
  - { id: done, tool: echo, parameters: { value: '{{ count.value }} {{ gate.approved }} {{ gate.reason }}' } }
outputs: { text: '{{ done }}' }
`;

describe('answer', () => {
  it('answers one question after the other, in processes of their own', async () => {
    const asked = await box.json('run', 'ask.yaml');
    expect(asked.end.code).toBe(3);
    expect(asked.document).toMatchObject({ status: 'waiting', steps: { count: { status: 'waiting' } } });
    const { run } = asked.document;
    const counted = await box.json('answer', run, 'count', '12');
    expect(counted.document).toMatchObject({ status: 'waiting', steps: { count: { result: { value: 12 } } } });
    const done = await box.json('answer', run, 'gate', 'reject: too many');
    expect(done.end.code, done.end.stderr).toBe(0);
    expect(done.document.outputs).toEqual({ text: '12 false too many' });
  });

  it('says when it stops who asks, and how to answer', async () => {
    await box.write('both.yaml', ASK.replace('{{ count.value }}', ''));
    const both = await box.run('run', 'both.yaml');
    expect(both.stdout).toContain('the run waits for a person at count, gate: stepglass show ');
    const run = /run ([0-9a-z]{26}) /.exec(both.stdout)?.[1] ?? '';
    const one = await box.run('answer', run, 'count', '12');
    expect(one.stdout).toContain(
      `stepglass show ${run} --step gate says for what, stepglass answer ${run} gate VALUE answers`,
    );
  });

  it('refuses what is no answer, and what nobody asked for, and the question stays open', async () => {
    const { document } = await box.json('run', 'ask.yaml');
    const few = await box.run('answer', document.run, 'count', '0');
    expect(few.code).toBe(2);
    expect(few.stderr).toContain('this is no answer to step count');
    const wrong = await box.run('answer', document.run, 'done', '1');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('these steps ask: count');
    expect((await box.json('answer', document.run, 'count', '1')).document.status).toBe('waiting');
  });

  it('of two at once, in processes of their own, exactly one counts, and the other is refused', async () => {
    const { document } = await box.json('run', 'ask.yaml');
    const ends = await Promise.all(['4', '5'].map((value) => box.run('answer', document.run, 'count', value)));
    expect(ends.map(({ code }) => code).toSorted()).toEqual([2, 3]);
    expect(ends.find(({ code }) => code === 2)?.stderr).toContain('step count was answered already');
    const won = ends[0]?.code === 3 ? 4 : 5;
    expect((await box.json('show', document.run, '--step', 'count')).document.result).toEqual({ value: won });
  });

  it('refuses an answer to a run that was deleted, and says how to get it back', async () => {
    const { document } = await box.json('run', 'ask.yaml');
    await box.run('delete', document.run);
    const refused = await box.run('answer', document.run, 'count', '4');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('It is in the trash: restore it first') });
    await box.run('restore', document.run);
    expect((await box.run('answer', document.run, 'count', '4')).code).toBe(3);
  });
});

describe('cancel', () => {
  it('E15 ends a run that waits, and one that is paused; both resume', async () => {
    const { document } = await box.json('run', 'ask.yaml');
    const cancelled = await box.run('cancel', document.run);
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining('is cancelled') });
    expect(cancelled.stderr).not.toContain('running steps');
    expect((await box.json('show', document.run)).document.status).toBe('cancelled');
    expect((await box.json('resume', document.run)).document.status).toBe('waiting');
    const stopped = await box.json('run', 'ask.yaml', '--break', 'count');
    expect((await box.json('cancel', stopped.document.run)).document).toEqual({
      run: stopped.document.run,
      status: 'cancelled',
    });
  });

  it('E15 refuses a run that has ended', async () => {
    await box.write('one.yaml', 'name: One\nsteps:\n  - { id: a, tool: echo, parameters: { value: 1 } }\n');
    const { document } = await box.json('run', 'one.yaml');
    const refused = await box.run('cancel', document.run);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('there is nothing left to cancel') });
  });
});
