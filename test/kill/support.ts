import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { build } from 'vite';
import type { ResultDocument } from '../../shared/result-document.ts';
import { fastLibraries } from '../../scripts/lib/bundle.mjs';
import { type PlayedStep, randomSteps } from '../execution/support/random-steps.ts';

const folders: string[] = [];
const children = new Set<ChildProcess>();

export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepglass-kill-'));
  folders.push(folder);
  return folder;
}

export function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

const LOADER = path.join(import.meta.dirname, 'children/load.cjs');

/** Bundles `children/<name>.ts`, so that a plain Node can run it; returns the file. */
export async function buildChild(name: string): Promise<string> {
  const outDir = tempFolder();
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [fastLibraries()],
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, 'children', `${name}.ts`),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'child.cjs' } },
    },
  });
  return path.join(outDir, 'child.cjs');
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** Since its run had begun. */
  readonly lastedMs: number;
}

/** Runs the built child with its orders; `killAfterMs` kills it from outside, so long after its run has begun. */
export function runChild(file: string, orders: object, killAfterMs?: number): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [LOADER, file, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let stderr = '';
    let begun = performance.now();
    const timers = [setTimeout(() => child.kill('SIGKILL'), 200_000)];
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdout.once('data', () => {
      begun = performance.now();
      if (killAfterMs !== undefined) timers.push(setTimeout(() => child.kill('SIGKILL'), killAfterMs));
    });
    child.on('close', (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      children.delete(child);
      resolve({ code, signal, stderr, lastedMs: performance.now() - begun });
    });
  });
}

/** A pipeline file of `count` steps with conditions, routes and failures, the same for the same seed. */
export function writePipeline(folder: string, { seed, count }: { seed: number; count: number }): void {
  const [steps = []] = fc.sample(randomSteps({ calm: true, min: count, max: count }), { seed, numRuns: 1 });
  const shell = {
    id: 'forks',
    tool: 'shell',
    parameters: {
      command:
        'setsid sh -c \'for i in 1 2 3 4 5 6 7 8; do echo "noise $STEPGLASS_ATTEMPT" >> effects.log; sleep 0.02; done\'',
    },
  };
  const config = { max_parallel: 6 };
  writeFileSync(
    path.join(folder, 'pipeline.yaml'),
    JSON.stringify({ name: 'kill', config, steps: [shell, ...steps.map(asYaml)] }),
  );
}

function asYaml(step: PlayedStep): object {
  const read = step.dependencies.map((id) => `${id}.status`).join(', ');
  return {
    id: step.id,
    tool: 'work',
    needs: step.dependencies,
    parameters: { value: `{{ [${read}] }}`, ms: Math.floor(step.ms / 10_000), bad: step.outcome === 'error' },
    ...(step.outcome === 'conditionFalse' ? { if: '1 > 2' } : {}),
    // never `continue`: the run would fail, and its resume after the end rightly takes the failures back
    on_failure: step.onFailure.kind === 'jump' ? step.onFailure.to : 'skip',
    ...(step.onFalse === undefined ? {} : { on_false: step.onFalse }),
    ...(step.onSuccess === undefined ? {} : { on_success: step.onSuccess }),
  };
}

export function readResult(folder: string): ResultDocument {
  return JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8')) as ResultDocument;
}

/** What must be equal however often the run was interrupted. */
export function essence(document: ResultDocument): unknown {
  const steps = Object.entries(document.steps).map(([id, { status, result, handled }]) => [
    id,
    status,
    result,
    handled,
  ]);
  return { status: document.status, outputs: document.outputs, error: document.error?.step ?? null, steps };
}

/** Steps that were started again although their end had been told, and noise of an attempt after a later one began. */
export function faultsIn(folder: string, run: string): string[] {
  const faults: string[] = [];
  const settled = new Set<string>();
  const newest = new Map<string, number>();
  for (const line of readFileSync(path.join(folder, 'effects.log'), 'utf8').split('\n')) {
    const [what, step = '', attempt = ''] = line.split(' ');
    if (what === 'settled') settled.add(step);
    if (what === 'start') {
      if (settled.has(step)) faults.push(`${step} ran again after its end was told`);
      newest.set(step, Math.max(newest.get(step) ?? 0, Number(attempt)));
    }
    const noisy = what === 'noise' ? Number(step.slice(`${run}/forks/`.length)) : null;
    if (noisy !== null && noisy < (newest.get('forks') ?? 0))
      faults.push(`attempt ${noisy} of forks wrote after attempt ${newest.get('forks') ?? 0} began`);
  }
  return faults;
}
