import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.write('chain.yaml', CHAIN);
});
afterEach(() => box.close());

const CHAIN = `name: Chain
inputs: { size: { type: integer, default: 1 } }
steps:
  - { id: fetch, tool: set, parameters: { variables: { n: '{{ inputs.size }}' } } }
  - { id: double, tool: echo, needs: fetch, parameters: { value: '{{ variables.n * 2 }}' } }
  - { id: save, tool: echo, parameters: { value: '{{ [double] }}' } }
outputs: { all: '{{ save }}' }
`;

async function runId(...options: readonly string[]): Promise<string> {
  return (await box.json('run', 'chain.yaml', ...options)).document.run;
}

describe('pin, unpin, pins', () => {
  it('pins a result for later runs, marks it everywhere, and lets it go again', async () => {
    const first = await runId('-i', 'size=5');
    const pinned = await box.run('pin', first.slice(0, 20), 'double');
    expect(pinned.code, pinned.stderr).toBe(0);
    expect(pinned.stdout).toContain(`double is pinned to its result of run ${first}`);
    expect((await box.json('pins', 'chain.yaml')).document).toMatchObject([
      { step: 'double', from: { run: first, attempt: 1 }, state: 'current', result: { inline: 10 } },
    ]);
    const second = await box.run('run', 'chain.yaml');
    expect(second.stdout).toContain(`double reused: pinned, from run ${first}`);
    expect(second.stdout).toContain('all: [10]');
    const [newest] = (await box.json('runs')).document;
    expect(newest).toMatchObject({ pinned: 1 });
    const shown = await box.run('show', newest.run);
    expect(shown.stdout).toContain('pinned: double');
    expect((await box.run('show', newest.run, '--step', 'double')).stdout).toContain('reused: pinned, from run');
    expect((await box.run('runs')).stdout).toContain('1 pinned');
    expect((await box.run('plan', 'chain.yaml')).stdout).toContain('reuse (pinned)');
    expect((await box.json('run', 'chain.yaml', '--no-pins')).document.outputs).toEqual({ all: [2] });
    expect(await box.run('unpin', 'chain.yaml', 'double')).toMatchObject({ code: 0 });
    expect((await box.json('run', 'chain.yaml')).document.outputs).toEqual({ all: [2] });
    expect((await box.run('pins')).stdout).toContain('Nothing is pinned');
  });

  it('marks a pin whose step has changed, in the list, the plan and the run', async () => {
    await box.run('pin', await runId(), 'double');
    await box.write('chain.yaml', CHAIN.replace('* 2', '* 3'));
    expect((await box.run('pins', 'chain.yaml')).stdout).toContain('△ its definition has changed since');
    expect((await box.run('plan', 'chain.yaml')).stdout).toContain('△');
    expect((await box.run('run', 'chain.yaml')).stdout).toContain('△');
  });

  it('refuses what cannot be pinned or is not', async () => {
    const run = await runId('--until', 'fetch');
    expect(await box.run('pin', run, 'save')).toMatchObject({ code: 2, stderr: expect.stringContaining('no result') });
    expect(await box.run('pin', run, 'nope')).toMatchObject({ code: 2 });
    expect(await box.run('unpin', 'chain.yaml', 'save')).toMatchObject({ code: 2 });
  });

  it('says which pin is damaged instead of running without it', async () => {
    await box.run('pin', await runId(), 'double');
    const pins = path.join(box.dataDir, 'pins');
    const [file = ''] = readdirSync(pins, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('pin.json'),
    );
    writeFileSync(path.join(pins, file), '{}');
    const refused = await box.run('run', 'chain.yaml');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain(path.join(pins, file));
    expect((await box.json('runs')).document).toHaveLength(1);
    expect(await box.run('run', 'chain.yaml', '--no-pins')).toMatchObject({ code: 0 });
    expect(refused.stderr).toContain('unpin FILE --damaged');
    expect(await box.run('unpin', 'chain.yaml')).toMatchObject({ code: 2, stderr: expect.stringContaining('a step') });
    expect((await box.run('unpin', 'chain.yaml', '--damaged')).stdout).toBe('Forgot 1 pin that could not be read.\n');
    expect(await box.run('run', 'chain.yaml')).toMatchObject({ code: 0 });
  });
});

describe('run --only', () => {
  it('runs one step over recorded results, and exits with 0', async () => {
    const first = await runId('-i', 'size=5');
    const plan = await box.json('plan', 'chain.yaml', '--only', 'double');
    expect(plan.document).toMatchObject({ kind: 'step', parent: { run: first } });
    const { end, document } = await box.json('run', 'chain.yaml', '--only', 'double', '--var', 'n=8');
    expect(end.code, end.stderr).toBe(0);
    expect(document).toMatchObject({
      status: 'paused',
      steps: { fetch: { reused_from: { run: first } }, double: { result: 16 }, save: { status: 'pending' } },
    });
    const shown = await box.run('run', 'chain.yaml', '--only', 'save', '--from-run', first);
    expect(shown.stdout).toContain('only save runs');
    expect(shown.stdout).toContain('save: [10]');
    expect((await box.run('runs')).stdout).toContain('only save');
  });

  it('takes given results, from the command line and from a file', async () => {
    const given = await box.json('run', 'chain.yaml', '--only', 'save', '--given', 'double={"size": 3}');
    expect(given.document.steps).toMatchObject({
      double: { reused_from: { given: true } },
      save: { result: [{ size: 3 }] },
    });
    await box.write('given.json', '{"double": 4}');
    const file = await box.json('run', 'chain.yaml', '--only', 'save', '--given-file', 'given.json');
    expect(file.document.steps.save.result).toEqual([4]);
  });

  it('refuses before anything runs what it has no results for, and says what to do', async () => {
    const refused = await box.run('run', 'chain.yaml', '--only', 'save');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('double (no run has recorded it)');
    expect(refused.stderr).toContain('--given double=JSON');
    expect((await box.json('runs')).document).toEqual([]);
  });

  it('refuses options that go with the other way of running', async () => {
    for (const options of [
      ['--given', 'double=1'],
      ['--from-run', '01abc'],
      ['--only', 'save', '--until', 'save'],
      ['--only', 'save', '--given', 'fetch=1'],
    ])
      expect(await box.run('run', 'chain.yaml', ...options), options.join(' ')).toMatchObject({ code: 2 });
  });
});

describe('rerun --var', () => {
  it('refuses a variable that no step sets or reads', async () => {
    const run = await runId();
    await box.write('other.yaml', CHAIN.replaceAll('n:', 'limit:').replaceAll('variables.n', 'variables.limit'));
    const other = (await box.json('run', 'other.yaml')).document.run;
    expect(await box.run('rerun', run, '--var', 'x=1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no step sets or reads the variable x'),
    });
    expect((await box.run('rerun', other, '--var', 'limti=1')).stderr).toContain('Did you mean limit?');
  });
});
