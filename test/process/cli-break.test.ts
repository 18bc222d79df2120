import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.write('chain.yaml', CHAIN);
});
afterEach(() => box.close());

const CHAIN = `name: Chain
steps:
  - { id: a, tool: set, parameters: { variables: { x: 1 } } }
  - { id: b, tool: echo, parameters: { value: '{{ variables.x }}' } }
  - { id: c, tool: echo, parameters: { value: '{{ b }}' } }
outputs: { b: '{{ b }}', c: '{{ c }}' }
`;

describe('--break', () => {
  it('pauses there, and goes on with what was edited', async () => {
    const stopped = await box.json('run', 'chain.yaml', '--break', 'before:b if variables.x == 1');
    expect(stopped.end.code).toBe(3);
    expect(stopped.document).toMatchObject({
      status: 'paused',
      steps: { a: { status: 'completed' }, b: { status: 'pending' } },
    });
    const { end, document } = await box.json(
      'resume',
      stopped.document.run,
      '--var',
      'x=7',
      '--param',
      'c.value=edited',
    );
    expect(end.code, end.stderr).toBe(0);
    expect(document.outputs).toEqual({ b: 7, c: 'edited' });
  });

  it('refuses a step that is not there', async () => {
    expect(await box.run('run', 'chain.yaml', '--break', 'x')).toMatchObject({ code: 2 });
  });
});
