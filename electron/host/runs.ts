import { StepglassError } from '../../shared/errors.ts';
import type { Fact } from '../../shared/facts.ts';
import type { OpenedRun, PlanRequest, RequestParameters } from '../../shared/studio-api.ts';
import type { PlanRequest as EngineRequest, RunHandle } from '../execution/engine.ts';
import type { HostDeps } from './deps.ts';
import { type PipelineFiles, pipelinePath } from './pipelines.ts';
import type { RunFeeds } from './run-feeds.ts';
import type { RunList } from './run-list.ts';
import { toEngineRequest } from './run-requests.ts';
import { readSnapshot } from './run-snapshot.ts';
import { matchesQuery, summarizeForWindow } from './run-summaries.ts';
import type { RunWatch } from './run-watch.ts';
import type { Trust } from './trust.ts';
import type { AreaHandlers } from './wire.ts';

const DEFAULT_LIMIT = 500;

export interface RunParts {
  readonly list: RunList;
  readonly feeds: RunFeeds;
  readonly files: PipelineFiles;
  readonly trust: Trust;
  readonly watch: RunWatch;
}

export function runHandlers(deps: HostDeps, parts: RunParts): AreaHandlers<'runs'> {
  const { engine, data } = deps;
  const { list, feeds, files, trust } = parts;
  const prepare = (request: PlanRequest): Promise<EngineRequest> =>
    toEngineRequest(request, (path) => files.readText(path));
  return {
    'runs:list': async ({ query, limit }) => {
      const all = await list.all();
      const found =
        query === undefined || query.trim() === '' ? all : all.filter((summary) => matchesQuery(summary, query));
      return found.slice(0, limit ?? DEFAULT_LIMIT);
    },
    'runs:open': ({ run }) => openRun(deps, data.resolve(run)),
    'runs:facts': (parameters) => readFacts(feeds, { ...parameters, run: data.resolve(parameters.run) }),
    'runs:plan': async (request) => engine.plan(await prepare(request)),
    'runs:execute': async (request) => {
      const prepared = await prepare(request);
      await requireTrust(files, trust, prepared);
      const handle = await execute(deps, prepared);
      parts.watch.follow(handle);
      return { run: handle.run };
    },
    'runs:pause': async ({ run }) => {
      await engine.pause(data.resolve(run));
      return null;
    },
    'runs:cancel': async ({ run }) => {
      await engine.cancel(data.resolve(run));
      return null;
    },
    'runs:delete': async ({ run }) => {
      await data.trash(data.resolve(run));
      await list.refresh();
      return null;
    },
    'runs:restore': async ({ run }) => {
      requireRunId(run);
      await data.restore(run);
      await list.refresh();
      return summarizeForWindow(engine.state(run));
    },
    'runs:result': ({ run }) => engine.result(data.resolve(run)),
  };
}

/** A run in the trash is named in full: prefixes are resolved among the others only. */
function requireRunId(run: string): void {
  if (/^[0-9a-z]{26}$/.test(run)) return;
  throw new StepglassError('invalid_input', 'unknown_run', `"${run}" is no run id.`, { details: { run } });
}

async function openRun(deps: HostDeps, run: string): Promise<OpenedRun> {
  const { engine, data } = deps;
  const { pipeline, text } = await readSnapshot(deps, run);
  const state = engine.state(run);
  const stored = (await data.runs()).find((summary) => summary.run === run);
  const summary = summarizeForWindow(state);
  const isInterrupted = stored?.status === 'interrupted';
  return {
    summary: isInterrupted ? { ...summary, status: 'interrupted' } : summary,
    pipeline,
    text,
    lastFact: state.n,
  };
}

async function readFacts(
  feeds: RunFeeds,
  { run, from, limit }: RequestParameters<'runs:facts'>,
): Promise<readonly Fact[]> {
  const feed = feeds.acquire(run);
  try {
    await feed.ready;
    return feed.facts.slice(from, from + limit);
  } finally {
    feeds.release(run);
  }
}

/** Only what takes a definition from a file asks: what has run before was trusted, or was run by hand elsewhere. */
async function requireTrust(files: PipelineFiles, trust: Trust, request: EngineRequest): Promise<void> {
  const source =
    request.kind === 'start'
      ? request
      : request.kind === 'rerun' && request.definition !== 'snapshot'
        ? request.definition
        : null;
  if (source === null) return;
  const file = pipelinePath(source.file);
  if (trust.isTrusted(file)) return;
  trust.require(file, (await files.compile(file, source.text)).pipeline);
}

function execute({ engine }: HostDeps, request: EngineRequest): Promise<RunHandle> {
  switch (request.kind) {
    case 'start':
      return engine.start(request);
    case 'resume':
      return engine.resume(request.run);
    case 'rerun':
      return engine.rerun(request.run, request);
    case 'continue':
      return engine.continueFrom(request.run, request.at, request.edits);
  }
}
