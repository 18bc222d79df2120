import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ulid } from 'ulid';
import type { ResultDocument } from '../../shared/result-document.ts';
import type { GivenValues } from '../../electron/execution/api.ts';
import { systemClock } from '../../electron/execution/clock.ts';
import { createEngine } from '../../electron/execution/engine.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import type { Tool } from '../../electron/tools/tool.ts';

/** Pipeline files that people outside wrote. They are no part of the project: tests pass without them. */
export const PUBLIC_FOLDER = path.resolve(import.meta.dirname, '../../../shared/pipelines');
export const isThere = existsSync(PUBLIC_FOLDER);
export const whySkipped = isThere ? '' : ' (skipped: ../shared/pipelines is not there)';

/** A copy of the folder to run in: its paths are relative to it, and nothing may be written into the original. */
export class PublicSandbox {
  readonly path = mkdtempSync(path.join(tmpdir(), 'stepglass-pipelines-'));
  readonly workdir = path.join(this.path, 'pipelines');
  readonly #data = new DataFolder(path.join(this.path, 'runs'), { files: nodeFileLayer, now: Date.now });

  constructor() {
    cpSync(PUBLIC_FOLDER, this.workdir, { recursive: true, mode: 0, filter: (source) => !source.endsWith('.parquet') });
  }

  /** Starts a file as it is, or after `mend`, and waits for its end. Rejects if it is refused. */
  async run(
    name: string,
    options: { mend?: (text: string) => string; inputs?: GivenValues; models?: Tool[]; python?: string } = {},
  ): Promise<ResultDocument> {
    const text = readFileSync(path.join(PUBLIC_FOLDER, 'examples', name), 'utf8');
    const engine = createEngine({
      data: this.#data,
      tools: [...builtinTools, ...(options.models ?? [])],
      clock: systemClock,
      random: Math.random,
      newId: () => ulid().toLowerCase(),
      env: { PATH: process.env['PATH'] ?? '' },
      settings: { allowedEnv: [], writableFolders: [], python: options.python ?? 'python3', maxOutputBytes: 100_000 },
      log: () => undefined,
    });
    const file = path.join(this.workdir, 'examples', name);
    const handle = await engine.start({
      file,
      text: options.mend?.(text) ?? text,
      inputs: options.inputs ?? {},
      workdir: this.workdir,
    });
    return await handle.done;
  }

  async runs(): Promise<number> {
    return (await this.#data.runs()).length;
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.workdir, name)), { recursive: true });
    writeFileSync(path.join(this.workdir, name), text);
  }

  copy(from: string, to: string): void {
    this.write(to, this.read(from));
  }

  read(name: string): string {
    return readFileSync(path.join(this.workdir, name), 'utf8');
  }

  /** Files that were not there before. */
  written(): string[] {
    return readdirSync(this.workdir, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(path.join(this.workdir, name)).isFile() && !existsSync(path.join(PUBLIC_FOLDER, name)))
      .toSorted();
  }

  close(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** `status` or `status: code` of each step. */
export function stepsOf(document: ResultDocument): { readonly [step: string]: string } {
  return Object.fromEntries(
    Object.entries(document.steps).map(([id, { status, skip_reason: reason, error }]) => {
      const why = error?.code ?? reason;
      return [id, why === null ? status : `${status}: ${why}`];
    }),
  );
}

export function completed(...steps: string[]): { readonly [step: string]: string } {
  return Object.fromEntries(steps.map((step) => [step, 'completed']));
}
