import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox, type JsonDocument } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.write('chain.yaml', CHAIN);
});
afterEach(() => box.close());

/** Each step leaves a mark, so that the marks tell what has run. */
const CHAIN = `name: Chain
inputs:
  factor: { type: integer, default: 2 }
steps:
  - id: one
    tool: terminal
    parameters: { command: 'echo one >> marks.txt; echo 5' }
  - id: two
    tool: terminal
    parameters: { command: 'echo two >> marks.txt; echo $(( {{ one.stdout | trim }} * {{ factor }} ))' }
  - id: three
    tool: terminal
    parameters: { command: 'echo three >> marks.txt; echo {{ two.stdout | trim }}', stdin: 'x' }
  - id: keep
    tool: set
    parameters: { variables: { kept: '{{ three.stdout | trim }}' } }
outputs:
  result: '{{ three.stdout | trim }}'
`;

const marks = async (): Promise<string> => (await readFile(box.file('marks.txt'), 'utf8')).trim().replaceAll('\n', ' ');
const statuses = (document: JsonDocument): unknown =>
  Object.fromEntries(
    Object.entries(document.steps).map(([id, step]) => [
      id,
      (step as JsonDocument).reused_from === null ? (step as JsonDocument).status : 'reused',
    ]),
  );

async function firstRun(): Promise<string> {
  const { document } = await box.json('run', 'chain.yaml');
  expect(document.outputs).toEqual({ result: '10' });
  return document.run;
}

describe('rerun', () => {
  it('E13 makes a new run that reuses what lies before the step', async () => {
    const run = await firstRun();
    const { end, document } = await box.json('rerun', run, '--from', 'three');
    expect(end.code).toBe(0);
    expect(document.run).not.toBe(run);
    expect(statuses(document)).toEqual({ one: 'reused', two: 'reused', three: 'completed', keep: 'completed' });
    expect(await marks()).toBe('one two three three');
  });

  it('E13 runs again what read an input that is another now', async () => {
    const run = await firstRun();
    const { document } = await box.json('rerun', run, '--input', 'factor=3');
    expect(document.outputs).toEqual({ result: '15' });
    expect(statuses(document)).toMatchObject({ one: 'reused', two: 'completed' });
  });

  it('E13 takes an edited parameter', async () => {
    const run = await firstRun();
    const { document } = await box.json('rerun', run, '--param', 'three.command=echo edited');
    expect(document.outputs).toEqual({ result: 'edited' });
    expect(statuses(document)).toMatchObject({ one: 'reused', two: 'reused', three: 'completed' });
  });

  it('E13 goes on with the file as it is now, from any folder', async () => {
    const run = await firstRun();
    await writeFile(box.file('chain.yaml'), CHAIN.replace('echo three >> marks.txt;', 'echo changed >> marks.txt;'));
    const snapshot = await box.json('rerun', run);
    expect(statuses(snapshot.document)).toMatchObject({ three: 'reused' });
    const { document } = await box.json('rerun', run, '--definition', 'file');
    expect(statuses(document)).toMatchObject({ one: 'reused', two: 'reused', three: 'completed' });
    expect(await marks()).toBe('one two three changed');
  });

  it('says on plain lines what was reused, and from where', async () => {
    const run = await firstRun();
    const end = await box.run('rerun', run, '--from', 'three');
    expect(end.stdout).toContain(`made from ${run}`);
    expect(end.stdout).toContain(`↺ one reused: from run ${run}`);
  });
});

describe('plan', () => {
  it('E14 plans a file, and runs nothing', async () => {
    const end = await box.run('plan', 'chain.yaml');
    expect(end.code).toBe(0);
    expect(end.stdout).toContain('plan: start (a new run is made)');
    expect(end.stdout).toContain('4 steps: 4 run');
    expect((await box.json('runs')).document).toEqual([]);
  });

  it('E14 says why each step of a rerun runs, and which effects come again', async () => {
    const run = await firstRun();
    const { document } = await box.json('plan', run, '--from', 'three');
    expect(document).toMatchObject({ kind: 'rerun', newRun: true, parent: { run } });
    const [one, , three, keep] = document.steps;
    expect(one).toMatchObject({ decision: 'reuse', from: { run } });
    expect(three).toMatchObject({ decision: 'run', reason: 'chosen', repeatsEffects: true });
    expect(keep).toMatchObject({ decision: 'run', reason: 'upstream_runs' });
    expect((await box.run('plan', run, '--from', 'three')).stdout).toContain('! external effects again');
    expect((await box.json('runs')).document).toHaveLength(1);
  });

  it('E14 plans a resume', async () => {
    const { document } = await box.json('run', 'chain.yaml', '--until', 'two');
    const { document: plan } = await box.json('plan', document.run);
    expect(plan).toMatchObject({ kind: 'resume', newRun: false });
    expect(plan.steps.map((step: JsonDocument) => step.decision)).toEqual(['reuse', 'reuse', 'run', 'run']);
  });
});

describe('checkpoints and continue', () => {
  it('E13 continues from a checkpoint: a new run goes on from there', async () => {
    const run = await firstRun();
    const { document: checkpoints } = await box.json('checkpoints', run);
    const afterTwo = checkpoints.find(
      (each: JsonDocument) => each.settled.includes('two') && !each.settled.includes('three'),
    );
    expect(afterTwo).toBeDefined();
    const { end, document } = await box.json('continue', run, '--checkpoint', afterTwo.checkpoint);
    expect(end.code).toBe(0);
    expect(statuses(document)).toMatchObject({ one: 'reused', two: 'reused', three: 'completed' });
    expect((await box.run('checkpoints', run)).stdout).toContain(afterTwo.checkpoint);
  });

  it('E13 continues from a fact number', async () => {
    const run = await firstRun();
    const { document } = await box.json('continue', run, '--checkpoint', '@2');
    expect(statuses(document)).toMatchObject({ one: 'completed', three: 'completed' });
  });
});

describe('show and logs', () => {
  it('shows a run with its steps, variables and outputs', async () => {
    const run = await firstRun();
    const { stdout } = await box.run('show', run.slice(0, 20));
    expect(stdout).toContain('✓ completed  Chain');
    expect(stdout).toMatch(/✓ three +completed/);
    expect(stdout).toContain('factor: 2');
    expect(stdout).toContain('kept: 10');
    expect(stdout).toContain('result: 10');
  });

  it('E2 shows with --json the document that the run printed', async () => {
    const { document } = await box.json('run', 'chain.yaml');
    expect((await box.json('show', document.run)).document).toEqual(document);
  });

  it('shows one step with its parameters, result and reads', async () => {
    const run = await firstRun();
    const { document } = await box.json('show', run, '--step', 'two');
    expect(document).toMatchObject({
      status: 'completed',
      result: { stdout: '10\n', return_code: 0 },
      reads: expect.arrayContaining([expect.objectContaining({ kind: 'input', name: 'factor' })]),
    });
    expect(document.parameters.command).toContain('$(( 5 * 2 ))');
    expect((await box.run('show', run, '--step', 'two')).stdout).toContain('$(( 5 * 2 ))');
    expect((await box.run('show', run, '--step', 'nobody')).code).toBe(2);
  });

  it('shows a run as it was at a fact', async () => {
    const run = await firstRun();
    const { document } = await box.json('show', run, '--checkpoint', '@2');
    expect(document).toMatchObject({
      seq: 2,
      status: 'running',
      steps: { three: { status: 'pending', result: null } },
    });
  });

  it('prints what the steps wrote', async () => {
    const run = await firstRun();
    expect((await box.run('logs', run, 'two')).stdout).toBe('10\n');
    expect((await box.run('logs', run)).stdout).toContain('── one (attempt 1)\n5\n');
    const { document } = await box.json('logs', run, 'two');
    expect(document).toEqual([{ step: 'two', attempt: 1, at: expect.any(String), stream: 'stdout', text: '10\n' }]);
  });
});

describe('runs, delete, restore', () => {
  it('lists runs newest first, deletes by a unique beginning, and restores', async () => {
    const first = await firstRun();
    const second = await firstRun();
    const { document } = await box.json('runs');
    expect(document.map((each: JsonDocument) => each.run)).toEqual([second, first]);
    const deleted = await box.run('delete', first);
    expect(deleted).toMatchObject({ code: 0 });
    expect((await box.json('runs')).document).toHaveLength(1);
    expect((await box.run('show', first)).code).toBe(2);
    expect((await box.run('restore', 'zz')).code).toBe(2);
    expect(await box.run('restore', first.slice(0, -1))).toMatchObject({ code: 0, stdout: `Run ${first} is back.\n` });
    expect((await box.json('runs')).document).toHaveLength(2);
  });

  it('E2 refuses a beginning that fits several runs, and deletes nothing', async () => {
    await firstRun();
    await firstRun();
    const end = await box.run('delete', '01');
    expect(end.code).toBe(2);
    expect((await box.json('runs')).document).toHaveLength(2);
  });

  it('keeps runs where --data-dir says', async () => {
    await box.json('run', 'chain.yaml', '--data-dir', 'other');
    expect((await box.json('runs')).document).toEqual([]);
    expect((await box.json('runs', '--data-dir', 'other')).document).toHaveLength(1);
  });
});
