import type { OpenedPipeline, Settings } from '../../../shared/api/answers.ts';
import type { PlanRequest } from '../../../shared/api/parameters.ts';
import type {
  RequestAnswer,
  RequestName,
  RequestParameters,
  StudioClient,
  SubscriptionEvent,
  SubscriptionName,
  SubscriptionParameters,
} from '../../../shared/api/studio-api.ts';
import { isSamePlace, type KeptBreakpoint } from '../../../shared/breakpoint.ts';
import { shownDifferences } from '../../../shared/compare/shown-difference.ts';
import type { ErrorBody } from '../../../shared/errors.ts';
import type { Fact, StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { PinSummary } from '../../../shared/pins.ts';
import type { Plan } from '../../../shared/plan.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, stepState } from '../../../shared/state/run-state.ts';
import { planAlone, planSteps } from './fake-plans.ts';
import { bundleOf, type HeldRun, inspect, progressOf, resultOf, summaryOf } from './fake-run.ts';
import { LANGUAGE_SCHEMA } from './language-schema.ts';
import { miniCompile } from './mini-compiler.ts';
import type { Scenario, ScenarioRun } from './scenarios.ts';
import { ordersScript } from './scenarios.ts';
import type { LogRecord } from './simulate.ts';
import { simulate } from './simulate.ts';

type Answers = { readonly [K in RequestName]: (parameters: RequestParameters<K>) => RequestAnswer<K> };
type Listener = {
  readonly name: SubscriptionName;
  readonly parameters: { run?: string; path?: string; from?: number };
  readonly send: (event: never) => void;
};

const SETTINGS: Settings = { theme: 'system', layoutDirection: {}, panes: {}, notifications: true, lastInputs: {} };

/** A `StudioClient` that answers from a scenario in memory. Live runs are played with `play` or `advance`. */
export class FakeClient implements StudioClient {
  readonly calls: { name: string; parameters: unknown }[] = [];
  readonly #files: Map<string, string>;
  readonly #runs = new Map<string, HeldRun>();
  readonly #trash = new Map<string, HeldRun>();
  readonly #listeners = new Set<Listener>();
  readonly #trusted: Set<string>;
  readonly #breakpoints = new Map<string, readonly KeptBreakpoint[]>();
  readonly #pins = new Map<string, PinSummary>();
  readonly #held = new Map<RequestName, Promise<unknown>>();
  #settings: Settings = SETTINGS;
  #made = 0;
  #received = '';
  /** Milliseconds of the made-up run per real millisecond. */
  speed = 1;

  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(scenario: Scenario) {
    this.#files = new Map(scenario.files);
    this.#trusted = new Set(scenario.untrusted === true ? [] : scenario.files.keys());
    for (const run of scenario.runs) this.#hold(run);
  }

  /** The next request of this name is answered when `gate` resolves, and refused if it rejects. */
  holdNext(name: RequestName, gate: Promise<unknown>): void {
    this.#held.set(name, gate);
  }

  async request<K extends RequestName>(name: K, parameters: RequestParameters<K>): Promise<RequestAnswer<K>> {
    this.calls.push({ name, parameters });
    const gate = this.#held.get(name);
    this.#held.delete(name);
    await gate;
    const answer = this.#answers[name];
    return structuredClone(answer(parameters));
  }

  subscribe<K extends SubscriptionName>(
    name: K,
    parameters: SubscriptionParameters<K>,
    listener: (event: SubscriptionEvent<K>) => void,
  ): () => void {
    const held: Listener = { name, parameters, send: listener as (event: never) => void };
    this.#listeners.add(held);
    if (name === 'run') queueMicrotask(() => this.#catchUp(held));
    if (name === 'breakpoints')
      queueMicrotask(() => {
        const kept = this.#breakpoints.get(held.parameters.path ?? '') ?? [];
        held.send({ kept, problem: null } as never);
      });
    return () => this.#listeners.delete(held);
  }

  onConnection(listener: (state: 'connected') => void): () => void {
    listener('connected');
    return () => undefined;
  }

  /** Lets `count` more facts of a run happen. */
  advance(run: string, count: number): void {
    const held = this.#run(run);
    const facts = held.recording.facts.slice(held.shown, held.shown + count);
    held.shown += facts.length;
    for (const fact of facts) applyFact(held.state, fact);
    this.#send('run', (parameters) => parameters.run === run, { facts, signals: [progressOf(held)] });
    this.#send('runs', () => true, [{ run, summary: summaryOf(held) }]);
  }

  /** Plays the rest of a run in its own time, divided by `speed`. */
  play(run: string): void {
    const held = this.#run(run);
    const next = held.recording.facts[held.shown];
    const last = held.recording.facts[held.shown - 1];
    if (next === undefined) return;
    const wait = last === undefined ? 0 : Math.max(0, Date.parse(next.at) - Date.parse(last.at));
    this.#timers.add(
      setTimeout(() => {
        this.advance(run, 1);
        this.play(run);
      }, wait / this.speed),
    );
  }

  /** Nothing happens any more: what still plays would outlast the page of its test. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Somebody else changes the file. */
  changeOutside(path: string, text: string): void {
    this.#files.set(path, text);
    this.#send('pipeline', (parameters) => parameters.path === path, this.#open(path));
  }

  emit<K extends SubscriptionName>(name: K, event: SubscriptionEvent<K>): void {
    this.#send(name, () => true, event);
  }

  readonly #answers: Answers = {
    'app:info': () => ({
      version: '0.1.0',
      host: 'browser',
      platform: 'linux',
      dataFolder: '/home/mara/.local/share/stepglass',
      openAtStart: null,
      examples: [
        {
          path: '/app/examples/quickstart.yaml',
          name: 'Quickstart',
          description: 'Four steps, a condition and a variable',
          topic: 'Start here',
        },
        {
          path: '/app/examples/sales-report.yaml',
          name: 'Sales report',
          description: 'CSV in, a checked and grouped report out',
          topic: 'Start here',
        },
        {
          path: '/app/examples/retry.yaml',
          name: 'Retries',
          description: 'A step that fails twice and then goes through',
          topic: 'Failures',
        },
      ],
      recentFiles: [...this.#files.keys()],
      interrupted: [...this.#runs.values()].filter((held) => held.interrupted === true).map(summaryOf),
    }),
    'app:showItem': () => null,
    'app:openExternal': () => null,
    'settings:get': () => this.#settings,
    'settings:set': ({ name, value }) => (this.#settings = { ...this.#settings, [name]: value }),
    'pipelines:pick': () => refuse('illegal_state', 'not_available', 'there is no dialog in the browser'),
    'pipelines:open': ({ path }) => this.#open(path),
    'pipelines:text': ({ path }) => ({ text: this.#open(path).text }),
    'pipelines:compile': ({ path, text }) => ({ ...miniCompile(path, text), trusted: this.#trusted.has(path) }),
    'pipelines:save': ({ path, text, baseVersion }) => {
      if (baseVersion !== null && baseVersion !== this.#open(path).version)
        refuse('illegal_state', 'file_changed', `${path} was changed by something else since it was opened`);
      this.#files.set(path, text);
      return this.#open(path);
    },
    'pipelines:trust': ({ path }) => (this.#trusted.add(path), null),
    'pipelines:forget': ({ path }) => (this.#files.delete(path), null),
    'language:schema': () => LANGUAGE_SCHEMA,
    'files:list': () => ({
      folder: '/home/mara/sales',
      parent: '/home/mara',
      entries: [
        { name: 'data', path: '/home/mara/sales/data', type: 'folder' as const },
        ...[...this.#files.keys()].map((path) => ({
          name: path.split('/').at(-1) ?? path,
          path,
          type: 'file' as const,
        })),
      ],
    }),
    'files:pick': () => refuse('illegal_state', 'not_available', 'there is no dialog in the browser'),
    'runs:list': () => [...this.#runs.values()].map(summaryOf).sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
    'runs:open': ({ run }) => {
      const held = this.#run(run);
      return { summary: summaryOf(held), pipeline: held.pipeline, text: held.text, lastFact: held.shown };
    },
    'runs:facts': ({ run, from, limit }) =>
      this.#run(run).recording.facts.slice(from, Math.min(this.#run(run).shown, from + limit)),
    'runs:plan': (request) => this.#plan(request),
    'runs:execute': (request) => ({ run: this.#execute(request) }),
    'runs:pause': ({ run }) => (this.#end(run, { type: 'run.paused', reason: 'user' }), null),
    'runs:cancel': ({ run }) => (
      this.#end(run, { type: 'run.cancelled', error: null, outputs: {}, outputErrors: {} }), null
    ),
    'runs:answer': ({ run, step, answer }) => (
      this.#end(run, { type: 'step.answered', step, answer: { inline: answer } }), null
    ),
    'runs:delete': ({ run }) => {
      this.#trash.set(run, this.#run(run));
      this.#runs.delete(run);
      this.#send('runs', () => true, [{ run, summary: null }]);
      return null;
    },
    'runs:restore': ({ run }) => {
      const held = this.#trash.get(run);
      if (held === undefined) return refuse('invalid_input', 'unknown_run', `run ${run} is not in the trash`);
      this.#runs.set(run, held);
      return summaryOf(held);
    },
    'runs:report': ({ run }) => ({ html: `<!doctype html><title>${run}</title>` }),
    'values:compare': ({ before, after }) => shownDifferences(this.#value(before), this.#value(after)),
    'bundles:make': ({ run }) => ({ bundle: run, name: `${run}.stepglass`, sizeBytes: bundleOf(run).length }),
    'bundles:read': ({ bundle, offset, length }) => ({
      base64: btoa(bundleOf(bundle).slice(offset, offset + length)),
    }),
    'bundles:import': ({ path }) => this.#import(path),
    'bundles:receive': ({ base64, isLast }) => {
      this.#received += atob(base64);
      return isLast ? this.#import(this.#received) : null;
    },
    'pins:list': ({ path }) => [...this.#pins.values()].filter(({ file }) => file === path),
    'pins:add': ({ run, step }) => {
      const held = this.#run(run);
      const { result, attempt } = stepState(held.state, step);
      if (result === undefined) return refuse('illegal_state', 'no_result', `step ${step} has no result to pin`);
      const pin = { file: held.path, step, from: { run, attempt }, pinnedAt: '', result, state: 'current' } as const;
      this.#pins.set(`${held.path} ${step}`, pin);
      return pin;
    },
    'pins:mend': () => null,
    'pins:remove': ({ path, step }) => {
      this.#pins.delete(`${path} ${step}`);
      return null;
    },
    'runs:result': ({ run }) => resultOf(this.#run(run)),
    'values:read': ({ run, blob, part = [], offset, length }) => {
      const value: unknown = part.reduce(
        (inside: unknown, name) => (inside as { readonly [key: string]: unknown } | undefined)?.[name],
        this.#run(run).recording.blobs.get(blob),
      );
      const text = JSON.stringify(value ?? null, null, 2);
      return { text: text.slice(offset, offset + length), totalBytes: text.length };
    },
    'steps:preview': ({ run, step }) =>
      (this.#run(run).pipeline.steps.find(({ id }) => id === step)?.parameters ?? []).map(([name, node]) =>
        node.kind === 'literal'
          ? { name, value: node.value, problem: null }
          : { name, value: `${name} of ${step}`, problem: null },
      ),
    'breakpoints:list': ({ path }) => this.#breakpoints.get(path) ?? [],
    'breakpoints:put': ({ path, breakpoint, replaces }) => {
      if (breakpoint.condition?.includes('nowhere') === true)
        refuse('invalid_input', 'invalid_condition', 'there is no name `nowhere` at this step');
      const old = replaces ?? breakpoint;
      const others = (this.#breakpoints.get(path) ?? []).filter(
        (each) => !isSamePlace(each, old) && !isSamePlace(each, breakpoint),
      );
      return this.#keepBreakpoints(path, [...others, breakpoint]);
    },
    'breakpoints:mend': ({ path }) => this.#breakpoints.get(path) ?? [],
    'breakpoints:remove': ({ path, step, when }) =>
      this.#keepBreakpoints(
        path,
        (this.#breakpoints.get(path) ?? []).filter((each) => !isSamePlace(each, { step, when })),
      ),
    'steps:inspect': ({ run, step }) => inspect(this.#run(run), step),
    'logs:sizes': ({ run, attempts }) =>
      attempts.map(({ step, attempt }) => (this.#run(run).recording.logs.get(`${step} ${attempt}`) ?? []).length),
    'logs:read': ({ run, step, attempt, offset }) => {
      const records = this.#run(run).recording.logs.get(`${step} ${attempt}`) ?? [];
      const seen = Date.parse(this.#run(run).recording.facts[this.#run(run).shown - 1]?.at ?? '');
      const visible: LogRecord[] = records.filter((record) => Date.parse(record.at) <= seen);
      return { records: visible.slice(offset), nextOffset: visible.length, totalBytes: visible.length };
    },
  };

  #keepBreakpoints(path: string, kept: readonly KeptBreakpoint[]): readonly KeptBreakpoint[] {
    this.#breakpoints.set(path, kept);
    this.#send('breakpoints', (parameters) => parameters.path === path, { kept, problem: null });
    return kept;
  }

  #open(path: string): OpenedPipeline {
    const text = this.#files.get(path);
    if (text === undefined)
      return refuse('invalid_input', 'file_not_found', `${path} could not be read: there is no such file`);
    return { ...miniCompile(path, text), trusted: this.#trusted.has(path) };
  }

  #hold(run: ScenarioRun): void {
    const state = emptyRunState();
    const shown = run.visible ?? run.recording.facts.length;
    for (const fact of run.recording.facts.slice(0, shown)) applyFact(state, fact);
    this.#runs.set(run.recording.run, { ...run, shown, state });
  }

  #value({ run, stored }: RequestParameters<'values:compare'>['before']): Json {
    return 'inline' in stored ? stored.inline : (this.#run(run).recording.blobs.get(stored.blob) ?? null);
  }

  /** Brings back the deleted run that is named in the file. */
  #import(text: string): { run: string; isNew: boolean } {
    const run = [...this.#runs.keys(), ...this.#trash.keys()].find((each) => text.includes(each));
    if (run === undefined) return refuse('invalid_input', 'bundle_damaged', 'this run bundle cannot be used');
    if (this.#runs.has(run)) return { run, isNew: false };
    const held = this.#trash.get(run);
    if (held !== undefined) this.#runs.set(run, { ...held, imported: true });
    this.#send('runs', () => true, [{ run, summary: summaryOf(this.#run(run)) }]);
    return { run, isNew: true };
  }

  #run(run: string): HeldRun {
    return this.#runs.get(run) ?? refuse('invalid_input', 'unknown_run', `there is no run ${run}`);
  }

  /** One step alone gets its results from the run that is named, else from the newest. */
  #parentOf(request: PlanRequest): HeldRun | null {
    if (request.kind === 'start') return null;
    const newest = [...this.#runs.keys()].sort().at(-1) ?? '';
    return this.#run(request.kind === 'step' ? (request.run ?? newest) : request.run);
  }

  #plan(request: PlanRequest): Plan {
    const parent = this.#parentOf(request);
    if (request.kind === 'step') return planAlone(request, parent);
    const pipeline = parent?.pipeline ?? (request.kind === 'start' ? this.#open(request.path).pipeline : null);
    return planSteps(request, parent, pipeline);
  }

  #execute(request: PlanRequest): string {
    this.#made += 1;
    const parent = this.#parentOf(request);
    const path = request.kind === 'start' ? request.path : (parent?.path ?? '');
    if (!this.#trusted.has(path))
      return refuse('illegal_state', 'not_trusted', `the folder of ${path} is not trusted yet`);
    const opened =
      request.kind === 'start' && request.text !== undefined ? miniCompile(path, request.text) : this.#open(path);
    if (opened.pipeline === null) return refuse('invalid_input', 'invalid_pipeline', `${path} has errors`);
    const given = 'inputs' in request ? (request.inputs ?? {}) : {};
    const inputs: { [name: string]: StoredValue } = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, { inline: value }]),
    );
    const run = `01kb${String(this.#made).padStart(22, '0')}`;
    const recording = simulate(opened.pipeline, {
      run,
      startedAt: new Date().toISOString(),
      script: ordersScript('completed'),
      inputs,
      ...(parent === null ? {} : { parent: { run: parent.recording.run } }),
    });
    this.#hold({ recording, path, text: opened.text, pipeline: opened.pipeline, visible: 1 });
    this.#send('runs', () => true, [{ run, summary: summaryOf(this.#run(run)) }]);
    this.play(run);
    return run;
  }

  #end(
    run: string,
    body:
      | { type: 'run.paused'; reason: 'user' }
      | { type: 'step.answered'; step: string; answer: StoredValue }
      | { type: 'run.cancelled'; error: null; outputs: {}; outputErrors: {} },
  ): void {
    const held = this.#run(run);
    const fact: Fact = { ...body, n: held.shown + 1, at: new Date().toISOString() };
    const recording = { ...held.recording, facts: [...held.recording.facts.slice(0, held.shown), fact] };
    this.#runs.set(run, { ...held, recording });
    this.advance(run, 1);
  }

  #catchUp(held: Listener): void {
    const { run, from = 0 } = held.parameters;
    if (run === undefined || !this.#listeners.has(held)) return;
    const facts = this.#run(run).recording.facts.slice(from, this.#run(run).shown);
    const event = { facts, signals: [progressOf(this.#run(run))] };
    held.send(event as never);
  }

  #send(name: SubscriptionName, matches: (parameters: Listener['parameters']) => boolean, event: unknown): void {
    for (const held of this.#listeners)
      if (held.name === name && matches(held.parameters)) held.send(structuredClone(event) as never);
  }
}

function refuse(kind: ErrorBody['kind'], code: string, message: string): never {
  throw Object.assign(new Error(message), { kind, code, details: {} });
}
