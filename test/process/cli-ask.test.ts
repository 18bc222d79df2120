import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';
import { runOnTerminal, type TerminalOptions, withoutColours } from '../helpers/terminal.ts';

let box: CliSandbox;
beforeEach(() => {
  box = new CliSandbox();
});
afterEach(() => box.close());

async function onTerminal(
  args: readonly string[],
  rest: Pick<TerminalOptions, 'typing' | 'pressCtrlCAt'>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const options = { cwd: box.path, env: { STEPGLASS_DATA: box.dataDir }, ...rest };
  const { code, output } = await runOnTerminal([process.execPath, box.cli, ...args], options);
  return { code, output: withoutColours(output) };
}

const ASK = `name: Ask
steps:
  - { id: count, tool: user-prompt, parameters: { prompt: 'How many?', type: number, minimum: 1 } }
  - { id: colour, tool: user-prompt, parameters: { prompt: 'Which?', choices: [red, blue], default: red }, dependencies: [count] }
  - { id: really, tool: user-prompt, parameters: { prompt: 'Sure?', type: boolean }, dependencies: [count, colour] }
  - { id: gate, tool: approval-gate, parameters: { prompt: 'Send it?', content: { to: all } }, dependencies: [really] }
outputs:
  text: '{{ count.value }} {{ colour.value }} {{ really.value }} {{ gate.approved }} {{ gate.reason }}'
`;

describe('questions on a terminal', () => {
  it('M15 are asked at once, one at a time; what is no answer is told, and asked again', async () => {
    await box.write('ask.yaml', ASK);
    const { code, output } = await onTerminal(['run', 'ask.yaml'], {
      typing: [
        ['a number from 1: ', 'many\n'],
        ['found the text', ''],
        ['a number from 1: ', '0\n'],
        ['expected at least 1', ''],
        ['a number from 1: ', '12\n'],
        ['or the text [red]: ', '2\n'],
        ['yes or no: ', 'yes\n'],
        ['approve, reject or modify: ', 'r\n'],
        ['reason (may be empty): ', 'too soon\n'],
      ],
    });
    expect(output).toContain('? gate: Send it?');
    expect(output).toContain('text: 12 blue true false too soon');
    expect(code, output).toBe(0);
  });

  it('M15 that are open at once are asked one after the other, whichever came first', async () => {
    await box.write(
      'both.yaml',
      `name: Both
steps:
  - { id: first, tool: user-prompt, parameters: { prompt: 'One?' } }
  - { id: second, tool: user-prompt, parameters: { prompt: 'Two?' } }
outputs: { text: '{{ [first.value, second.value] | sort | join(" ") }}' }
`,
    );
    const { code, output } = await onTerminal(['run', 'both.yaml'], {
      typing: [
        ['a text: ', 'a\n'],
        ['a text: ', 'b\n'],
      ],
    });
    expect(output).toContain('text: a b');
    expect(code, output).toBe(0);
  });

  it('M15 take the default with Enter, and another content for an approval', async () => {
    await box.write(
      'more.yaml',
      `name: More
steps:
  - { id: size, tool: user-prompt, parameters: { prompt: 'How big?', type: number, default: 7 } }
  - { id: gate, tool: approval-gate, parameters: { prompt: 'Send?', content: 'Hello' }, dependencies: [size] }
outputs: { text: '{{ size.value }} {{ gate.modified_content }}' }
`,
    );
    const { code, output } = await onTerminal(['run', 'more.yaml'], {
      typing: [
        ['a number [7]: ', '\n'],
        ['approve, reject or modify: ', 'm\n'],
        ['the new content: ', 'Good day\n'],
      ],
    });
    expect(output).toContain('text: 7 Good day');
    expect(code).toBe(0);
  });

  it('M15 other branches go on while somebody is asked', async () => {
    await box.write(
      'beside.yaml',
      `name: Beside
steps:
  - { id: what, tool: user-prompt, parameters: { prompt: 'What?' } }
  - { id: first, tool: sleep, parameters: { duration: 300ms } }
  - { id: second, tool: terminal, parameters: { command: 'echo done > beside.txt' }, dependencies: [first] }
  - { id: look, tool: terminal, parameters: { command: 'cat beside.txt' }, dependencies: [what, second] }
outputs: { text: '{{ what.value }} {{ look.stdout }}' }
`,
    );
    const { code, output } = await onTerminal(['run', 'beside.yaml'], { typing: [['a text: ', 'this\n']] });
    expect(code, output).toBe(0);
    const { document } = await box.json('runs');
    expect((await box.json('show', document[0].run)).document.steps.second.status).toBe('completed');
  });

  it('M15 a failure that is asked about is answered, too', async () => {
    await box.write(
      'fails.yaml',
      `name: Fails
steps:
  - { id: bad, tool: terminal, on_failure: ask, parameters: { command: 'exit 3' } }
outputs: { value: '{{ bad }}' }
`,
    );
    const { code, output } = await onTerminal(['run', 'fails.yaml'], {
      typing: [['retry, skip, fail, or value: …: ', 'value: 5\n']],
    });
    expect(output).toContain('value: 5');
    expect(code).toBe(0);
  });

  it('E15 Ctrl-C leaves the run, which is answered or resumed later', async () => {
    await box.write('ask.yaml', ASK);
    const left = await onTerminal(['run', 'ask.yaml'], {
      typing: [['a number from 1: ', '3\n']],
      pressCtrlCAt: 'or the text [red]: ',
    });
    expect(left.code).toBe(130);
    const { document } = await box.json('runs');
    const { run, status } = document[0];
    expect(['waiting', 'cancelled']).toContain(status);
    const resumed = await onTerminal(['resume', run], {
      typing: [
        ['or the text [red]: ', 'blue\n'],
        ['yes or no: ', 'no\n'],
        ['approve, reject or modify: ', 'approve\n'],
      ],
    });
    expect(resumed.output).toContain('text: 3 blue false true');
    expect(resumed.code).toBe(0);
  });

  it('--no-ask ends with exit 3 and says how to answer', async () => {
    await box.write('ask.yaml', ASK);
    const { code, output } = await onTerminal(['run', 'ask.yaml', '--no-ask'], {});
    expect(code).toBe(3);
    expect(output).toContain('stepglass answer');
    expect(output).not.toContain('a number from 1: ');
  });

  it('nobody is asked where there is no terminal, or where a document is printed', async () => {
    await box.write('ask.yaml', ASK);
    expect((await box.run('run', 'ask.yaml')).code).toBe(3);
    const { code, output } = await onTerminal(['run', 'ask.yaml', '--json'], {});
    expect(code).toBe(3);
    expect(output).not.toContain('a number from 1: ');
  });
});
