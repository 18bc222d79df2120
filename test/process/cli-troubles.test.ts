import { mkdirSync, renameSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(() => {
  box = new CliSandbox();
});
afterEach(() => box.close());

const ONE = `name: One
inputs: { n: { type: integer } }
steps:
  - { id: a, tool: echo, parameters: { value: '{{ n }}' } }
outputs: { n: '{{ a }}' }
`;

const HELD = `name: Held
steps:
  - { id: hold, tool: terminal, parameters: { command: 'read line < gate' } }
`;

describe('a run in trouble', () => {
  it('E6 never takes an emptied journal for a run that has not begun: looking ends with 2, nothing is rerun', async () => {
    await box.write('one.yaml', ONE);
    const { run } = (await box.json('run', 'one.yaml', '-i', 'n=3')).document;
    truncateSync(path.join(box.dataDir, 'runs', run, 'journal.jsonl'));
    for (const command of ['show', 'errors', 'watch', 'rerun', 'plan']) {
      const { code, stdout, stderr } = await box.run(command, run);
      expect({ command, stdout }).toEqual({ command, stdout: '' });
      expect(stderr).toMatch(/the journal is empty, though .*facts had been written/);
      expect(code).toBe(command === 'rerun' ? 3 : 2);
    }
    const { stdout } = await box.run('runs');
    expect(stdout).toMatch(/! damaged +One .*the journal is empty/);
  });

  it('E1 shows a run whose process is gone as interrupted, as `runs` does', async () => {
    await box.write('held.yaml', HELD);
    await box.fifo('gate');
    const running = box.start(['run', 'held.yaml']);
    await running.untilStdout(/hold started/);
    running.kill('SIGKILL');
    await running.end;
    const { run } = (await box.json('runs')).document[0];
    expect((await box.run('show', run)).stdout).toMatch(/^! interrupted {2}Held[^]*\n {2}! hold {2}interrupted\n/);
    expect((await box.run('show', run, '--step', 'hold')).stdout).toMatch(/^! interrupted {2}hold/);
    expect((await box.json('show', run)).document.status).toBe('interrupted');
  });

  it('names the folder that is gone where a command was to run in it', async () => {
    const folder = box.file('here');
    mkdirSync(folder);
    await box.write(
      'here/held.yaml',
      'name: Held\nsteps:\n  - { id: a, tool: terminal, parameters: { command: exit 1 } }\n',
    );
    const { run } = (await box.json('run', 'here/held.yaml')).document;
    renameSync(folder, box.file('elsewhere'));
    const { code, stdout } = await box.run('resume', run);
    expect(code).toBe(1);
    expect(stdout).toContain(
      `cannot run in the working directory of the run, '${folder}': there is no such file or folder`,
    );
  });
});

describe('inputs as JSON', () => {
  it('come from standard input with `-f -`, and from a pipe', async () => {
    await box.write('one.yaml', ONE);
    const command = `${process.execPath} ${box.cli} run one.yaml --json`;
    for (const line of [`echo '{"n": 3}' | ${command} -f -`, `echo '{"n": 3}' | ${command} -f /dev/stdin`]) {
      const { code, stdout, stderr } = await box.shell(line);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout).outputs).toEqual({ n: 3 });
    }
    const broken = await box.shell(`echo '{' | ${command} -f -`);
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('standard input is not JSON') });
  });
});

describe('help', () => {
  it('names a command that there is not, and the one that may be meant', async () => {
    expect(await box.run('help', 'resum')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: "stepglass: unknown command 'resum'\n(Did you mean resume?)\n`stepglass --help` says what is expected.\n",
    });
    expect((await box.run('help', 'run')).stdout).toMatch(/^Usage: stepglass run /);
  });
});
