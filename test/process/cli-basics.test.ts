import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(() => {
  box = new CliSandbox();
});
afterEach(() => box.close());

const HELLO = `name: Hello
inputs:
  who: { type: string, default: World }
  version: { type: string, default: '1.0' }
  count: { type: integer, minimum: 1, default: 1 }
steps:
  - id: greet
    tool: echo
    parameters: { value: 'Hello, {{ who }} {{ version }}!' }
outputs:
  greeting: '{{ greet }}'
  version: '{{ version }}'
`;
const FAILING = `name: Failing
steps:
  - id: first
    tool: echo
    parameters: { value: 1 }
  - id: break_it
    tool: terminal
    parameters: { command: 'echo oh no >&2; exit 3' }
    dependencies: [first]
  - id: after
    tool: echo
    parameters: { value: 2 }
    dependencies: [break_it]
`;
const INVALID = `name: Invalid
steps:
  - id: a
    tool: ecko
    parameters: { value: '{{ nowhere }}' }
    retires: 3
`;

describe('run', () => {
  it('prints plain lines and the outputs where there is no terminal', async () => {
    await box.write('hello.yaml', HELLO);
    const end = await box.run('run', 'hello.yaml', '-i', 'who=Ada');
    expect(end.code).toBe(0);
    expect(end.stdout).toMatch(/^run [0-9a-z]{26} of Hello\n/);
    expect(end.stdout).toContain('● greet started');
    expect(end.stdout).toContain('✓ greet completed');
    expect(end.stdout).toContain('greeting: Hello, Ada 1.0!');
    expect(end.stdout).not.toContain('\u001b');
    expect(end.stderr).toBe('');
  });

  it('E2 prints the result document and nothing else with --json', async () => {
    await box.write('hello.yaml', HELLO);
    const { end, document } = await box.json('run', 'hello.yaml');
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(document).toMatchObject({
      status: 'completed',
      success: true,
      outputs: { greeting: 'Hello, World 1.0!' },
      order: ['greet'],
      error: null,
    });
    expect(Object.keys(document)).toEqual([
      'run',
      'pipeline',
      'status',
      'success',
      'outputs',
      'output_errors',
      'steps',
      'order',
      'started_at',
      'ended_at',
      'duration_ms',
      'error',
    ]);
  });

  it('writes the result document to a file with -o', async () => {
    await box.write('hello.yaml', HELLO);
    const { document } = await box.json('run', 'hello.yaml', '-o', 'out.json');
    expect(JSON.parse(await readFile(box.file('out.json'), 'utf8'))).toEqual(document);
  });

  it('L4 reads -i as text of the declared type, and -i wins over the inputs file', async () => {
    await box.write('hello.yaml', HELLO);
    await box.write('inputs.json', '{ "who": "file", "version": "2.0" }');
    const { document } = await box.json('run', 'hello.yaml', '-f', 'inputs.json', '-i', 'version=1.10');
    expect(document.outputs).toEqual({ greeting: 'Hello, file 1.10!', version: '1.10' });
  });

  it('L4 refuses all wrong inputs at once, before anything runs', async () => {
    await box.write('hello.yaml', HELLO);
    const end = await box.run('run', 'hello.yaml', '-i', 'count=0', '-i', 'nobody=1');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('count');
    expect(end.stderr).toContain('nobody');
    expect((await box.json('runs')).document).toEqual([]);
  });

  it('shows the warnings of the file on stderr, and runs it', async () => {
    await box.write('warned.yaml', `metadata: { a: 1 }\n${HELLO}`);
    const { end, document } = await box.json('run', 'warned.yaml');
    expect(document.status).toBe('completed');
    expect(end.stderr).toContain('warned.yaml:1:1: warning: `metadata` has no effect [no_effect]\n');
  });

  it('refuses a result file that cannot be written before anything runs', async () => {
    await box.write('hello.yaml', HELLO);
    const end = await box.run('run', 'hello.yaml', '-o', 'nowhere/out.json');
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(end.stderr).toBe('stepglass: --output nowhere/out.json cannot be written: there is no folder nowhere.\n');
    expect((await box.json('runs')).document).toEqual([]);
  });

  it('exits 1 when the run fails, and shows the step and its place in the file', async () => {
    await box.write('failing.yaml', FAILING);
    const end = await box.run('run', 'failing.yaml');
    expect(end.code).toBe(1);
    expect(end.stdout).toContain('✗ break_it failed');
    expect(end.stdout).toContain('» after skipped: upstream failed: break_it');
    expect(end.stdout).toMatch(/failing\.yaml:\d+:\d+\n +\d+ \| .*\n +\| +\^/);
    expect(end.stdout).toMatch(/stepglass resume [0-9a-z]{26}/);
  });

  it('prints the document of a failed run with --json, and says why on stderr', async () => {
    await box.write('failing.yaml', FAILING);
    const { end, document } = await box.json('run', 'failing.yaml');
    expect(end.code).toBe(1);
    expect(document).toMatchObject({ status: 'failed', success: false, error: { step: 'break_it' } });
    expect(end.stderr).toContain('failed');
  });

  it('runs a step and what it needs with --until, then pauses, exit 0; resume runs the rest', async () => {
    await box.write('three.yaml', FAILING.replace('exit 3', 'true'));
    const { end, document } = await box.json('run', 'three.yaml', '--until', 'break_it');
    expect(end.code).toBe(0);
    expect(document).toMatchObject({
      status: 'paused',
      steps: { break_it: { status: 'completed' }, after: { status: 'pending' } },
    });
    const resumed = await box.json('resume', document.run);
    expect(resumed.end.code).toBe(0);
    expect(resumed.document).toMatchObject({
      run: document.run,
      status: 'completed',
      steps: { first: { attempts: 1 }, after: { status: 'completed' } },
    });
  });

  it('resolves relative paths against the folder of the file, or --workdir', async () => {
    await box.write(
      'pwd.yaml',
      'name: Pwd\nsteps:\n  - { id: here, tool: terminal, parameters: { command: pwd } }\noutputs: { here: "{{ here.stdout | trim }}" }\n',
    );
    await (await import('node:fs/promises')).mkdir(box.file('elsewhere'));
    const plain = await box.json('run', 'pwd.yaml');
    const moved = await box.json('run', 'pwd.yaml', '--workdir', 'elsewhere');
    expect(plain.document.outputs.here).toBe(box.path);
    expect(moved.document.outputs.here).toBe(box.file('elsewhere'));
  });
});

describe('refusals exit 2 and run nothing', () => {
  it.each([
    [['frobnicate'], 'unknown command'],
    [['run'], 'missing required argument'],
    [['run', 'x.yaml', '--nonsense'], 'unknown option'],
    [['run', 'x.yaml', '--max-parallel', '0'], 'whole number'],
    [['run', 'no-such-file.yaml'], 'no such file'],
    [['run', '.'], 'it is a folder'],
    [['run', 'hello.yaml', '-i', 'abc'], 'name=value'],
    [['run', 'hello.yaml', '-f', 'hello.yaml'], 'is not JSON'],
    [['run', 'hello.yaml', '--workdir', 'nowhere'], 'is no folder'],
    [['run', 'hello.yaml', '--until', 'nobody'], 'nobody'],
    [['show', '01zzzz'], '01zzzz'],
    [['resume'], 'no run that can be resumed'],
    [['rerun', '01zzzz'], '01zzzz'],
    [['continue', '01zzzz', '--checkpoint', '@x'], '--checkpoint'],
  ])('%j', async (args, said) => {
    await box.write('hello.yaml', HELLO);
    const end = await box.run(...args);
    expect(end.stderr).toContain(said);
    expect(end.stdout).toBe('');
    expect(end.code).toBe(2);
  });

  it('prints an error document with --json', async () => {
    const { end, document } = await box.json('run', 'no-such-file.yaml');
    expect(end.code).toBe(2);
    expect(document).toMatchObject({ error: { kind: 'invalid_input', code: 'file_not_found' } });
  });

  it('a completed run is not resumed', async () => {
    await box.write('hello.yaml', HELLO);
    const { document } = await box.json('run', 'hello.yaml');
    const end = await box.run('resume', document.run);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('rerun');
  });
});

describe('validate', () => {
  it('L26 shows an error of an included file in that file, and where it is included', async () => {
    await box.write('broken.yaml', 'name: Broken\nsteps:\n  - { id: a, tool: ehco }\n');
    await box.write('outer.yaml', 'name: Outer\nsteps:\n  - { id: sub, pipeline: broken.yaml }\n');
    const { code, stdout } = await box.run('validate', 'outer.yaml');
    expect(code).toBe(2);
    expect(stdout).toContain(
      'broken.yaml:3:20: error: there is no tool `ehco` [unknown_tool]\n' +
        '  3 |   - { id: a, tool: ehco }\n' +
        '    |                    ^^^^\n' +
        '  included at outer.yaml:3:26\n',
    );
  });

  it('L1 shows every error with its place, its line and a caret', async () => {
    await box.write('invalid.yaml', INVALID);
    const end = await box.run('validate', 'invalid.yaml');
    expect(end.code).toBe(2);
    expect(end.stdout).toMatch(/invalid\.yaml:4:\d+: error: .*ecko/);
    expect(end.stdout).toMatch(/invalid\.yaml:5:\d+: error: .*nowhere/);
    expect(end.stdout).toMatch(/invalid\.yaml:6:\d+: error: .*retires/);
    const lines = end.stdout.split('\n');
    const at = lines.findIndex((line) => line.includes('retires: 3'));
    expect(lines[at + 1]?.indexOf('^')).toBe(lines[at]?.indexOf('retires'));
    expect(end.stdout).toContain('invalid.yaml: invalid (');
  });

  it('checks all files, whatever is wrong with the first', async () => {
    await box.write('invalid.yaml', INVALID);
    await box.write('hello.yaml', HELLO);
    const { end, document } = await box.json('validate', 'invalid.yaml', 'hello.yaml');
    expect(end.code).toBe(2);
    expect(document.map((each: { valid: boolean }) => each.valid)).toEqual([false, true]);
    expect(document[0].diagnostics[0]).toMatchObject({ severity: 'error', span: { line: 4 } });
  });

  it('says of a file that cannot be read why, and checks the others', async () => {
    await box.write('hello.yaml', HELLO);
    const { end, document } = await box.json('validate', 'nowhere.yaml', 'hello.yaml');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('nowhere.yaml cannot be read');
    expect(document).toMatchObject([
      { file: 'nowhere.yaml', valid: false, error: { code: 'file_not_found' } },
      { file: 'hello.yaml', valid: true },
    ]);
  });

  it('exits 0 for a valid file, and writes nothing anywhere', async () => {
    await box.write('hello.yaml', HELLO);
    expect(await box.run('validate', 'hello.yaml')).toMatchObject({
      code: 0,
      stdout: 'hello.yaml: valid\n',
      stderr: '',
    });
    expect(await (await import('node:fs/promises')).readdir(box.path)).toEqual(['hello.yaml']);
  });

  it('run refuses the same file in the same words, on stderr', async () => {
    await box.write('invalid.yaml', INVALID);
    const validated = await box.run('validate', 'invalid.yaml');
    const run = await box.run('run', 'invalid.yaml');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    const errors = validated.stdout.split('\n').filter((line) => line.includes(': error: '));
    for (const line of errors) expect(run.stderr).toContain(line);
    expect(run.stderr).toMatch(/: invalid \(\d+ errors?[^)]*\); nothing has run\n$/);
    expect((await box.json('runs')).document).toEqual([]);
  });
});

describe('help, version, schema', () => {
  it('prints help with every command and the exit codes', async () => {
    const end = await box.run('--help');
    expect(end.code).toBe(0);
    for (const command of [
      'run',
      'validate',
      'plan',
      'resume',
      'rerun',
      'continue',
      'runs',
      'show',
      'checkpoints',
      'logs',
      'watch',
      'pause',
      'cancel',
      'delete',
      'schema',
    ]) {
      expect(end.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
    expect(end.stdout).toContain('130 Ctrl-C');
  });

  it('L3 prints the JSON Schema of the language', async () => {
    const end = await box.run('schema');
    expect(end.code).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['name', 'steps']),
    });
  });
});
