import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** `STEPGLASS_CLI` names another build, for example one that was installed. */
const CLI = process.env['STEPGLASS_CLI'] ?? path.resolve(import.meta.dirname, '../../dist/electron/cli.js');

/** Tests run behind npm; the command lines they start do not (npm passes signals on a second time). */
const { npm_lifecycle_event: _npm, ...ENV } = process.env;

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that runs: the built one, as a process of its own. */
export interface RunningCli {
  readonly pid: number;
  readonly end: Promise<CliEnd>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stdout matches; rejects if the process ends before that. */
  untilStdout(pattern: RegExp): Promise<void>;
  untilStderr(pattern: RegExp): Promise<void>;
}

/** A folder with its own data folder, and the command line in it. `close` kills what is left and removes the folder. */
export class CliSandbox {
  readonly path = mkdtempSync(path.join(tmpdir(), 'stepglass-cli-'));
  /** The built command line. */
  readonly cli = CLI;
  readonly dataDir = path.join(this.path, 'data');
  readonly #running = new Set<ChildProcess>();

  file(name: string): string {
    return path.join(this.path, name);
  }

  async write(name: string, text: string): Promise<string> {
    await writeFile(this.file(name), text);
    return name;
  }

  /** Settings of the engine for the commands that follow. */
  async settings(settings: object): Promise<void> {
    await mkdir(this.dataDir, { recursive: true });
    await writeFile(path.join(this.dataDir, 'settings.json'), JSON.stringify(settings));
  }

  /** A pipe that holds whoever opens it until the other side comes: order without sleeping. */
  async fifo(name: string): Promise<void> {
    await promisify(execFile)('mkfifo', [this.file(name)]);
  }

  /** Resolves when a process has written into the pipe and closed it. */
  async hear(name: string): Promise<string> {
    return readFile(this.file(name), 'utf8');
  }

  /** Resolves when a process has opened the pipe for reading. */
  async open(name: string): Promise<void> {
    await writeFile(this.file(name), 'go\n');
  }

  start(args: readonly string[], env: { readonly [name: string]: string } = {}): RunningCli {
    return this.#start(process.execPath, [CLI, ...args], env);
  }

  #start(command: string, args: readonly string[], env: { readonly [name: string]: string }): RunningCli {
    const child = spawn(command, args, {
      cwd: this.path,
      env: { ...ENV, NO_COLOR: '1', STEPGLASS_DATA: this.dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    return track(child, () => this.#running.delete(child));
  }

  /** Runs a line of the shell. */
  shell(line: string): Promise<CliEnd> {
    return this.#start('/bin/sh', ['-c', line], {}).end;
  }

  run(...args: readonly string[]): Promise<CliEnd> {
    return this.start(args).end;
  }

  /** Runs a command with `--json` and gives the document, after checking that stdout holds nothing else. */
  async json(...args: readonly string[]): Promise<{ readonly end: CliEnd; readonly document: JsonDocument }> {
    const end = await this.run(...args, '--json');
    return { end, document: JSON.parse(end.stdout) as JsonDocument };
  }

  close(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What a test looks into; a wrong path gives undefined, and a failed expectation. */
// oxlint-disable-next-line no-explicit-any -- documents are checked by what tests expect of them
export type JsonDocument = any;

function track(child: ChildProcess, onEnd: () => void): RunningCli {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    for (const check of waiting) check();
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    for (const check of waiting) check();
  });
  const end = new Promise<CliEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      onEnd();
      resolve({ code, signal, stdout, stderr });
      for (const check of waiting) check();
    });
  });
  const until = (pattern: RegExp, text: () => string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (pattern.test(text())) resolve();
        else if (child.exitCode !== null || child.signalCode !== null) {
          reject(
            new Error(
              `the process ended (${child.exitCode}) before it printed ${String(pattern)}:\n${stdout}${stderr}`,
            ),
          );
        } else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  return {
    pid: child.pid ?? -1,
    end,
    kill: (signal) => child.kill(signal),
    untilStdout: (pattern) => until(pattern, () => stdout),
    untilStderr: (pattern) => until(pattern, () => stderr),
  };
}
