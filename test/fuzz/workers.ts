import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { fastLibraries } from '../../scripts/lib/bundle.mjs';
import type { Trial, Verdict } from './trial.ts';

/** No answer for so long is a hang, even on a machine that is busy with something else. */
const SILENCE_MS = 60_000;

/** Processes that try files, one at a time each; one that dies or hangs is replaced, and its file is named. */
export class Workers {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'stepglass-fuzz-'));
  readonly #idle: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();
  #script: Promise<string> | null = null;

  async try(trial: Trial): Promise<Verdict> {
    this.#script ??= this.#bundle();
    const worker = this.#idle.pop() ?? this.#start(await this.#script);
    const verdict = await ask(worker, trial);
    if (worker.connected && verdict.outcome !== 'hung' && verdict.outcome !== 'died') this.#idle.push(worker);
    else worker.kill('SIGKILL');
    return verdict;
  }

  close(): void {
    for (const worker of this.#all) worker.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #start(script: string): ChildProcess {
    const worker = spawn(process.execPath, ['--enable-source-maps', '--max-old-space-size=512', script, this.folder], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#all.add(worker);
    worker.once('exit', () => this.#all.delete(worker));
    return worker;
  }

  async #bundle(): Promise<string> {
    await build({
      configFile: false,
      logLevel: 'error',
      plugins: [fastLibraries()],
      root: this.folder,
      ssr: { noExternal: true },
      build: {
        ssr: path.join(import.meta.dirname, 'children/try.ts'),
        outDir: this.folder,
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        sourcemap: true,
        rolldownOptions: { output: { entryFileNames: 'try.mjs' } },
      },
    });
    return path.join(this.folder, 'try.mjs');
  }
}

/** Never rejects: a worker that goes silent or dies is a verdict. */
function ask(worker: ChildProcess, trial: Trial): Promise<Verdict> {
  return new Promise((resolve) => {
    let stderr = '';
    const hear = (chunk: Buffer): void => void (stderr = (stderr + String(chunk)).slice(-2_000));
    const failed = (outcome: 'hung' | 'died', fault: string): void =>
      settle({ outcome, faults: [fault], codes: [], cpuMs: 0 });
    const silence = setTimeout(() => failed('hung', `no answer for ${SILENCE_MS / 1000} s`), SILENCE_MS);
    const onExit = (code: number | null, signal: string | null): void =>
      failed('died', `the process ended: ${code ?? signal}\n${stderr}`);
    const onMessage = (message: Verdict | 'ready'): void => (message === 'ready' ? undefined : settle(message));
    const settle = (verdict: Verdict): void => {
      clearTimeout(silence);
      worker.off('exit', onExit).off('message', onMessage);
      worker.stderr?.off('data', hear);
      resolve(verdict);
    };
    worker.stderr?.on('data', hear);
    worker.on('exit', onExit).on('message', onMessage);
    worker.send(trial);
  });
}
