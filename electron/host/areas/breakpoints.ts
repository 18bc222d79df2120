import type { RequestParameters } from '../../../shared/api/studio-api.ts';
import { isSamePlace, type KeptBreakpoint } from '../../../shared/breakpoint.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { breakpointProblem } from '../../execution/people/breakpoints.ts';
import { BreakpointStore } from '../../storage/breakpoint-store.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import type { HostDeps } from '../deps.ts';
import { readSnapshot } from '../runs/run-snapshot.ts';
import type { AreaHandlers, Stream, StreamSignals } from '../transport/wire.ts';
import { type PipelineFiles, pipelinePath } from './pipelines.ts';

type Kept = readonly KeptBreakpoint[];

/** The breakpoints that are kept for pipeline files. A change holds at once, also for own runs that are under way. */
export interface BreakpointArea {
  readonly handlers: AreaHandlers<'breakpoints'>;
  of(file: string): Kept;
  /** Those of a file now, and after every change that this host makes. */
  open(path: string, signals: StreamSignals): Stream<Kept>;
}

export function createBreakpointArea(deps: HostDeps, files: PipelineFiles): BreakpointArea {
  const store = new BreakpointStore(deps.data.path, nodeFileLayer);
  const listeners = new Set<(file: string, kept: Kept) => void>();
  const change = async (named: string, update: (before: Kept) => Kept): Promise<Kept> => {
    const file = pipelinePath(named);
    const kept = await store.change(file, update);
    for (const listener of listeners) listener(file, kept);
    applyToRuns(deps, file, kept);
    return kept;
  };
  return {
    of: (file) => store.of(file),
    handlers: {
      'breakpoints:list': ({ path }) => store.of(pipelinePath(path)),
      'breakpoints:put': async (asked) => {
        const { breakpoint, replaces } = asked;
        const problem = breakpointProblem(await pipelineOf(deps, files, asked), breakpoint);
        if (problem !== null) throw problem;
        const old = replaces ?? breakpoint;
        return change(asked.path, (before) => [
          ...before.filter((each) => !isSamePlace(each, old) && !isSamePlace(each, breakpoint)),
          breakpoint,
        ]);
      },
      'breakpoints:remove': ({ path, step, when }) =>
        change(path, (before) => before.filter((each) => !isSamePlace(each, { step, when }))),
    },
    open(path, { notify }) {
      const file = pipelinePath(path);
      let news: Kept | null = store.of(file);
      const listener = (changed: string, kept: Kept): void => {
        if (changed !== file) return;
        news = kept;
        notify();
      };
      listeners.add(listener);
      notify();
      return {
        take: () => {
          const taken = news;
          news = null;
          return taken;
        },
        close: () => void listeners.delete(listener),
      };
    },
  };
}

/** What the window looks at: the definition of a run, else the file, perhaps as it stands in the editor. */
async function pipelineOf(
  deps: HostDeps,
  files: PipelineFiles,
  { path, text, run }: RequestParameters<'breakpoints:put'>,
): Promise<Pipeline> {
  if (run !== undefined) return (await readSnapshot(deps, deps.data.resolve(run))).pipeline;
  const { pipeline } = text === undefined ? await files.open(path) : await files.compile(path, text);
  if (pipeline !== null) return pipeline;
  throw new StepglassError(
    'illegal_state',
    'invalid_pipeline',
    `A breakpoint cannot be set while ${path} has errors: mend them first.`,
    { details: { file: path } },
  );
}

function applyToRuns({ engine }: HostDeps, file: string, kept: Kept): void {
  for (const run of engine.running()) if (engine.state(run).pipeline?.file === file) engine.setBreakpoints(run, kept);
}
