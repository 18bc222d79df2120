import type { LogChunk } from '../../../shared/api/answers.ts';
import type { Consequence, ErrorRecord, Fact, FactBody, Read, StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';

export type LogRecord = LogChunk['records'][number];

/** What a step of a made-up run does. Everything has a default. */
export interface StepScript {
  readonly durationMs?: number;
  readonly result?: Json;
  /** Large results as blobs: the value, kept by the fake host. */
  readonly blob?: boolean;
  readonly parameters?: Json;
  /** Messages of the attempts that fail; the last one fails the step if `fails` is set. */
  readonly failures?: readonly Partial<ErrorRecord>[];
  readonly fails?: boolean;
  readonly condition?: boolean;
  readonly logs?: readonly string[];
  readonly reused?: boolean;
}

export interface Recording {
  readonly run: string;
  readonly facts: readonly Fact[];
  /** By `step attempt`. */
  readonly logs: ReadonlyMap<string, readonly LogRecord[]>;
  readonly blobs: ReadonlyMap<string, Json>;
}

export interface SimulateOptions {
  readonly run: string;
  readonly startedAt: string;
  readonly script?: { readonly [step: string]: StepScript };
  readonly inputs?: { readonly [name: string]: StoredValue };
  readonly parent?: { readonly run: string; readonly step?: string };
  readonly durationOf?: (index: number) => number;
}

/** Makes the facts that an engine would journal for a run of `pipeline` in which every step does what the script says. */
export function simulate(pipeline: Pipeline, options: SimulateOptions): Recording {
  const run = new Simulation(pipeline, options);
  run.play();
  return { run: options.run, facts: run.facts, logs: run.logs, blobs: run.blobs };
}

type Event = { readonly at: number; readonly order: number; readonly act: () => void };

class Simulation {
  readonly facts: Fact[] = [];
  readonly logs = new Map<string, LogRecord[]>();
  readonly blobs = new Map<string, Json>();
  readonly #pipeline: Pipeline;
  readonly #options: SimulateOptions;
  readonly #settled = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #begun = new Set<string>();
  #events: Event[] = [];
  #now: number;
  #order = 0;
  #running = 0;
  #stopped: ErrorRecord | null = null;

  constructor(pipeline: Pipeline, options: SimulateOptions) {
    this.#pipeline = pipeline;
    this.#options = options;
    this.#now = Date.parse(options.startedAt);
  }

  play(): void {
    const { id, name, file, hash, config, inputs } = this.#pipeline;
    const given: { [name: string]: StoredValue } = Object.fromEntries(
      inputs.map((input) => [input.name, { inline: input.default ?? null }]),
    );
    this.#add({
      type: 'run.created',
      run: this.#options.run,
      pipeline: { id, name, file, hash },
      inputs: { ...given, ...this.#options.inputs },
      workdir: '/home/mara/sales',
      steps: this.#pipeline.order,
      maxParallel: config.maxParallel,
      edits: [],
      ...(this.#options.parent === undefined ? {} : { parent: this.#options.parent }),
    });
    this.#add({ type: 'run.started' });
    this.#startReady();
    while (this.#events.length > 0) {
      this.#events.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#events.shift();
      if (next === undefined) break;
      this.#now = next.at;
      next.act();
    }
    this.#end();
  }

  #end(): void {
    this.#now += 2;
    if (this.#stopped === null)
      this.#add({
        type: 'run.completed',
        outputs: { rows: { inline: 1188 }, report: { inline: 'out/2026-11-22.md' } },
      });
    else
      this.#add({
        type: 'run.failed',
        error: this.#stopped,
        outputs: { rows: { inline: 1188 }, report: { inline: null } },
        outputErrors: { report: 'archive was skipped' },
      });
  }

  #startReady(): void {
    for (const [index, step] of this.#pipeline.steps.entries()) {
      if (this.#begun.has(step.id) || this.#settled.has(step.id) || this.#stopped !== null) continue;
      if (!step.dependencies.every((dependency) => this.#settled.has(dependency))) continue;
      if (this.#running >= this.#pipeline.config.maxParallel) return;
      this.#begin(step, index);
    }
  }

  #begin(step: Step, index: number): void {
    const script = this.#options.script?.[step.id] ?? {};
    this.#begun.add(step.id);
    if (script.reused === true) {
      this.#settled.add(step.id);
      this.#add({
        type: 'step.reused',
        step: step.id,
        status: 'completed',
        from: { run: this.#options.parent?.run ?? '', attempt: 1 },
        result: this.#store(script, step),
        reads: this.#reads(step),
        parameters: { inline: {} },
        durationMs: 120,
        consequences: [],
      });
      this.#later(0, () => this.#startReady());
      return;
    }
    if (step.condition !== undefined) {
      const value = script.condition ?? true;
      this.#add({
        type: 'condition.evaluated',
        step: step.id,
        expression: step.condition.text.replaceAll(/[{}]/g, '').trim(),
        value,
        reads: [],
      });
      if (!value) {
        this.#settled.add(step.id);
        this.#add({
          type: 'step.skipped',
          step: step.id,
          reason: 'condition',
          consequences:
            step.onFalse === undefined ? [] : [{ type: 'route.taken', step: step.id, to: step.onFalse, on: 'false' }],
        });
        this.#later(0, () => this.#startReady());
        return;
      }
    }
    this.#running += 1;
    this.#attempt({ step, index, script, attempt: 1 });
  }

  #attempt(work: { step: Step; index: number; script: StepScript; attempt: number }): void {
    const { step, index, script, attempt } = work;
    const durationMs = script.durationMs ?? this.#options.durationOf?.(index) ?? 40 + ((index * 137) % 900);
    this.#add({
      type: 'step.started',
      step: step.id,
      attempt,
      parameters: { inline: script.parameters ?? plainParameters(step) },
      reads: this.#reads(step),
    });
    this.#write(step.id, attempt, {
      lines: script.logs ?? [`${step.tool}.${step.action} started`, `${step.id} done`],
      durationMs,
    });
    this.#later(durationMs, () => this.#finish(work, durationMs));
  }

  #finish(work: { step: Step; index: number; script: StepScript; attempt: number }, durationMs: number): void {
    const { step, script, attempt } = work;
    const failure = script.failures?.[attempt - 1];
    if (failure !== undefined) {
      const error = errorOf(step, attempt, failure);
      const last = script.fails === true && attempt === script.failures?.length;
      if (!last) {
        const delay = 400 * attempt;
        this.#add({
          type: 'step.attempt_failed',
          step: step.id,
          attempt,
          error,
          retryAt: iso(this.#now + delay),
          durationMs,
        });
        this.#later(delay, () => this.#attempt({ ...work, attempt: attempt + 1 }));
        return;
      }
      this.#fail(step, error, durationMs);
      return;
    }
    this.#running -= 1;
    this.#settled.add(step.id);
    const consequences: Consequence[] = step.sets.map((name) => ({
      type: 'variable.changed',
      name,
      old: null,
      value: { inline: name === 'min_rows' ? 90 : '2026-11-22' },
      step: step.id,
      attempt,
    }));
    this.#add({
      type: 'step.completed',
      step: step.id,
      attempt,
      result: this.#store(script, step),
      durationMs,
      consequences,
    });
    this.#checkpoint();
    this.#startReady();
  }

  #fail(step: Step, error: ErrorRecord, durationMs: number): void {
    this.#running -= 1;
    this.#settled.add(step.id);
    this.#failed.add(step.id);
    this.#stopped = error;
    const below = descendants(this.#pipeline, step.id);
    const consequences: Consequence[] = this.#pipeline.steps
      .filter((other) => !this.#begun.has(other.id))
      .map((other) => ({
        type: 'step.skipped',
        step: other.id,
        reason: below.has(other.id) ? 'upstream_failed' : 'run_failed',
      }));
    this.#add({ type: 'step.failed', step: step.id, attempt: error.attempt ?? 1, error, durationMs, consequences });
    this.#checkpoint();
  }

  #checkpoint(): void {
    const seq = this.facts.length;
    this.#now += 1;
    this.#add({
      type: 'checkpoint.created',
      checkpoint: `cp-${this.#options.run.slice(-4)}-${seq}`,
      seq,
      sizeBytes: 800 + seq * 210,
    });
  }

  #store(script: StepScript, step: Step): StoredValue {
    const value = script.result ?? { ok: true, step: step.id };
    if (script.blob !== true) return { inline: value };
    const hash = [...`${step.id}${JSON.stringify(value)}`]
      .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
      .toString(16)
      .padStart(64, '0');
    this.blobs.set(hash, value);
    return { blob: hash, sizeBytes: JSON.stringify(value).length };
  }

  #reads(step: Step): Read[] {
    const inputs = this.#pipeline.inputs.map((input) => input.name);
    return step.parameters.flatMap(([name, node]) => {
      const text = JSON.stringify(node);
      const reads: Read[] = step.dependencies
        .filter((id) => text.includes(`${id}.`))
        .map((id) => ({ kind: 'step', name: id, hash: 'h', at: `parameters.${name}` }));
      const read = inputs
        .filter((input) => new RegExp(`{{[^}]*\\b${input}\\b`).test(text))
        .map((input) => ({ kind: 'input', name: input, hash: 'h', at: `parameters.${name}` }) as const);
      const variables = [...text.matchAll(/variables\.(\w+)/g)].map(
        (match) => ({ kind: 'variable', name: match[1] ?? '', hash: 'h', at: `parameters.${name}` }) as const,
      );
      return [...reads, ...read, ...variables];
    });
  }

  #write(step: string, attempt: number, output: { lines: readonly string[]; durationMs: number }): void {
    const { lines, durationMs } = output;
    const records = lines.map(
      (text, index): LogRecord => ({
        at: iso(this.#now + Math.round((durationMs * (index + 1)) / (lines.length + 1))),
        stream: text.startsWith('!') ? 'stderr' : 'stdout',
        text: `${text.replace(/^!/, '')}\n`,
      }),
    );
    this.logs.set(`${step} ${attempt}`, records);
  }

  #later(ms: number, act: () => void): void {
    this.#order += 1;
    this.#events.push({ at: this.#now + ms, order: this.#order, act });
  }

  #add(body: FactBody): void {
    this.facts.push({ ...body, n: this.facts.length + 1, at: iso(this.#now) });
  }
}

function errorOf(step: Step, attempt: number, part: Partial<ErrorRecord>): ErrorRecord {
  return {
    category: 'execution',
    code: 'tool_failed',
    severity: 'medium',
    retryable: false,
    message: 'it failed',
    step: step.id,
    attempt,
    span: step.span,
    ...part,
  };
}

function plainParameters(step: Step): Json {
  return Object.fromEntries(
    step.parameters.map(([name, node]) => [
      name,
      node.kind === 'literal'
        ? node.value
        : node.kind === 'template'
          ? `rendered ${node.source.text.replaceAll(/[{}]/g, '').trim()}`
          : null,
    ]),
  );
}

function descendants(pipeline: Pipeline, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of pipeline.order) {
    const dependencies = pipeline.steps.find((candidate) => candidate.id === step)?.dependencies ?? [];
    if (dependencies.some((dependency) => dependency === id || found.has(dependency))) found.add(step);
  }
  return found;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
