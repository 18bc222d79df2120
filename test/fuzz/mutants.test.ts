import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mutate } from './mutate.ts';
import { pick, randomOf } from './random.ts';
import type { Verdict } from './trial.ts';
import { Workers } from './workers.ts';

/**
 * The same mutants each time, so that a change is judged by what it changed. `STEPGLASS_FUZZ_SEED` (a whole number)
 * explores others. `STEPGLASS_FUZZ_CASES`: how many, 500 without it. `STEPGLASS_FUZZ_ONLY`: this one alone. A mutant with a fault is written to `test-results/fuzz`.
 */
const CASES = Number(process.env['STEPGLASS_FUZZ_CASES'] ?? 500);
const SEED = Number(process.env['STEPGLASS_FUZZ_SEED'] ?? 11);
const ONLY = process.env['STEPGLASS_FUZZ_ONLY'];
/** Of processor time: a bound against hangs, far from what any file needs. */
const LONGEST_MS = 2_000;
const WORKERS = 2;

const ROOT = path.resolve(import.meta.dirname, '../..');
const OWN = path.join(ROOT, 'examples');
const FOREIGN = path.resolve(ROOT, '../shared/pipelines/examples');

interface Original {
  readonly name: string;
  readonly text: string;
  readonly workdir: string;
}

function originalsIn(folder: string): Original[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8'), workdir: folder }));
}

const own = originalsIn(OWN);
const foreign = originalsIn(FOREIGN);
const workers = new Workers();
afterAll(() => workers.close());

function mutantOf(n: number) {
  const random = randomOf(`${SEED}/${n}`);
  // Ours compile, so that their mutants run more often.
  const original = pick(foreign.length === 0 || random() < 0.7 ? own : foreign, random);
  const bytes = mutate(original.text, pick([...own, ...foreign], random).text, random);
  return { name: original.name, workdir: original.workdir, bytes, seed: n };
}

async function tryMutant(n: number): Promise<Verdict> {
  const mutant = mutantOf(n);
  const verdict = await workers.try(mutant);
  const faults =
    verdict.cpuMs > LONGEST_MS
      ? [...verdict.faults, `${Math.round(verdict.cpuMs)} ms of processor time`]
      : verdict.faults;
  if (faults.length > 0) keep(n, mutant.name, mutant.bytes, faults);
  return { ...verdict, faults };
}

function keep(n: number, name: string, bytes: Uint8Array, faults: readonly string[]): void {
  const folder = path.join(ROOT, 'test-results/fuzz');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${SEED}-${n}.yaml`), bytes);
  writeFileSync(path.join(folder, `${SEED}-${n}.txt`), `${name}\n${faults.join('\n')}\n`);
}

/** All mutants, as many at once as there are workers. */
async function tryAll(numbers: readonly number[]): Promise<ReadonlyMap<number, Verdict>> {
  const verdicts = new Map<number, Verdict>();
  const left = numbers.values();
  const work = async (): Promise<void> => {
    for (const n of left) verdicts.set(n, await tryMutant(n));
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return verdicts;
}

describe('mutants of pipeline files', () => {
  const numbers = ONLY === undefined ? Array.from({ length: CASES }, (_, at) => at) : [Number(ONLY)];

  it(`E24 ${numbers.length} end as diagnostics or a complete run (STEPGLASS_FUZZ_SEED=${SEED})`, {
    timeout: 30_000 + CASES * 1_000,
  }, async () => {
    const verdicts = await tryAll(numbers);
    const faults = [...verdicts].flatMap(([n, verdict]) =>
      verdict.faults.map((fault) => `STEPGLASS_FUZZ_ONLY=${n}: ${fault}`),
    );
    expect(faults.slice(0, 20)).toEqual([]);
    const ran = [...verdicts.values()].filter(({ outcome }) => outcome === 'ran').length;
    // Mutants that are all refused would prove little about runs.
    if (ONLY === undefined) expect(ran).toBeGreaterThan(numbers.length * 0.15);
  });
});
