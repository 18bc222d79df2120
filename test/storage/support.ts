import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { onTestFinished } from 'vitest';
import type { FactBody } from '../../shared/facts.ts';
import type { FileLayer } from '../../electron/storage/files/file-layer.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';

/** A folder that is removed after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepglass-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const files = nodeFileLayer;
/** 2026-01-01T00:00:00.000Z */
export const START = Date.UTC(2026, 0, 1);
export const now = (): number => START;

export function warning(message: string): FactBody {
  return { type: 'warning', code: 'test', message };
}

/** An error as the file system throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** The real file layer with some calls replaced. */
export function faulty(change: Partial<FileLayer>): FileLayer {
  return { ...nodeFileLayer, ...change };
}

/** A promise and what resolves it: tests prove order with it. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** Of this worker, in a folder of its own: its test files share them. */
const built = new Map<string, Promise<string>>();

/** Bundles `test/storage/children/<name>.ts`, so that a plain Node can run it. */
function childScript(name: string): Promise<string> {
  const known = built.get(name) ?? bundle(name);
  built.set(name, known);
  return known;
}

async function bundle(name: string): Promise<string> {
  const outDir = join(import.meta.dirname, '../../test-results/children', process.env['VITEST_POOL_ID'] ?? '0');
  mkdirSync(outDir, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'silent',
    root: outDir,
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'children', `${name}.ts`),
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return join(outDir, `${name}.mjs`);
}

export interface Child {
  readonly process: ChildProcess;
  /** The next line of its output that is not yet read; null at its end. */
  readonly line: () => Promise<string | null>;
  readonly exited: Promise<number | null>;
}

/** Starts a child script in a Node of its own; it is killed after the test at the latest. */
export async function startChild(name: string, args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, [await childScript(name), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const line = async (): Promise<string | null> => {
    const next = await lines.next();
    return next.done === true ? null : next.value;
  };
  return { process: child, line, exited };
}
