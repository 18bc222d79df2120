import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ulid } from 'ulid';
import { StepglassError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { terminalText } from '../../../electron/cli/text-width.ts';
import { compilePipeline } from '../../../electron/compiler/compile.ts';
import { formatDiagnostic } from '../../../electron/compiler/format.ts';
import { readPipelineFile } from '../../../electron/compiler/read-file.ts';
import { createEngine, type Engine, type StartRequest } from '../../../electron/execution/engine.ts';
import { DataFolder } from '../../../electron/storage/data-folder.ts';
import { nodeFileLayer } from '../../../electron/storage/file-layer.ts';
import { readJournal } from '../../../electron/storage/read-journal.ts';
import { VirtualClock } from '../../execution/support/virtual-clock.ts';
import { inertTools, valueOf } from '../../helpers/inert-tools.ts';
import { checkDiagnostics, checkDocument } from '../faults.ts';
import { randomOf } from '../random.ts';
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

async function run(request: StartRequest, seed: number): Promise<{ outcome: Verdict['outcome']; faults: string[] }> {
  const home = mkdtempSync(path.join(folder, 'data-'));
  const logged: string[] = [];
  try {
    const { engine, data } = engineIn(home, seed, logged);
    return await drive(engine, request, (id) => readJournal(data.open(id).journalPath).facts.length);
  } catch (error) {
    if (error instanceof StepglassError && error.kind === 'invalid_input') return { outcome: 'refused', faults: [] };
    throw error;
  } finally {
    stray.push(...logged.map((line) => `logged: ${line}`));
    rmSync(home, { recursive: true, force: true });
  }
}

async function drive(
  engine: Engine,
  request: StartRequest,
  countFacts: (run: string) => number,
): Promise<{ outcome: Verdict['outcome']; faults: string[] }> {
  const plan = await engine.plan({ kind: 'start', ...request });
  const handle = await engine.start(request);
  const document = await handle.done;
  const faults = checkDocument(document, plan);
  const folded = engine.result(handle.run);
  if (JSON.stringify(folded) !== JSON.stringify(document))
    faults.push(`the journal folds to another document: ${JSON.stringify(folded)}`);
  const again = await engine.plan({ kind: 'rerun', run: handle.run, definition: 'snapshot' });
  if (again.steps.length !== document.order.length) faults.push('the plan of a rerun has other steps than the run');
  if (document.status === 'failed') await engine.plan({ kind: 'resume', run: handle.run });
  if (countFacts(handle.run) > 20_000) faults.push('a flood of facts');
  return { outcome: 'ran', faults };
}

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
