import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
let other: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  other = new CliSandbox();
  await box.write('work.yaml', WORK);
});
afterEach(() => {
  box.close();
  other.close();
});

const WORK = `name: Nightly work
steps:
  - { id: make, tool: terminal, action: execute, parameters: { command: 'echo made; echo on the side >&2' } }
  - { id: keep, tool: set, parameters: { variables: { total: 3 } } }
  - { id: text, tool: echo, parameters: { value: '{{ "x" * 9000 }}' } }
outputs: { out: '{{ make.stdout }}' }
`;
const FAIL = `name: Will fail
steps:
  - { id: each, for_each: [1, 2, 3], steps: [{ id: one, tool: echo, parameters: { value: '{{ item }}' } }] }
  - { id: never, tool: echo, condition: '{{ each | length > 5 }}', parameters: { value: x } }
  - { id: boom, tool: terminal, parameters: { command: 'echo the last words; exit 3' }, dependencies: [never] }
`;
const ASK = `name: Ask
steps:
  - { id: count, tool: user-prompt, parameters: { prompt: 'How many?', type: number } }
`;

async function exported(): Promise<{ run: string; file: string }> {
  const { document } = await box.json('run', 'work.yaml');
  const { document: bundle } = await box.json('export', document.run);
  return { run: document.run, file: bundle.path };
}

describe('export and import', () => {
  it('M18 carries a whole run to another machine', async () => {
    const { run, file } = await exported();
    expect(path.basename(file)).toBe(`nightly-work-${run}.stepglass`);
    const { end, document } = await other.json('import', file);
    expect(end.code, end.stderr).toBe(0);
    expect(document).toEqual({ run, isNew: true });
    const shown = await other.json('show', run);
    const original = await box.json('show', run);
    expect(shown.document).toEqual(original.document);
    const step = await other.json('show', run, '--step', 'text');
    expect(step.document.result).toBe('x'.repeat(9000));
    expect((await other.run('logs', run, 'make')).stdout).toContain('on the side');
    expect((await other.run('runs')).stdout).toMatch(/completed.*imported, read only/);
  });

  it('M18 says what is in the bundle, and where it is', async () => {
    const { document } = await box.json('run', 'work.yaml');
    const end = await box.run('export', document.run.slice(0, 24), '-o', 'mine.stepglass');
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toContain(`Run ${document.run} is in mine.stepglass`);
    expect(end.stdout).toContain('the paths of this machine');
    expect(existsSync(box.file('mine.stepglass'))).toBe(true);
  });

  it('M18 says that a run is here already', async () => {
    const { run, file } = await exported();
    const end = await box.run('import', file);
    expect(end.code).toBe(0);
    expect(end.stdout).toContain(`Run ${run} is here already`);
  });

  it('M18 refuses to go on with an imported run in any way', async () => {
    const { run, file } = await exported();
    await other.run('import', file);
    const commands = [
      ['resume', run],
      ['rerun', run],
      ['continue', run, '--checkpoint', '@2'],
      ['cancel', run],
      ['pause', run],
      ['answer', run, 'make', 'yes'],
      ['plan', run],
      ['plan', run, '--rerun'],
    ];
    for (const command of commands) {
      const end = await other.run(...command);
      expect(end, command.join(' ')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('was imported from a bundle and is read only'),
      });
    }
  });

  it('M18 does not offer to resume what was interrupted elsewhere', async () => {
    await box.write('ask.yaml', ASK);
    const { document } = await box.json('run', 'ask.yaml');
    const { document: bundle } = await box.json('export', document.run);
    await other.run('import', bundle.path);
    const end = await other.run('answer', document.run, 'count', '1');
    expect(end.code).toBe(2);
    expect(end.stderr).not.toContain('goes on with it');
    expect((await other.json('runs')).document).toMatchObject([{ status: 'waiting', importedAt: expect.any(String) }]);
  });

  it('M18 refuses what is no bundle, and leaves nothing behind', async () => {
    writeFileSync(box.file('no.stepglass'), 'no bundle');
    const end = await box.run('import', 'no.stepglass');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('this run bundle cannot be used');
    const missing = await box.run('import', 'missing.stepglass');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('missing.stepglass');
    const runs = path.join(box.dataDir, 'runs');
    expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
  });
});

describe('report', () => {
  it('M18 writes a page that shows the graph, the steps and the end of what a failed step printed', async () => {
    await box.write('fail.yaml', FAIL);
    const { document } = await box.json('run', 'fail.yaml');
    const end = await box.run('report', document.run, '-o', 'report.html');
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toContain(`The report of run ${document.run} is in report.html.`);
    const html = readFileSync(box.file('report.html'), 'utf8');
    for (const part of ['<svg', 'Will fail', 'the last words', 'condition was false', '3 iterations', 'fail.yaml:'])
      expect(html).toContain(part);
    const { document: named } = await box.json('report', document.run);
    expect(path.basename(named.path)).toBe(`will-fail-${document.run}.html`);
  });
});
