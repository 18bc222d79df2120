import type { OpenedRun, RunSummary } from '../../../shared/api/answers.ts';
import type { PlanRequest } from '../../../shared/api/parameters.ts';
import type { Fact } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import type { PlanRequest as EngineRequest, RunHandle } from '../../execution/engine.ts';
import type { HostDeps } from '../deps.ts';
import type { RunFeeds } from '../runs/run-feeds.ts';
import type { RunList } from '../runs/run-list.ts';
import { reportOfRun } from '../runs/run-report.ts';
import { toEngineRequest } from '../runs/run-requests.ts';
import { readSnapshot } from '../runs/run-snapshot.ts';
import { matchesQuery, summarizeForWindow } from '../runs/run-summaries.ts';
import type { RunWatch } from '../runs/run-watch.ts';
import { whenPutAway } from '../runs/stop-runs.ts';
import type { Trust } from '../settings/trust.ts';
import type { AreaHandlers } from '../transport/wire.ts';
import { type PipelineFiles, pipelinePath } from './pipelines.ts';

const DEFAULT_LIMIT = 500;
/** Who looks on wants to stop where the window says. */
const KEPT = ['kept'] as const;

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
  const prepare = async (request: PlanRequest): Promise<EngineRequest> => {
    const prepared = await toEngineRequest(request, (path) => files.readText(path));
    await compileBeforehand(deps, files, prepared);
    return prepared;
  };
  return {
    'runs:list': async ({ query, limit }) => {
      const all = await list.all();
      const found =
        query === undefined || query.trim() === '' ? all : all.filter((summary) => matchesQuery(summary, query));
      return found.slice(0, limit ?? DEFAULT_LIMIT);
    },
    'runs:open': ({ run }) => openRun(deps, { feeds, list }, data.resolve(run)),
    'runs:facts': ({ run, from, limit }) =>
      feeds.use(data.resolve(run), (feed) => feed.facts.slice(from, from + limit)),
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
      // one that stood still has no owner that would tell of its end
      await list.refresh();
      return null;
    },
    'runs:answer': async ({ run, step, answer }) => {
      const id = data.resolve(run);
      const handle = await engine.answer(id, step, answer, { breakpoints: KEPT });
      if (handle !== null) parts.watch.follow(handle);
      return null;
    },
    'runs:delete': async ({ run }) => {
      const id = data.resolve(run);
      await whenPutAway(engine, id);
      await data.trash(id);
      await list.refresh();
      return null;
    },
    'runs:restore': async ({ run }) => {
      await data.restore(run);
      await list.refresh();
      return summaryOf(deps, list, engine.state(run));
    },
    'runs:result': ({ run }) => engine.result(data.resolve(run)),
    'runs:report': async ({ run }) => ({ html: await reportOfRun(deps, feeds, data.resolve(run)) }),
  };
}

async function openRun(
  deps: HostDeps,
  { feeds, list }: Pick<RunParts, 'feeds' | 'list'>,
  run: string,
): Promise<OpenedRun> {
  const { pipeline, text } = await readSnapshot(deps, run);
  const state = await feeds.use(run, (feed) => foldRun(feed.facts));
  return { summary: await summaryOf(deps, list, state), pipeline, text, lastFact: state.n };
}

/** What the state says, and what only the folder knows: that nobody works on the run any more, that it was imported. */
async function summaryOf({ data }: HostDeps, list: RunList, state: RunState): Promise<RunSummary> {
  const { status, importedAt } = await data.summary(state.run);
  const summary = { ...summarizeForWindow(state), ...(importedAt === undefined ? {} : { importedAt }) };
  return status === 'interrupted' ? list.explain({ ...summary, status }) : summary;
}

function foldRun(facts: readonly Fact[]): RunState {
  const state = emptyRunState();
  for (const fact of facts) applyFact(state, fact);
  return state;
}

/** The engine compiles what it runs while everything waits; what it finds compiled costs it nothing. */
async function compileBeforehand(deps: HostDeps, files: PipelineFiles, request: EngineRequest): Promise<void> {
  if (request.kind === 'start') await files.compile(request.file, request.text);
  else if (request.run !== undefined) await readSnapshot(deps, deps.data.resolve(request.run));
  if ((request.kind === 'rerun' || request.kind === 'step') && request.definition !== 'snapshot') {
    await files.compile(request.definition.file, request.definition.text);
  }
}

/** Only what takes a definition from a file asks: what has run before was trusted, or was run by hand elsewhere. */
async function requireTrust(files: PipelineFiles, trust: Trust, request: EngineRequest): Promise<void> {
  const source =
    request.kind === 'start'
      ? request
      : (request.kind === 'rerun' || request.kind === 'step') && request.definition !== 'snapshot'
        ? request.definition
        : null;
  if (source === null) return;
  const file = pipelinePath(source.file);
  if (trust.isTrusted(file)) return;
  trust.require(file, (await files.compile(file, source.text)).pipeline);
}

function execute({ engine }: HostDeps, request: EngineRequest): Promise<RunHandle> {
  const breakpoints = KEPT;
  switch (request.kind) {
    case 'start':
      return engine.start({ ...request, breakpoints });
    case 'resume':
      return engine.resume(request.run, {
        breakpoints,
        ...(request.edits === undefined ? {} : { edits: request.edits }),
      });
    case 'rerun':
      return engine.rerun(request.run, { ...request, breakpoints });
    case 'continue':
      return engine.continueFrom(request.run, request.at, { ...request.edits, breakpoints });
    case 'step':
      return engine.runStep({ ...request, breakpoints });
  }
}
