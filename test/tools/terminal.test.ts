import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json.ts';
import { shellFor, terminal } from '../../electron/tools/terminal.ts';
import { callTool, errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext, type TestContextOptions } from '../helpers/tool-context.ts';

function setUp(options: TestContextOptions = {}) {
  const context = makeToolContext(options);
  const call = { tool: terminal, context };
  return {
    context,
    run: (parameters: JsonObject) => resultOf(call, parameters),
    fail: (parameters: JsonObject) => errorOf(call, parameters),
    call,
  };
}

describe.skipIf(process.platform === 'win32')('terminal.execute (these commands are for a POSIX shell)', () => {
  it('gives the command as it was given, its output and its code', async () => {
    const { run } = setUp();
    const result = await run({ command: 'echo "a b" | tr a-z A-Z; echo oops >&2' });
    expect(result).toMatchObject({
      command: 'echo "a b" | tr a-z A-Z; echo oops >&2',
      return_code: 0,
      stdout: 'A B\n',
      stderr: 'oops\n',
    });
    expect(result['elapsed_ms']).toBeGreaterThanOrEqual(0);
  });

  it('runs in the working directory, or in working_dir below it', async () => {
    const { context, run, fail } = setUp();
    mkdirSync(path.join(context.workdir, 'sub'));
    writeFileSync(path.join(context.workdir, 'file'), '');
    expect(await run({ command: 'pwd' })).toMatchObject({ stdout: `${context.workdir}\n` });
    expect(await run({ command: 'pwd', working_dir: 'sub' })).toMatchObject({ stdout: `${context.workdir}/sub\n` });
    expect(await fail({ command: 'pwd', working_dir: 'none' })).toMatchObject({
      code: 'file_not_found',
      message: expect.stringContaining("'none'"),
    });
    expect(await fail({ command: 'pwd', working_dir: 'file' })).toMatchObject({ code: 'not_a_folder' });
  });

  it('adds env to the environment of the run, numbers as text; the marker stays', async () => {
    const { run } = setUp({ env: { BASE: 'base' } });
    const command = 'echo "$BASE $N $LIST $STEPGLASS_ATTEMPT"';
    expect(await run({ command, env: { N: 5, LIST: [1], STEPGLASS_ATTEMPT: 'forged' } })).toMatchObject({
      stdout: 'base 5 [1] test-attempt\n',
    });
  });

  it.each([{ 'A=B': 'x' }, { '': 'x' }, { A: 'x\0y' }])('refuses the environment %j', async (env) => {
    expect(await setUp().fail({ command: 'true', env })).toMatchObject({ code: 'invalid_parameter' });
  });

  it('hands stdin over, also to a command that does not read it', async () => {
    const { run } = setUp();
    expect(await run({ command: 'cat', stdin: 'größe' })).toMatchObject({ stdout: 'größe' });
    expect(await run({ command: 'true', stdin: 'x'.repeat(2_000_000) })).toMatchObject({ return_code: 0 });
  });

  it('L20 fails on another code than 0, keeps the output, and says the last lines of stderr', async () => {
    const { call } = setUp();
    const outcome = await callTool(call, {
      command: 'echo out; for i in 1 2 3 4 5 6 7; do echo line$i >&2; done; exit 3',
    });
    if (outcome.success) throw new Error('expected a failure');
    expect(outcome.error).toMatchObject({ category: 'execution', code: 'command_failed', details: { return_code: 3 } });
    expect(outcome.error.message).toContain('ended with code 3: line3\nline4\nline5\nline6\nline7');
    expect(outcome.error.message).not.toContain('line2');
    expect(outcome.result).toMatchObject({ return_code: 3, stdout: 'out\n' });
  });

  it('says what a missing program means', async () => {
    const error = await setUp().fail({ command: 'no-such-program-here' });
    expect(error).toMatchObject({ code: 'command_failed', details: { return_code: 127 } });
    expect(error.hint).toContain('PATH');
  });

  it('reports a signal as shells do', async () => {
    const error = await setUp().fail({ command: 'kill -9 $$' });
    expect(error).toMatchObject({ details: { return_code: 137, signal: 'SIGKILL' } });
    expect(error.message).toContain('by the signal SIGKILL and said nothing');
  });

  it('streams the output to the log while it comes', async () => {
    const { context, run } = setUp();
    await run({ command: 'echo one; echo two >&2' });
    expect(context.logged.map(({ stream, text }) => `${stream}:${text}`).sort()).toEqual([
      'stderr:two\n',
      'stdout:one\n',
    ]);
  });

  it('keeps the ends of an output that is too long, and invalid UTF-8 breaks nothing', async () => {
    const { run } = setUp({ settings: { maxOutputBytes: 1000 } });
    const { stdout } = await run({
      command: "echo begin; head -c 100000 /dev/zero | tr '\\0' x; printf '\\377\\376'; echo end",
    });
    expect(String(stdout).length).toBeLessThan(1200);
    expect(stdout).toMatch(/^begin\nx+\n… \d+ bytes left out …\nx+.*end\n$/s);
  });

  it('E8 ends with the whole tree of processes when it is stopped', async () => {
    const { context, fail } = setUp();
    const pidFile = path.join(context.workdir, 'pid');
    const error = fail({ command: `sh -c 'sleep 600 & echo $! > ${pidFile}.tmp; mv ${pidFile}.tmp ${pidFile}; wait'` });
    while (!existsSync(pidFile)) await new Promise((resolve) => setTimeout(resolve, 5));
    context.abort();
    expect((await error).category).toBe('cancelled');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    // A killed process closes its pipes a moment before it is gone; one that lives on has ten minutes.
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('refuses a NUL byte in the command', async () => {
    expect(await setUp().fail({ command: 'echo a\0b' })).toMatchObject({ code: 'invalid_parameter' });
  });
});

describe('the platform shell', () => {
  it('is /bin/sh, and cmd on Windows with its quotes handed over as they are', () => {
    expect(shellFor('a "b"', 'linux')).toEqual({ command: '/bin/sh', args: ['-c', 'a "b"'] });
    expect(shellFor('a "b"', 'win32', 'C:\\cmd.exe')).toEqual({
      command: 'C:\\cmd.exe',
      args: ['/d', '/s', '/c', '"a "b""'],
      windowsVerbatimArguments: true,
    });
  });
});

/** A zombie that nobody has waited for yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch {
    return false;
  }
}
