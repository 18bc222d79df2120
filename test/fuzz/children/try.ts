import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ulid } from 'ulid';
import { StepglassError } from '../../../shared/errors.ts';
import type { Fact } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import type { Plan } from '../../../shared/plan.ts';
import { terminalText } from '../../../electron/cli/terminal/text-width.ts';
import { compilePipeline } from '../../../electron/compiler/compile.ts';
import { formatDiagnostic } from '../../../electron/compiler/format.ts';
import { readPipelineFile } from '../../../electron/compiler/read-file.ts';
import { createEngine, type Engine, type RunHandle, type StartRequest } from '../../../electron/execution/engine.ts';
import { DataFolder } from '../../../electron/storage/data-folder.ts';
import { nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';
import { readJournal } from '../../../electron/storage/journal/read-journal.ts';
import { VirtualClock } from '../../execution/support/virtual-clock.ts';
import { inertTools, valueOf } from '../../helpers/inert-tools.ts';
import { checkDiagnostics, checkDocument } from '../faults.ts';
import { pick, type Random, randomOf } from '../random.ts';
import type { Trial, Verdict } from '../trial.ts';

/**
 * Compiles, plans and runs what it is sent, one after the other, with tools that do nothing. Whatever it does besides
 * answering is a fault: ending, hanging, throwing out of turn.
 */
const folder = process.argv[2] ?? '.';
const stray: string[] = [];
process.on('uncaughtException', (error) => stray.push(`thrown out of turn: ${error.stack ?? String(error)}`));
process.on('unhandledRejection', (reason) =>
  stray.push(`rejected out of turn: ${reason instanceof Error ? reason.stack : String(reason)}`),
);

process.on('message', (trial: Trial) => {
  const before = process.cpuUsage();
  void attempt(trial).then((tried) => {
    const { user, system } = process.cpuUsage(before);
    process.send?.({
      ...tried,
      faults: [...tried.faults, ...stray.splice(0)],
      cpuMs: (user + system) / 1000,
    } satisfies Verdict);
  });
});
process.send?.('ready');

type Tried = Pick<Verdict, 'outcome' | 'faults' | 'codes'>;

async function attempt(trial: Trial): Promise<Tried> {
  try {
    return await tryOut(trial);
  } catch (error) {
    return {
      outcome: 'crashed',
      faults: [error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`],
      codes: [],
    };
  }
}

async function tryOut({ name, bytes, seed, workdir }: Trial): Promise<Tried> {
  const tools = inertTools({ seed });
  const file = path.join(workdir, name);
  const text = new TextDecoder().decode(bytes);
  const { pipeline, diagnostics } = compilePipeline({
    text: bytes,
    file,
    tools,
    envNames: ['HOME'],
    readFile: readPipelineFile,
  });
  const faults = checkDiagnostics({ pipeline, diagnostics, file, text });
  const plain = (shown: string): string => shown;
  for (const diagnostic of diagnostics)
    faults.push(...checkLines(formatDiagnostic(diagnostic, { file, text }, { ...terminalText, paint: plain })));
  const codes = diagnostics.map(({ code }) => code);
  if (pipeline === null) return { outcome: 'refused', faults, codes };
  const ran = await run({ file, text, workdir, inputs: inputsOf(pipeline, seed) }, seed);
  return { outcome: ran.outcome, faults: [...faults, ...ran.faults], codes };
}

/** Nothing that a terminal obeys may be left in what is printed. */
function checkLines(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(line))
    .map((line) => `printed raw: ${JSON.stringify(line)}`);
}

interface Ran {
  readonly outcome: Verdict['outcome'];
  readonly faults: readonly string[];
}

async function run(request: StartRequest, seed: number): Promise<Ran> {
  const home = mkdtempSync(path.join(folder, 'data-'));
  const logged: string[] = [];
  try {
    const { engine, data } = engineIn(home, seed, logged);
    const plan = await refusable(() => engine.plan({ kind: 'start', ...request }));
    const handle = await refusable(() => engine.start(request));
    if (plan === null || handle === null)
      return { outcome: 'refused', faults: plan === handle ? [] : ['refused by one of plan and start'] };
    const drive = new Drive(engine, (id) => readJournal(data.open(id).journalPath).facts, plan);
    await drive.see(handle);
    await drive.goOn(handle.run, randomOf(`go on ${seed}`));
    return { outcome: 'ran', faults: drive.faults };
  } finally {
    stray.push(...logged.map((line) => `logged: ${line}`));
    rmSync(home, { recursive: true, force: true });
  }
}

/** Null: refused as something that came from outside and is wrong, or for one of these reasons. */
async function refusable<T>(work: () => Promise<T>, ...codes: readonly string[]): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StepglassError)) throw error;
    if (error.kind === 'invalid_input' || codes.includes(error.code)) return null;
    throw error;
  }
}

/** Follows a run to its end, and does with it what can be done then: answer, resume, rerun. */
class Drive {
  readonly faults: string[] = [];
  readonly #engine: Engine;
  readonly #factsOf: (run: string) => readonly Fact[];
  readonly #plan: Plan;

  constructor(engine: Engine, factsOf: (run: string) => readonly Fact[], plan: Plan) {
    this.#engine = engine;
    this.#factsOf = factsOf;
    this.#plan = plan;
  }

  async see(handle: RunHandle): Promise<void> {
    const document = await handle.done;
    this.faults.push(...checkDocument(document, this.#plan));
    const folded = this.#engine.result(handle.run);
    if (JSON.stringify(folded) !== JSON.stringify(document))
      this.faults.push(`the journal folds to another document: ${JSON.stringify(folded)}`);
    if (this.#factsOf(handle.run).length > 20_000) this.faults.push('a flood of facts');
  }

  async goOn(run: string, random: Random): Promise<void> {
    for (const step of this.#asking(run)) await this.#answer(run, step, random);
    const { status, order } = this.#engine.result(run);
    if (status === 'failed') {
      await this.#engine.plan({ kind: 'resume', run });
      await this.see(await this.#engine.resume(run));
    }
    const request = { from: [pick(order, random)], definition: 'snapshot' } as const;
    const plan = await this.#engine.plan({ kind: 'rerun', run, ...request });
    if (plan.steps.length !== order.length) this.faults.push('the plan of a rerun has other steps than the run');
    await this.see(await this.#engine.rerun(run, request));
  }

  /** Paths of the steps that wait for a person. */
  #asking(run: string): readonly string[] {
    const open = new Set<string>();
    for (const fact of this.#factsOf(run)) {
      if (fact.type === 'step.waiting') open.add(fact.step);
      else if ('step' in fact && fact.step !== undefined) open.delete(fact.step);
    }
    return [...open];
  }

  async #answer(run: string, step: string, random: Random): Promise<void> {
    const value = pick(ANSWERS, random);
    const handle = await refusable(() => this.#engine.answer(run, step, value), 'already_answered', 'nothing_asked');
    if (handle !== null) await this.see(handle);
  }
}

const ANSWERS: readonly Json[] = [
  '',
  'yes',
  'a',
  5,
  true,
  null,
  [],
  {},
  { decision: 'skip' },
  { approved: true },
  { decision: 'retry', parameters: { value: 1 } },
  { decision: 'value', value: [1] },
  '{{ x }}',
];

function engineIn(home: string, seed: number, logged: string[]): { engine: Engine; data: DataFolder } {
  const clock = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  // What is fsynced when is tested elsewhere: here it would only take time.
  const files = {
    ...nodeFileLayer,
    syncData: async () => undefined,
    syncDataNow: () => undefined,
    syncFolder: async () => undefined,
  };
  const data = new DataFolder(path.join(home, 'data'), { files, now: () => clock.now() });
  const engine = createEngine({
    data,
    files,
    clock,
    tools: inertTools({ seed }),
    newId: () => ulid().toLowerCase(),
    random: randomOf(`${seed}`),
    env: { HOME: '/home/nobody' },
    // a plan is made without secrets, a run only with all of them
    secret: (name) => `the secret of ${name}`,
    settings: { allowedEnv: ['HOME'], writableFolders: [], python: 'python3', maxOutputBytes: 10_000, coalesceMs: 1 },
    log: (line) => logged.push(line),
  });
  return { engine, data };
}

/** A value of the declared type for every input that needs one. */
function inputsOf(pipeline: Pipeline, seed: number): { readonly [name: string]: Json } {
  const random = randomOf(`inputs ${seed}`);
  const needed = pipeline.inputs.filter((input) => input.default === undefined && input.required !== false);
  return Object.fromEntries(needed.map((input) => [input.name, valueOf(input, random)]));
}
