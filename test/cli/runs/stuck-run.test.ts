import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { CliIo, Output } from '../../../electron/cli/io.ts';
import { runCli } from '../../../electron/cli/program.ts';
import { plain } from '../../../electron/cli/terminal/paint.ts';
import { SlotPool } from '../../../electron/execution/schedule/slots.ts';

/** The whole program is loaded, engine and all. */
const PATIENCE_MS = 120_000;

const folder = mkdtempSync(path.join(tmpdir(), 'stepglass-stuck-'));

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function sheet(): Output & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    isTerminal: false,
    columns: 160,
    rows: 30,
    paint: plain,
    lines,
    write: (text) => void lines.push(text),
    line: (text = '') => void lines.push(text),
    flush: () => Promise.resolve(),
  };
}

async function cli(...args: readonly string[]) {
  const [stdout, stderr] = [sheet(), sheet()];
  const env = { PATH: process.env['PATH'], STEPGLASS_DATA: path.join(folder, 'data') };
  const io: CliIo = {
    stdout,
    stderr,
    env,
    platform: process.platform,
    cwd: folder,
    now: () => Date.now(),
    onSignal: () => () => undefined,
  };
  const code = await runCli(args, io);
  return { code, stdout: stdout.lines.join('\n'), stderr: stderr.lines.join('\n') };
}

it(
  'E24 a run that has come to a halt ends with 4, which steps are left and how to resume it',
  async () => {
    const steps = ['a', 'b', 'c'].map((id) => `  - { id: ${id}, tool: echo, parameters: { text: hello } }`);
    writeFileSync(path.join(folder, 'p.yaml'), `name: p\nconfig: { max_parallel: 1 }\nsteps:\n${steps.join('\n')}\n`);
    vi.spyOn(SlotPool.prototype, 'give').mockImplementationOnce(() => undefined);
    const stuck = await cli('run', 'p.yaml');
    expect(stuck.code).toBe(4);
    expect(stuck.stderr).toMatch(
      /nothing is under way any more, and these steps have not ended: b, c\. .*fault of Stepglass/,
    );
    const [, resume = ''] = /`stepglass (resume \w+)`/.exec(stuck.stderr) ?? [];
    const completed = await cli(...resume.split(' '));
    expect(completed).toMatchObject({ code: 0 });
    expect(completed.stdout).toContain('completed');
  },
  PATIENCE_MS,
);
