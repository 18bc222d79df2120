import { spawn } from 'node:child_process';

/**
 * Runs a command on a terminal of 80 × 24 of its own. When `PRESS_AT` comes up in what it prints, Ctrl-C is pressed
 * once, so that everything in the terminal's foreground gets the signal, as it does for a person. `TYPE` holds pairs of
 * what is waited for, one after the other, and what is typed then. At `CLOSE_AT` the terminal is closed. What has not ended after 90 s is killed, and told.
 */
const ON_TERMINAL = `
import fcntl, json, os, pty, select, signal, struct, sys, termios, time
press_at = os.environ.get('PRESS_AT', '').encode()
typing = json.loads(os.environ.get('TYPE', '[]'))
close_at = os.environ.get('CLOSE_AT', '').encode()
seen = 0
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
out = b''
end = time.monotonic() + 90
while True:
    if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
        out += ('\\nnothing more came; waited for: ' + json.dumps(typing)).encode()
        os.kill(pid, signal.SIGKILL)
        break
    try:
        chunk = os.read(fd, 65536)
    except OSError:
        break
    if not chunk:
        break
    out += chunk
    while typing and out.find(typing[0][0].encode(), seen) >= 0:
        seen = out.find(typing[0][0].encode(), seen) + len(typing[0][0].encode())
        os.write(fd, typing[0][1].encode())
        typing = typing[1:]
    if close_at and out.find(close_at) >= 0:
        os.close(fd)
        break
    if press_at and not typing and out.find(press_at, seen) >= 0:
        os.write(fd, b'\\x03')
        press_at = b''
sys.stdout.buffer.write(out)
sys.stdout.flush()
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
`;

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly pressCtrlCAt?: string;
  /** The terminal is closed when this comes up. */
  readonly closeAt?: string;
  /** What is waited for, one after the other, and what is typed then. */
  readonly typing?: readonly (readonly [at: string, text: string])[];
}

export function runOnTerminal(
  command: readonly string[],
  { cwd, env, pressCtrlCAt, closeAt, typing = [] }: TerminalOptions,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn('python3', ['-c', ON_TERMINAL, ...command], {
    cwd,
    env: {
      ...process.env,
      ...env,
      TERM: 'xterm',
      PRESS_AT: pressCtrlCAt ?? '',
      CLOSE_AT: closeAt ?? '',
      TYPE: JSON.stringify(typing),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

// oxlint-disable no-control-regex -- the live table's own sequences
const SHOW_OR_HIDE_CURSOR = /\u001b\[\?25[lh]/g;
const COLOUR = /\u001b\[[0-9;]*m/g;
const UP_OR_LINE_BREAK = /(\u001b\[\d+A\u001b\[J|\n)/;
// oxlint-enable no-control-regex

export function withoutColours(output: string): string {
  return output.replaceAll(COLOUR, '');
}

/** What is on the screen in the end, of the sequences that the live table uses; empty lines left out. */
export function finalScreen(output: string): readonly string[] {
  const done: string[] = [];
  let line = '';
  const text = withoutColours(output).replaceAll(SHOW_OR_HIDE_CURSOR, '').replaceAll('\r', '');
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
