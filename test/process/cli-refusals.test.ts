import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

const PIPELINE = `name: Two
steps:
  - { id: a, tool: echo, parameters: { value: 1 } }
  - { id: b, tool: echo, parameters: { value: '{{ a + 1 }}' } }
`;

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.write('two.yaml', PIPELINE);
});
afterEach(() => box.close());

describe('what is refused before anything happens', () => {
  it('says what is wrong with a command line, and where to read what is expected', async () => {
    expect(await box.run('run')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: "stepglass: missing required argument 'file'\n`stepglass run --help` says what is expected.\n",
    });
    expect((await box.run('rnu')).stderr).toMatch(/unknown command 'rnu'[^]*`stepglass --help` says/);
  });

  it('refuses to write a report or a bundle where no file can be, and leaves nothing behind', async () => {
    const { document } = await box.json('run', 'two.yaml');
    const before = readdirSync(box.path);
    for (const command of ['export', 'report']) {
      const folder = await box.run(command, document.run, '-o', '.');
      expect(folder).toMatchObject({ code: 2, stdout: '' });
      expect(folder.stderr).toBe('stepglass: --output . cannot be written: it is a folder.\n');
      const nowhere = await box.run(command, document.run, '-o', 'none/x');
      expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no folder none') });
    }
    expect(readdirSync(box.path)).toEqual(before);
  });

  it('names the file that is no bundle, or is not there', async () => {
    expect(await box.run('import', 'two.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('two.yaml: this run bundle cannot be used'),
    });
    expect(await box.run('import', 'none')).toMatchObject({
      code: 2,
      stderr: 'stepglass: none cannot be read: there is no such file.\n',
    });
  });

  it('serves no pipeline that is not there', async () => {
    expect(await box.run('serve', 'none.yaml', '--no-open')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'stepglass: none.yaml cannot be read: there is no such file.\n',
    });
  });

  it('takes `--json` where the output is JSON in any case', async () => {
    const [plain, json] = await Promise.all([box.run('schema'), box.run('schema', '--json')]);
    expect(json).toEqual(plain);
    expect(json.code).toBe(0);
  });

  it('says of an inputs file that is no JSON what it is to be, in one line', async () => {
    const refused = await box.run('run', 'two.yaml', '-f', 'two.yaml');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^stepglass: two\.yaml is not JSON: .*Expected an object such as .*\n$/);
  });

  it('names the breakpoints that there are where another is to be removed, and the steps', async () => {
    await box.run('breakpoints', 'two.yaml', '--add', 'b');
    const removed = await box.run('breakpoints', 'two.yaml', '--remove', 'a');
    expect(removed).toMatchObject({ code: 2, stderr: expect.stringContaining('kept are before b') });
    const added = await box.run('breakpoints', 'two.yaml', '--add', 'c');
    expect(added).toMatchObject({ code: 2, stderr: expect.stringContaining('the steps are `a` and `b`') });
  });

  it.each<[string, string, string]>([
    ['an empty text', '', '--data-dir is empty'],
    ['a file', 'two.yaml', 'two.yaml is a file'],
    ['a folder below a file', 'two.yaml/data', 'two.yaml is a file'],
    ...(process.platform === 'linux'
      ? [
          ['where none can be made', '/proc/none', 'no folder can be made there. Nothing has run.'] satisfies [
            string,
            string,
            string,
          ],
        ]
      : []),
  ])('has run nothing where the data folder is %s: exit code 2', async (_title, folder, why) => {
    const refused = await box.run('--data-dir', folder, 'run', 'two.yaml');
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(why) });
    expect(readdirSync(box.path)).toEqual(['two.yaml']);
  });
});

/** A device that is always full; only Linux has it. */
const onFullDevice = process.platform === 'linux' ? it : it.skip;

onFullDevice('does not call a run a success whose document could not be written (needs /dev/full)', async () => {
  const command = `"${process.execPath}" "${box.cli}" run two.yaml --json`;
  const lost = await box.shell(`${command} > /dev/full`);
  expect(lost).toMatchObject({ code: 3, stderr: expect.stringContaining('the output could not be written: ENOSPC') });
  const enough = await box.shell(`(${command}; echo "code $?" >&2) | head -1`);
  expect(enough).toMatchObject({ stdout: '{\n', stderr: expect.stringContaining('code 0') });
});

describe('time', () => {
  it('counts how long a step had run at a place in the past until then, not until now', async () => {
    const { document } = await box.json('run', 'two.yaml');
    const past = await box.run('show', document.run, '--checkpoint', '@3');
    expect(past.stdout).toMatch(/● a +running +0 ms/);
  });

  it('shows times as the clock of the machine does', async () => {
    const { document } = await box.json('run', 'two.yaml');
    const there = new Date(Date.parse(document['started_at']) + 9 * 3_600_000).toISOString();
    const shown = there.slice(0, 19).replace('T', ' ');
    for (const args of [['runs'], ['show', document.run]]) {
      const { stdout } = await box.start(args, { TZ: 'Asia/Tokyo' }).end;
      expect(stdout).toContain(shown);
    }
  });
});

it('keeps data in a folder with spaces, other letters and a line break in its name', async () => {
  const folder = path.join(box.path, 'a b\nüñ');
  const made = await box.json('--data-dir', folder, 'run', 'two.yaml');
  const again = await box.json('--data-dir', folder, 'rerun', made.document.run, '--from', 'b');
  expect(again.document).toMatchObject({
    status: 'completed',
    steps: { a: { reused_from: { run: made.document.run } } },
  });
});

it('is a command of its own, as `npm link` needs it', async () => {
  const command = process.platform === 'win32' ? `"${process.execPath}" "${box.cli}"` : `"${box.cli}"`;
  expect(await box.shell(`${command} --version`)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});
