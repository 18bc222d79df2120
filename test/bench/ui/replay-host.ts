import type { AppCommand, LogChunk, OpenedPipeline, RunSummary } from '../../../shared/api/answers.ts';
import type { Fact } from '../../../shared/facts.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import type { HostDoor } from '../../../electron/host/transport/connection.ts';
import type { Sink } from '../../../electron/host/transport/wire.ts';
import { newToken } from '../../../electron/host/web/security.ts';
import { startWebServer } from '../../../electron/host/web/web-server.ts';
import { LineLog, type MadeLog, TextLog, valueText } from './made-texts.ts';
import { makeFacts, makePipeline, summaryOf } from './make.ts';
import { makeLoopFacts, makeLoopPipeline } from './make-loop.ts';

/** One made-up run, and how much of it has happened. */
interface Recording {
  readonly run: string;
  readonly pipeline: Pipeline;
  readonly facts: readonly Fact[];
  /** What its first step has printed; the others print nothing. */
  readonly log: MadeLog;
  told: number;
}

export interface ReplayHost {
  readonly url: string;
  /** Makes a run; `finished`: all of it has happened. Answers its id. */
  addRun(options: {
    steps: number;
    failures?: number;
    logLines?: number;
    lineBytes?: number;
    finished: boolean;
  }): string;
  /** Makes a run of a loop; `told`: the share of it that has happened. */
  addLoop(options: { items: number; atOnce: number; told: number }): string;
  /** Makes a finished run whose first step has printed one line of so many bytes, and given back such a text. */
  addLongTexts(options: { bytes: number }): string;
  /** Forgets a run: the list of a window that is opened later does not hold it. */
  remove(run: string): void;
  /** Resolves when the next window has come and listens. */
  nextWindow(): Promise<void>;
  /** Has the newest window open a run, as a click on a notification does. */
  show(run: string): void;
  /** Has the newest window open a run's file. */
  open(run: string): void;
  factsOf(run: string): number;
  /** Tells the facts of a run at a rate, sixty batches a second at most, until they are all told or `ms` is over. */
  play(run: string, options: { perSecond: number; ms: number }): Promise<number>;
  /** Has the first step of a run print lines at a rate. */
  print(run: string, options: { linesPerSecond: number; ms: number }): Promise<void>;
  close(): Promise<void>;
}

const BATCH_MS = 1000 / 60;
/** How often the real host tells a running run's entry of the list. */
const SUMMARY_MS = 250;

/**
 * The real window's files and the real wire with a host behind it that plays runs made beforehand: at an exact rate, with
 * an exact number of facts.
 */
export async function startReplayHost(rendererFolder: string): Promise<ReplayHost> {
  const recordings = new Map<string, Recording>();
  const sinks = new Map<Sink, { readonly name: string; readonly run: string }>();
  let made = 0;
  const nextId = (): string => {
    made += 1;
    return `run${made}`;
  };
  let windowCame = (): void => undefined;
  const door: HostDoor = {
    request: async (name, parameters) => ({ ok: true, value: answer(recordings, name, fieldsOf(parameters)) }),
    subscribe(name, parameters, sink) {
      const { run = '', from = 0 } = fieldsOf(parameters);
      sinks.set(sink, { name, run: String(run) });
      if (name === 'commands') windowCame();
      const recording = recordings.get(String(run));
      if (name === 'run' && recording !== undefined)
        void sink.send({
          ok: true,
          value: { facts: recording.facts.slice(Number(from), recording.told), signals: [] },
        });
      return () => sinks.delete(sink);
    },
  };
  const server = await startWebServer({ host: door, rendererFolder, port: 0, token: newToken(), log: () => undefined });
  const tell = async (name: string, value: unknown, run = ''): Promise<void> => {
    const heard = [...sinks].filter(([, sink]) => sink.name === name && sink.run === run);
    await Promise.all(heard.map(([sink]) => sink.send({ ok: true, value })));
  };
  const find = (run: string): Recording => {
    const recording = recordings.get(run);
    if (recording === undefined) throw new Error(`there is no run ${run}`);
    return recording;
  };
  const add = (recording: Recording): string => {
    recordings.set(recording.run, recording);
    return recording.run;
  };
  const command = (value: AppCommand): void => {
    const newest = [...sinks].findLast(([, sink]) => sink.name === 'commands')?.[0];
    if (newest === undefined) throw new Error('no window is open');
    void newest.send({ ok: true, value });
  };
  return {
    url: server.url,
    addRun({ steps, failures = 0, logLines = 0, lineBytes = 64, finished }) {
      const run = nextId();
      const pipeline = makePipeline(steps, `/bench/steps-${steps}-${made}.yaml`);
      const facts = makeFacts(pipeline, { run, failures, startMs: Date.now() });
      return add({ run, pipeline, facts, log: new LineLog(logLines, lineBytes), told: finished ? facts.length : 2 });
    },
    addLoop({ items, atOnce, told }) {
      const run = nextId();
      const pipeline = makeLoopPipeline(`/bench/loop-${made}.yaml`);
      const facts = makeLoopFacts(pipeline, { run, items, atOnce, startMs: Date.now() });
      return add({ run, pipeline, facts, log: new LineLog(0, 64), told: Math.max(8, Math.floor(told * facts.length)) });
    },
    addLongTexts({ bytes }) {
      const run = nextId();
      const pipeline = makePipeline(3, `/bench/long-${made}.yaml`);
      const facts = makeFacts(pipeline, { run, failures: 0, startMs: Date.now() }).map((fact) =>
        fact.type === 'step.completed' ? { ...fact, result: { blob: '0'.repeat(64), sizeBytes: bytes } } : fact,
      );
      return add({ run, pipeline, facts, log: new TextLog(bytes), told: facts.length });
    },
    remove: (run) => void recordings.delete(run),
    nextWindow: () =>
      new Promise((resolve) => {
        windowCame = resolve;
      }),
    show: (run) => command({ command: 'showRun', run, step: null }),
    open: (run) => command({ command: 'open', path: find(run).pipeline.file }),
    factsOf: (run) => find(run).facts.length,
    play: (run, { perSecond, ms }) => play(find(run), { perSecond, ms, tell }),
    print: (run, { linesPerSecond, ms }) => print(find(run), { perSecond: linesPerSecond, ms, tell }),
    close: () => server.close(),
  };
}

interface Pace {
  readonly perSecond: number;
  readonly ms: number;
  tell(name: string, value: unknown, run?: string): Promise<void>;
}

async function play(recording: Recording, options: Pace): Promise<number> {
  const { perSecond, ms, tell } = options;
  const { run, facts, pipeline } = recording;
  const first = recording.told;
  const begunMs = performance.now();
  let summarisedMs = 0;
  for (let pastMs = 0; pastMs < ms && recording.told < facts.length; pastMs = performance.now() - begunMs) {
    const due = Math.min(facts.length, first + Math.floor((pastMs / 1000) * perSecond));
    const at = new Date().toISOString();
    const batch = facts.slice(recording.told, due).map((fact) => ({ ...fact, at }));
    recording.told = due;
    const progress = {
      type: 'progress',
      run,
      fraction: due / facts.length,
      settled: 0,
      total: 1,
      etaMs: 1000,
      asOfMs: Date.now(),
    };
    if (batch.length > 0) await tell('run', { facts: batch, signals: [progress] }, run);
    if (pastMs - summarisedMs > SUMMARY_MS) {
      summarisedMs = pastMs;
      await tell('runs', [{ run, summary: summaryOf(pipeline, run, facts.slice(0, due)) }]);
    }
    await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
  }
  return recording.told - first;
}

async function print({ run, pipeline, log }: Recording, { perSecond, ms, tell }: Pace): Promise<void> {
  const begunMs = performance.now();
  for (let pastMs = 0; pastMs < ms; pastMs = performance.now() - begunMs) {
    const offset = log.growTo(Math.floor((pastMs / 1000) * perSecond));
    await tell(
      'run',
      { facts: [], signals: [{ type: 'output', run, step: pipeline.order[0], attempt: 1, offset }] },
      run,
    );
    await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
  }
}

type Fields = { readonly [name: string]: unknown };

function fieldsOf(parameters: unknown): Fields {
  return typeof parameters === 'object' && parameters !== null ? { ...parameters } : {};
}

/** What the real host would say; null for what these measurements do not ask for. */
function answer(recordings: ReadonlyMap<string, Recording>, name: string, fields: Fields): unknown {
  const recording = recordings.get(String(fields['run']));
  switch (name) {
    case 'app:info':
      return {
        version: '0',
        host: 'browser',
        platform: 'linux',
        dataFolder: '/bench',
        openAtStart: null,
        examples: [],
        recentFiles: [],
        interrupted: [],
      };
    case 'settings:get':
    case 'settings:set':
      return { theme: 'light', layoutDirection: {}, panes: {}, notifications: false, lastInputs: {} };
    case 'runs:list':
      return [...recordings.values()].map(summaryNow);
    case 'runs:open':
      return recording === undefined ? null : openedRun(recording);
    case 'runs:facts':
      return recording?.facts.slice(
        Number(fields['from']),
        Math.min(recording.told, Number(fields['from']) + Number(fields['limit'])),
      );
    case 'pipelines:open':
      return openedPipeline([...recordings.values()].find(({ pipeline }) => pipeline.file === fields['path']));
    case 'logs:sizes':
      return recording === undefined ? null : logSizes(recording, fields);
    case 'logs:read':
      return recording === undefined ? null : readLog(recording, fields);
    case 'values:read':
      return valueText(recording?.log.sizeBytes ?? 0, {
        offset: Number(fields['offset']),
        length: Number(fields['length']),
      });
    default:
      return null;
  }
}

function summaryNow({ pipeline, run, facts, told }: Recording): RunSummary {
  return summaryOf(pipeline, run, facts.slice(0, told));
}

function openedRun(recording: Recording): unknown {
  return { summary: summaryNow(recording), pipeline: recording.pipeline, text: '', lastFact: recording.told };
}

function openedPipeline(recording: Recording | undefined): OpenedPipeline | null {
  if (recording === undefined) return null;
  const { pipeline } = recording;
  return { path: pipeline.file, text: '', version: '', pipeline, diagnostics: [], outline: [], trusted: true };
}

function logSizes({ pipeline, log }: Recording, { attempts }: Fields): readonly number[] {
  const asked = Array.isArray(attempts) ? (attempts as readonly { readonly step: string }[]) : [];
  return asked.map(({ step }) => (step === pipeline.order[0] ? log.sizeBytes : 0));
}

function readLog({ pipeline, log }: Recording, { step, offset, maxBytes }: Fields): LogChunk {
  if (step !== pipeline.order[0]) return { records: [], nextOffset: 0, totalBytes: 0 };
  return log.read(Number(offset), Number(maxBytes));
}
