import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ulid } from 'ulid';
import type { Fact } from '../../../shared/facts.ts';
import type { ResultDocument } from '../../../shared/result-document.ts';
import type { Engine, EngineDeps, RunHandle, StartRequest } from '../../../electron/execution/api.ts';
import { type Clock, systemClock } from '../../../electron/execution/clock.ts';
import { createEngine } from '../../../electron/execution/engine.ts';
import { DataFolder } from '../../../electron/storage/data-folder.ts';
import { nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';
import { readJournal } from '../../../electron/storage/journal/read-journal.ts';
import type { Tool } from '../../../electron/tools/tool.ts';
import { type Gates, testTools } from './test-tools.ts';

export interface TestEngine {
  readonly engine: Engine;
  readonly data: DataFolder;
  readonly folder: string;
  /** The steps whose tool was called, in order. */
  readonly calls: string[];
  readonly gates: Gates;
  readonly logged: string[];
  /** Starts a pipeline text and waits for its end. */
  readonly run: (text: string, rest?: Partial<StartRequest>) => Promise<ResultDocument>;
  readonly facts: (run: string) => readonly Fact[];
}

const folders: string[] = [];

/** A new empty folder, removed by `removeFolders`. */
export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepglass-test-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface TestEngineOptions {
  readonly clock?: Clock;
  readonly folder?: string;
  readonly env?: { readonly [name: string]: string };
  readonly tools?: readonly Tool[];
  readonly deps?: Partial<EngineDeps>;
}

/** A real engine over a real data folder, with small tools. */
export function testEngine(options: TestEngineOptions = {}): TestEngine {
  const folder = options.folder ?? tempFolder();
  const clock = options.clock ?? systemClock;
  const files = options.deps?.files ?? nodeFileLayer;
  const data = new DataFolder(path.join(folder, 'data'), { files, now: () => clock.now() });
  const { tools, calls, gates } = testTools();
  const logged: string[] = [];
  const engine = createEngine({
    data,
    tools: [...tools, ...(options.tools ?? [])],
    clock,
    newId: () => ulid().toLowerCase(),
    random: () => 0.5,
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    settings: {
      allowedEnv: ['GREETING', 'OTHER'],
      writableFolders: [],
      python: 'python3',
      maxOutputBytes: 1_000,
      coalesceMs: 1,
    },
    log: (line) => logged.push(line),
    ...options.deps,
  });
  const run = async (text: string, rest: Partial<StartRequest> = {}): Promise<ResultDocument> => {
    const handle = await engine.start({ file: path.join(folder, 'test.yaml'), text, inputs: {}, ...rest });
    return await handle.done;
  };
  const facts = (id: string): readonly Fact[] => readJournal(data.open(id).journalPath).facts;
  return { engine, data, folder, calls, gates, logged, run, facts };
}

/** A pipeline text from steps in flow style. */
export function pipelineText(steps: readonly string[], rest = ''): string {
  return `name: test\n${rest}steps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
}

/** Resolves when the run has a fact of this type (for this step), now or later. */
export function factOf(handle: RunHandle, type: Fact['type'], step?: string): Promise<void> {
  return new Promise((resolve) => {
    handle.subscribe({
      from: 0,
      onFacts: (facts) => {
        if (facts.some((fact) => fact.type === type && (step === undefined || ('step' in fact && fact.step === step))))
          resolve();
      },
    });
  });
}
