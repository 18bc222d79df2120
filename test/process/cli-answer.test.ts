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
});
