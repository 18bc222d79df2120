import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(() => {
  box = new CliSandbox();
});
afterEach(() => box.close());

// oxlint-disable-next-line no-control-regex -- what a terminal would obey
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const EVIL = '\\x1b]0;owned\\x07\\x1b[2J\\u202E\\u009b31m\\r';
const HOSTILE = `name: "name ${EVIL}"
description: "${EVIL}"
inputs:
  given: { type: string, default: "input ${EVIL}" }
steps:
  - id: shout
    tool: terminal
    parameters: { command: "printf '\\\\033]0;owned\\\\007\\\\033[2J\\\\342\\\\200\\\\256bad\\\\n'" }
  - id: remember
    tool: set
    parameters: { variables: { kept: "{{ given }}" } }
  - id: skip_it
    tool: echo
    condition: "given == 'other ${EVIL}'"
    parameters: { value: 1 }
  - id: fail_it
    tool: filesystem
    action: read
    parameters: { path: "no ${EVIL} file" }
    on_failure: continue
    dependencies: [shout]
outputs:
  said: "{{ shout.stdout }}"
  given: "{{ given }}"
`;

describe('hostile control characters', () => {
  it('never reach the terminal, whatever command shows them', async () => {
    await box.write('hostile.yaml', HOSTILE);
    const ran = await box.run('run', 'hostile.yaml');
    expect(ran.code, ran.stderr).toBe(1);
    const { document } = await box.json('runs');
    const { run } = document[0];
    const shown = [
      ran,
      ...(await Promise.all([
        box.run('runs'),
        box.run('show', run),
        box.run('show', run, '--step', 'shout'),
        box.run('show', run, '--step', 'fail_it'),
        box.run('show', run, '--step', 'skip_it'),
        box.run('logs', run),
        box.run('checkpoints', run),
        box.run('plan', run),
        box.run('watch', run),
        box.run('validate', 'hostile.yaml'),
      ])),
    ];
    for (const { stdout, stderr } of shown) {
      expect(stdout).not.toMatch(OBEYED);
      expect(stderr).not.toMatch(OBEYED);
    }
    expect(shown.map(({ stdout }) => stdout).join('')).toContain('␛]0;owned␇');
  });

  it('are exact in --json, where programs read them', async () => {
    await box.write('hostile.yaml', HOSTILE);
    const { end, document } = await box.json('run', 'hostile.yaml');
    expect(end.stdout).not.toMatch(OBEYED);
    expect(document.outputs.said).toBe('\u001b]0;owned\u0007\u001b[2J\u202ebad\n');
  });

  it('in arguments are neutralised in messages', async () => {
    const evil = 'x\u001b[2J\u202e';
    for (const args of [['run', evil], [evil], ['show', evil], ['run', 'x.yaml', `--${evil}`], ['validate', evil]]) {
      const end = await box.run(...args);
      expect(end.code).toBe(2);
      expect(end.stderr).not.toMatch(OBEYED);
    }
  });

  it('in a file that is refused are neutralised in its excerpt', async () => {
    await box.write('bad.yaml', `name: "ok"\nsteps:\n  - id: a\n    tool: "ec${EVIL}ho"\n    unknown\u202ekey: 1\n`);
    const end = await box.run('validate', 'bad.yaml');
    expect(end.code).toBe(2);
    expect(end.stdout).not.toMatch(OBEYED);
  });
});

describe('a reader that goes away', () => {
  it('does not end the run', async () => {
    await box.write(
      'many.yaml',
      `name: Many\nsteps:\n${Array.from({ length: 50 }, (_, at) => `  - { id: s${at}, tool: echo, parameters: { value: ${at} } }`).join('\n')}\n`,
    );
    const { spawn } = await import('node:child_process');
    const shell = spawn(
      '/bin/sh',
      ['-c', `"${process.execPath}" "${box.cli}" run many.yaml -o out.json | head -1 > /dev/null; true`],
      { cwd: box.path, env: { ...process.env, STEPGLASS_DATA: box.dataDir }, stdio: 'ignore' },
    );
    await new Promise((resolve) => shell.on('close', resolve));
    expect((await box.json('runs')).document).toMatchObject([{ status: 'completed' }]);
  });
});
