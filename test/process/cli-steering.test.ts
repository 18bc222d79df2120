import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox, type RunningCli } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.fifo('ready');
  await box.fifo('gate');
  await box.write('held.yaml', HELD);
});
afterEach(() => box.close());

/** `held` says that it is there, then waits for the gate. Its neighbours tell what runs again. */
const HELD = `name: Held
steps:
  - id: before
    tool: terminal
    parameters: { command: 'echo before >> effects.txt' }
  - id: held
    tool: terminal
    parameters: { command: 'echo ready > ready; if [ -e open ]; then echo through; else cat gate; fi' }
    dependencies: [before]
  - id: after
    tool: terminal
    parameters: { command: 'echo after >> effects.txt; cat effects.txt' }
    dependencies: [held]
outputs:
  effects: '{{ after.stdout }}'
`;
/** Ignores the polite signal: only a kill ends it. */
const STUBBORN = `name: Stubborn
steps:
  - id: held
    tool: terminal
    parameters: { command: "trap '' TERM INT; echo $$ > pid; echo ready > ready; while :; do cat gate; done" }
`;

/** Behind the gate comes work for several seconds, so that a request that is under way arrives in its midst. */
const LONG = `name: Long
steps:
  - { id: held, tool: terminal, parameters: { command: 'echo ready > ready; cat gate' } }
${Array.from({ length: 20 }, (_, at) => `  - { id: s${at}, tool: sleep, parameters: { duration: 200ms }, dependencies: [${at === 0 ? 'held' : `s${at - 1}`}] }`).join('\n')}
`;

async function startHeld(
  file = 'held.yaml',
  env: { readonly [name: string]: string } = {},
): Promise<{ cli: RunningCli; run: string }> {
  const cli = box.start(['run', file], env);
  await cli.untilStdout(/^run [0-9a-z]{26} /);
  await Promise.race([
    box.hear('ready'),
    cli.end.then((end) => Promise.reject(new Error(`ended early: ${end.stdout}${end.stderr}`))),
  ]);
  const { document } = await box.json('runs');
  return { cli, run: document[0].run };
}

/** From now on `held` passes without the gate. */
async function finishWith(...args: readonly string[]): Promise<{
  end: { code: number | null; stderr: string };
  document: { status: string; outputs: { effects: string } };
}> {
  await box.write('open', '');
  const heard = box.hear('ready');
  const done = await box.json(...args);
  await heard;
  return done;
}

describe('Ctrl-C', () => {
  it('says that it waits for an owner that does not answer, and is answered when that goes on', async () => {
    const { cli, run } = await startHeld();
    cli.kill('SIGSTOP');
    const pause = box.start(['pause', run]);
    await pause.untilStderr(/has not answered yet; it is waited for, up to 30 s/);
    cli.kill('SIGCONT');
    await pause.untilStderr(/pausing, running steps finish first/);
    await box.open('gate');
    expect(await pause.end).toMatchObject({ code: 0, stdout: expect.stringContaining('is paused') });
    expect((await cli.end).code).toBe(3);
  });

  it('E15 ends running steps in order and leaves a run that resumes, exit 130', async () => {
    const { cli, run } = await startHeld();
    cli.kill('SIGINT');
    const end = await cli.end;
    expect(end.code).toBe(130);
    expect(end.stdout).toContain('⊘ held cancelled');
    expect(end.stderr).toContain('Ctrl-C again');
    const { end: resumed, document } = await finishWith('resume', run);
    expect(resumed.code).toBe(0);
    expect(document).toMatchObject({ status: 'completed', outputs: { effects: 'before\nafter\n' } });
  });

  it('kills at once what does not end, when it is pressed twice', async () => {
    await box.write('stubborn.yaml', STUBBORN);
    // An hour, so that only the second one can have ended it.
    await box.settings({ cancelGraceMs: 3_600_000 });
    const { cli } = await startHeld('stubborn.yaml');
    const pid = Number(await box.hear('pid'));
    cli.kill('SIGINT');
    await cli.untilStderr(/Stopping/);
    cli.kill('SIGINT');
    const end = await cli.end;
    expect(end.code).toBe(130);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('SIGTERM cancels in order too, exit 143', async () => {
    const { cli, run } = await startHeld();
    cli.kill('SIGTERM');
    expect((await cli.end).code).toBe(143);
    expect((await box.json('show', run)).document.status).toBe('cancelled');
  });
});

describe('kill -9', () => {
  it('E7 resumes where it was: what had completed does not run again', async () => {
    const { cli, run } = await startHeld();
    cli.kill('SIGKILL');
    await cli.end;
    const { document: runs } = await box.json('runs');
    expect(runs).toMatchObject([{ run, status: 'interrupted' }]);
    const { end, document } = await finishWith('resume');
    expect(end.code).toBe(0);
    expect(end.stderr).toContain(`Resuming run ${run} (Held, interrupted)`);
    expect(document).toMatchObject({ run, status: 'completed', outputs: { effects: 'before\nafter\n' } });
  });

  it('mentions an interrupted run once in any other command', async () => {
    const { cli, run } = await startHeld();
    cli.kill('SIGKILL');
    await cli.end;
    const end = await box.run('validate', 'held.yaml');
    expect(end.stderr.match(/interrupted/g)).toHaveLength(1);
    expect(end.stderr).toContain(`stepglass resume ${run}`);
    expect((await box.run('runs')).stdout).toContain('! interrupted');
    // What a killed owner leaves behind lives until a resume; here it may end by itself.
    await box.open('gate');
  });
});

describe('from another process', () => {
  it('E9 refuses to resume a run that somebody owns, saying who', async () => {
    const { cli, run } = await startHeld();
    const refused = await box.run('resume', run);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(String(cli.pid));
    await box.open('gate');
    expect((await cli.end).code).toBe(0);
  });

  it('E9 cancels: the owner exits 143', async () => {
    const { cli, run } = await startHeld();
    const cancelled = await box.run('cancel', run);
    expect(cancelled).toMatchObject({ code: 0 });
    expect(cancelled.stdout).toContain('is cancelled');
    expect((await cli.end).code).toBe(143);
  });

  it('E15 pauses: running steps finish, exit 3, and stderr says why', async () => {
    await box.write('long.yaml', LONG);
    const { cli, run } = await startHeld('long.yaml');
    const pausing = box.start(['pause', run]);
    await pausing.untilStderr(/running steps finish first/);
    await box.open('gate');
    const [paused, end] = await Promise.all([pausing.end, cli.end]);
    expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining('is paused') });
    expect(end.code).toBe(3);
    expect(end.stderr).toContain('the run is paused (user)');
    expect(end.stdout).toContain('✓ held completed');
    const { document } = await box.json('resume', run);
    expect(document).toMatchObject({ run, status: 'completed' });
  });

  it('watches to the end and exits as the run does', async () => {
    const { cli, run } = await startHeld();
    const watcher = box.start(['watch', run]);
    await watcher.untilStdout(/● held started/);
    await box.open('gate');
    const [end, watched] = await Promise.all([cli.end, watcher.end]);
    expect(end.code).toBe(0);
    expect(watched.code).toBe(0);
    expect(watched.stdout).toContain('✓ after completed');
  });

  it('Ctrl-C ends the watching, not the run', async () => {
    const { cli, run } = await startHeld();
    const watcher = box.start(['watch', run]);
    await watcher.untilStdout(/● held started/);
    watcher.kill('SIGINT');
    expect((await watcher.end).code).toBe(130);
    await box.open('gate');
    expect((await cli.end).code).toBe(0);
  });

  it('watching a run whose process dies ends with 3', async () => {
    const { cli, run } = await startHeld();
    const watcher = box.start(['watch', run]);
    await watcher.untilStdout(/● held started/);
    cli.kill('SIGKILL');
    await cli.end;
    const end = await watcher.end;
    expect(end.code).toBe(3);
    expect(end.stderr).toContain('was interrupted');
    await box.open('gate');
  });

  it('refuses to delete a run that somebody owns', async () => {
    const { cli, run } = await startHeld();
    expect((await box.run('delete', run)).code).toBe(2);
    await box.open('gate');
    expect((await cli.end).code).toBe(0);
  });
});

describe('storage that fails', () => {
  it('E24 stops the run at once, exit 3, and says what could not be written', async () => {
    const { cli, run } = await startHeld();
    await rm(path.join(box.dataDir, 'runs', run), { recursive: true });
    await box.open('gate');
    const end = await cli.end;
    expect(end.code).toBe(3);
    expect(end.stderr).toContain(path.join('runs', run));
    expect(end.stderr).toContain('ENOENT');
    expect(end.stdout).not.toContain('after started');
  });

  it('E6 marks a damaged run in the list, and no other run is touched', async () => {
    await box.write('ok.yaml', 'name: Ok\nsteps:\n  - { id: a, tool: echo, parameters: { value: 1 } }\n');
    const first = await box.json('run', 'ok.yaml');
    const second = await box.json('run', 'ok.yaml');
    const journal = path.join(box.dataDir, 'runs', first.document.run, 'journal.jsonl');
    const bytes = await readFile(journal);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    await writeFile(journal, bytes);
    await rm(path.join(path.dirname(journal), 'run.json'));
    const { document } = await box.json('runs');
    expect(document).toMatchObject([
      { run: second.document.run, status: 'completed' },
      { run: first.document.run, status: 'damaged' },
    ]);
    expect((await box.run('show', first.document.run)).stderr).toContain(journal);
  });
});
