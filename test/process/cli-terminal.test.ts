import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/files.mjs';
import { CliSandbox } from '../helpers/cli.ts';
import { finalScreen, runOnTerminal, withoutColours } from '../helpers/terminal.ts';

let box: CliSandbox;
beforeEach(() => {
  box = new CliSandbox();
});
afterEach(() => box.close());

const terminal = (): { cwd: string; env: { STEPGLASS_DATA: string } } => ({
  cwd: box.path,
  env: { STEPGLASS_DATA: box.dataDir },
});

const TWO = `name: Two
steps:
  - { id: first, tool: sleep, parameters: { duration: 300ms } }
  - { id: second, tool: echo, parameters: { value: 1 }, dependencies: [first] }
outputs: { n: "{{ second }}" }
`;
/** Takes a moment to end when it is asked to: who kills it at once never sees \`polite\`. */
const POLITE = `name: Polite
steps:
  - id: held
    tool: terminal
    parameters: { command: "trap 'sleep 1; echo polite; exit 1' TERM; sleep 60 & wait" }
`;

describe('on a terminal', () => {
  it('a live table ends as the whole picture, and the cursor comes back', async () => {
    await box.write('two.yaml', TWO);
    const { code, output } = await runOnTerminal([process.execPath, box.cli, 'run', 'two.yaml'], terminal());
    const screen = finalScreen(output);
    expect(code).toBe(0);
    expect(screen[0]).toMatch(/^run [0-9a-z]{26} of Two$/);
    expect(screen.filter((line) => line.includes('first'))).toEqual([expect.stringMatching(/^✓ first +completed/)]);
    expect(screen.join('\n')).toContain('2/2 steps · 100 %');
    expect(screen.join('\n')).toContain('n: 1');
    expect(withoutColours(output)).toContain('● first');
    expect(output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(output.lastIndexOf('\u001b[?25l'));
  });

  it('redraws are bounded, however many steps end', async () => {
    const steps = Array.from(
      { length: 300 },
      (_, at) => `  - { id: s${at}, tool: echo, parameters: { value: ${at} } }`,
    );
    await box.write('many.yaml', `name: Many\nsteps:\n${steps.join('\n')}\n`);
    const before = Date.now();
    const { output } = await runOnTerminal([process.execPath, box.cli, 'run', 'many.yaml'], terminal());
    const seconds = (Date.now() - before) / 1000;
    // oxlint-disable-next-line no-control-regex -- the view's own sequence
    expect(output.match(/\u001b\[J/g)?.length ?? 0).toBeLessThan(10 * seconds + 10);
    expect(finalScreen(output).length).toBeLessThan(30);
  });

  it('Ctrl-C on the keyboard stops the run in order', async () => {
    await box.write('polite.yaml', POLITE);
    const { code, output } = await runOnTerminal([process.execPath, box.cli, 'run', 'polite.yaml'], {
      ...terminal(),
      pressCtrlCAt: 'running',
    });
    expect(code).toBe(130);
    expect(output).toContain('Ctrl-C again');
    expect(output).not.toContain('Killing');
    const { document } = await box.json('runs');
    expect((await box.run('logs', document[0].run)).stdout).toContain('polite');
  });

  it('a closed terminal stops the run in order, and the process ends by the signal, not by a crash', async () => {
    await box.write('polite.yaml', POLITE);
    const { code } = await runOnTerminal([process.execPath, box.cli, 'run', 'polite.yaml'], {
      ...terminal(),
      closeAt: 'running',
    });
    expect(code).toBe(128 + constants.signals.SIGHUP);
    const { document } = await box.json('runs');
    expect(document[0].status).toBe('cancelled');
    expect((await box.run('logs', document[0].run)).stdout).toContain('polite');
  });

  it('one Ctrl-C behind npm start is one, though npm passes it on a second time', async () => {
    await box.write('polite.yaml', POLITE);
    const command = ['npm', 'start', '--prefix', ROOT, '--', 'run', box.file('polite.yaml')];
    const { code, output } = await runOnTerminal(command, { ...terminal(), pressCtrlCAt: 'running' });
    expect(code).toBe(130);
    expect(output).toContain('Ctrl-C again');
    expect(output).not.toContain('Killing');
  });
});
