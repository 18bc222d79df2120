import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(() => {
  box = new CliSandbox();
});
afterEach(() => box.close());

/** Runs the command line on a terminal of 80 × 24 of its own. */
const ON_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
out = b''
while True:
    try:
        chunk = os.read(fd, 65536)
    except OSError:
        break
    if not chunk:
        break
    out += chunk
sys.stdout.buffer.write(out)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

async function onTerminal(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('python3', ['-c', ON_TERMINAL, process.execPath, box.cli, ...args], {
    cwd: box.path,
    env: { ...process.env, STEPGLASS_DATA: box.dataDir, TERM: 'xterm', NO_COLOR: '' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

// oxlint-disable no-control-regex -- the view's own sequences
const SHOW_OR_HIDE_CURSOR = /\u001b\[\?25[lh]/g;
const COLOUR = /\u001b\[[0-9;]*m/g;
const UP_OR_LINE_BREAK = /(\u001b\[\d+A\u001b\[J|\n)/;
// oxlint-enable no-control-regex

/** What is on the screen in the end, of the two sequences that the live table uses. */
function finalScreen(output: string): readonly string[] {
  const done: string[] = [];
  let line = '';
  const text = output.replaceAll(SHOW_OR_HIDE_CURSOR, '').replaceAll(COLOUR, '').replaceAll('\r', '');
  for (const part of text.split(UP_OR_LINE_BREAK)) {
    const up = Number(/\d+/.exec(part.startsWith('\u001b') ? part : '')?.[0] ?? 0);
    if (up > 0) done.splice(done.length - up);
    else if (part === '\n') {
      done.push(line);
      line = '';
    } else line += part;
  }
  return [...done, line].filter((each) => each !== '');
}

describe('on a terminal', () => {
  it('a live table ends as the whole picture, and the cursor comes back', async () => {
    await box.write(
      'two.yaml',
      'name: Two\nsteps:\n  - { id: first, tool: sleep, parameters: { duration: 300ms } }\n  - { id: second, tool: echo, parameters: { value: 1 }, dependencies: [first] }\noutputs: { n: "{{ second }}" }\n',
    );
    const output = await onTerminal('run', 'two.yaml');
    const screen = finalScreen(output);
    expect(screen[0]).toMatch(/^run [0-9a-z]{26} of Two$/);
    expect(screen.filter((line) => line.includes('first'))).toEqual([expect.stringMatching(/^✓ first +completed/)]);
    expect(screen.join('\n')).toContain('2/2 steps · 100 %');
    expect(screen.join('\n')).toContain('n: 1');
    expect(output.replaceAll(COLOUR, '')).toContain('● first');
    expect(output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(output.lastIndexOf('\u001b[?25l'));
  });

  it('redraws are bounded, however many steps end', async () => {
    const steps = Array.from(
      { length: 300 },
      (_, at) => `  - { id: s${at}, tool: echo, parameters: { value: ${at} } }`,
    );
    await box.write('many.yaml', `name: Many\nsteps:\n${steps.join('\n')}\n`);
    const before = Date.now();
    const output = await onTerminal('run', 'many.yaml');
    const seconds = (Date.now() - before) / 1000;
    // oxlint-disable-next-line no-control-regex -- the view's own sequence
    expect(output.match(/\u001b\[J/g)?.length ?? 0).toBeLessThan(10 * seconds + 10);
    expect(finalScreen(output).length).toBeLessThan(30);
  });
});
