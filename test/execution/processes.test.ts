import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readSecrets } from '../../electron/execution/attempt/secrets.ts';
import { nextTurn } from '../../electron/execution/next-turn.ts';
import { findProcesses, isAlive, markerOf, processIdentity } from '../../electron/execution/processes/process-tree.ts';
import { AttemptProcesses } from '../../electron/execution/processes/processes.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const isLinux = process.platform === 'linux';
const shell = (command: string, rest = ''): string =>
  `{ id: sh, tool: shell, ${rest} parameters: { command: ${JSON.stringify(command)} } }`;

/** What survives writes into this file for ever; it stands still when all are dead. */
async function expectSilence(file: string): Promise<void> {
  const before = existsSync(file) ? readFileSync(file, 'utf8').length : 0;
  await delay(150);
  expect(existsSync(file) ? readFileSync(file, 'utf8').length : 0).toBe(before);
}

/** Resolves when something has been written: the processes are up. */
async function untilWritten(file: string): Promise<void> {
  for (let tries = 0; tries < 500 && !(existsSync(file) && readFileSync(file, 'utf8').length > 0); tries++)
    await delay(10);
}

const STUBBORN = 'trap "" TERM; while true; do echo x >> noise; sleep 0.02; done';

describe('child processes', () => {
  it('E8 journals each one with pid, start and marker, and streams its output into the log', async () => {
    const { run, facts, data } = testEngine();
    const document = await run(pipelineText([shell('echo out; echo err >&2; echo $STEPGLASS_ATTEMPT')]));
    const marker = markerOf(document.run, 'sh', 1);
    expect(document.steps['sh']?.result).toMatchObject({ code: 0, stdout: `out\n${marker}\n`, stderr: 'err\n' });
    expect(facts(document.run)).toContainEqual(
      expect.objectContaining({
        type: 'process.started',
        step: 'sh',
        attempt: 1,
        marker,
        startedAt: expect.stringMatching(/./),
      }),
    );
    const { pieces } = data.open(document.run).logs.read(0, 1, { offset: 0, maxBytes: 1_000 });
    expect(pieces.map((piece) => `${piece.stream}: ${piece.bytes.toString()}`).join('')).toContain('stderr: err');
  });

  it('E8 keeps what a program printed that ended before the system had said when it began', async () => {
    const turns = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn++) await nextTurn();
    };
    const processes = new AttemptProcesses({
      marker: 'short',
      env: {},
      signal: new AbortController().signal,
      maxOutputBytes: 1_000,
      now: () => 0,
      maskStream: () => readSecrets([], () => undefined).maskStream(),
      onStarted: () => undefined,
      onOutput: () => undefined,
      identityOf: async (pid) => {
        while (isAlive(pid)) await nextTurn();
        await turns(5);
        return 'began';
      },
    });
    const ended = await processes.run({ command: '/bin/sh', args: ['-c', 'echo out; echo err >&2'], cwd: '/' });
    expect(ended).toMatchObject({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' });
  });

  it('E8 a program that is not there fails the step', async () => {
    const { run } = testEngine();
    const document = await run(pipelineText([shell('nosuchprogram_at_all')]));
    expect(document.steps['sh']).toMatchObject({ status: 'failed', error: { code: 'nonzero_exit' } });
  });

  it('E8 a timeout kills a process that ignores SIGTERM before the end of the step is reported', async () => {
    const { run, folder } = testEngine();
    const document = await run(pipelineText([shell(STUBBORN, 'timeout: 300ms,')]));
    expect(document.steps['sh']?.error).toMatchObject({ code: 'timeout' });
    await expectSilence(path.join(folder, 'noise'));
  });

  it.runIf(isLinux)(
    'E8 a timeout kills what has left the process group by setsid and a double fork (Linux: found by the marker)',
    async () => {
      const { run, folder } = testEngine();
      const document = await run(pipelineText([shell(`setsid sh -c '(${STUBBORN}) &' ; sleep 60`, 'timeout: 400ms,')]));
      expect(document.steps['sh']?.error).toMatchObject({ code: 'timeout' });
      expect(existsSync(path.join(folder, 'noise'))).toBe(true);
      await expectSilence(path.join(folder, 'noise'));
      expect(await findProcesses([], new Set([markerOf(document.run, 'sh', 1)]))).toEqual([]);
    },
  );

  it('E15 cancel asks first, and kills what does not listen', async () => {
    const { engine, folder } = testEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: pipelineText([shell(STUBBORN)]), inputs: {} });
    await untilWritten(path.join(folder, 'noise'));
    const cancelled = handle.cancel();
    handle.kill();
    await cancelled;
    expect((await handle.done).status).toBe('cancelled');
    await expectSilence(path.join(folder, 'noise'));
  });

  it('E15 a program that ends by itself when it is asked to is not killed', async () => {
    const { engine, folder } = testEngine();
    const text = pipelineText([
      shell('trap "echo bye > bye; exit 0" TERM; echo up > noise; while true; do sleep 0.02; done'),
    ]);
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await untilWritten(path.join(folder, 'noise'));
    await handle.cancel();
    expect(readFileSync(path.join(folder, 'bye'), 'utf8')).toBe('bye\n');
  });

  it('E8 a program in the background that keeps the pipe open does not keep the step', async () => {
    const { run } = testEngine();
    const document = await run(pipelineText([shell('echo done; sleep 20 &')]));
    expect(document.steps['sh']?.result).toMatchObject({ stdout: 'done\n' });
    expect(document.duration_ms).toBeLessThan(15_000);
  });

  it('E24 500 MB of output stay in bounded memory, and the result keeps both ends', async () => {
    const { run } = testEngine();
    const before = process.memoryUsage().rss;
    const document = await run(
      pipelineText([shell('echo first; head -c 500000000 /dev/zero | tr "\\\\0" x; echo; echo last')]),
    );
    const result = document.steps['sh']?.result as { stdout: string; bytes: number };
    expect(result.bytes).toBe(500_000_000 + 'first\n'.length + '\nlast\n'.length);
    expect(result.stdout).toMatch(/^first\nx+\n\[\.\.\. \d+ bytes left out \.\.\.\]\nx+\nlast\n$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('E8 tells a process from a later one with the same pid by its start', async () => {
    const mine = await processIdentity(process.pid);
    expect(mine).toBe(await processIdentity(process.pid));
    expect(await processIdentity(process.ppid)).not.toBe(mine);
    expect(await processIdentity(999_999_999)).toBeUndefined();
    expect(isAlive(999_999_999)).toBe(false);
  });

  it('E18 a secret cut in two by a stream is masked in the log and in the result', async () => {
    const { run, data } = testEngine({ env: { TOKEN: 'correct-horse-battery' } });
    const document = await run(
      pipelineText(
        [shell('printf correct-horse; sleep 0.1; printf -- -battery; sleep 0.1; echo " end"')],
        'secrets: [TOKEN]\n',
      ),
    );
    expect(document.steps['sh']?.result).toMatchObject({ stdout: '«secret:TOKEN» end\n' });
    const { pieces } = data.open(document.run).logs.read(0, 1, { offset: 0, maxBytes: 1_000 });
    expect(Buffer.concat(pieces.map((piece) => piece.bytes)).toString()).toBe('«secret:TOKEN» end\n');
  });
});
