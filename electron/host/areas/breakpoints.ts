import type { KeptBreakpoints } from '../../../shared/api/answers.ts';
import type { RequestParameters } from '../../../shared/api/studio-api.ts';
import type { KeptBreakpoint } from '../../../shared/breakpoint.ts';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { breakpointProblem } from '../../execution/people/breakpoints.ts';
import type { HostDeps } from '../deps.ts';
import { readSnapshot } from '../runs/run-snapshot.ts';
import type { AreaHandlers, Stream, StreamSignals } from '../transport/wire.ts';
import { type PipelineFiles, pipelinePath } from './pipelines.ts';

/** How long a change that another process makes may stay unseen in a window. Runs look by themselves. */
const LOOK_MS = 1000;

/** The breakpoints that are kept for pipeline files. A change holds at once, for every run that goes by them. */
export interface BreakpointArea {
  readonly handlers: AreaHandlers<'breakpoints'>;
  /** Those of a file now, and after every change, whichever process makes it. */
  open(path: string, signals: StreamSignals): Stream<KeptBreakpoints>;
}

export function createBreakpointArea(deps: HostDeps, files: PipelineFiles): BreakpointArea {
  const store = deps.data.breakpoints;
  const looks = new Set<() => void>();
  const changed = (file: string): readonly KeptBreakpoint[] => {
    for (const look of looks) look();
    return store.of(file);
  };
  return {
    handlers: {
      'breakpoints:list': ({ path }) => store.of(pipelinePath(path)),
      'breakpoints:put': async (asked) => {
        const { breakpoint, replaces } = asked;
        const problem = breakpointProblem(await pipelineOf(deps, files, asked), breakpoint);
        if (problem !== null) throw problem;
        const file = pipelinePath(asked.path);
        await store.put(file, breakpoint, replaces);
        return changed(file);
      },
      'breakpoints:remove': async ({ path, step, when }) => {
        const file = pipelinePath(path);
        await store.remove(file, [{ step, when }]);
        return changed(file);
      },
      'breakpoints:mend': async ({ path }) => {
        const file = pipelinePath(path);
        await store.forgetDamaged(file);
        return changed(file);
      },
    },
    open(path, { notify }) {
      const file = pipelinePath(path);
      let told = '';
      let news: KeptBreakpoints | null = null;
      const look = (): void => {
        const found = lookAt(() => store.of(file));
        const text = JSON.stringify(found);
        if (text === told) return;
        told = text;
        news = found;
        notify();
      };
      let cancel = (): void => undefined;
      const lookLater = (): void => {
        cancel = deps.pacer.after(LOOK_MS, () => {
          look();
          lookLater();
        });
      };
      look();
      looks.add(look);
      lookLater();
      return {
        take: () => {
          const taken = news;
          news = null;
          return taken;
        },
        close: () => {
          cancel();
          looks.delete(look);
        },
      };
    },
  };
}

/** What cannot be read is told as such: it holds runs up, and the window can forget it. */
function lookAt(read: () => readonly KeptBreakpoint[]): KeptBreakpoints {
  try {
    return { kept: read(), problem: null };
  } catch (error) {
    return { kept: [], problem: describeThrown(error) };
  }
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
