import type { RunSummary } from '../../../shared/api/answers.ts';
import type { PlanRequest } from '../../../shared/api/parameters.ts';
import type { Fact, Signal } from '../../../shared/facts.ts';
import { splitPath } from '../../../shared/step-path.ts';
import { uploadBundle } from '../../runs/bundle.ts';
import { createFrameBatch } from '../frame-batch.ts';
import type { CreateSlice, RunsSlice } from '../studio-types.ts';

const PAGE = 5000;
const MOST_RUNS = 2000;

type Batch = { readonly run: string; readonly facts: readonly Fact[]; readonly signals: readonly Signal[] };

export const createRunsSlice: CreateSlice<RunsSlice> =
  ({ client, run: view }) =>
  (set, get) => {
    let generation = 0;
    let unsubscribe = () => undefined as void;
    const batch = createFrameBatch<Batch>((items) => {
      const open = view.getState().run;
      const mine = items.filter((item) => item.run === open);
      if (mine.length > 0) view.getState().receive(mine);
    });

    /** Facts that were there before come in pages, so that a long run does not arrive as one message. */
    const load = async (run: string, last: number, isCurrent: () => boolean) => {
      for (let from = 0; from < last && isCurrent(); from = view.getState().known) {
        const facts = await client.request('runs:facts', { run, from, limit: PAGE });
        if (!isCurrent() || facts.length === 0) return;
        view.getState().receive([{ facts, signals: [] }]);
      }
    };

    const command = async (pending: 'pause' | 'cancel', run = get().openedRun?.summary.run) => {
      if (run === undefined || get().pending !== null) return;
      set({ pending });
      try {
        await client.request(pending === 'pause' ? 'runs:pause' : 'runs:cancel', { run });
      } catch (error) {
        get().report(pending === 'pause' ? 'Pausing the run' : 'Cancelling the run', error);
      } finally {
        set({ pending: null });
      }
    };

    return {
      runs: null,
      openedRun: null,
      openingRun: null,
      pending: null,
      async openRun(run, step = null) {
        generation += 1;
        const mine = generation;
        const isCurrent = () => mine === generation;
        set({ openingRun: run });
        try {
          const opened = await client.request('runs:open', { run });
          if (!isCurrent()) return;
          unsubscribe();
          batch.clear();
          view.getState().open(run);
          view.getState().setInterrupted(opened.summary.status === 'interrupted');
          const file = get().file?.path === opened.summary.pipeline.file;
          set({
            openedRun: opened,
            openingRun: null,
            sheet: null,
            plan: null,
            compareWith: null,
            compareAt: null,
            included: null,
            chosenIterations: {},
            scope: step === null ? '' : splitPath(step).scope,
            selected: step,
            // That list is empty for a file that could run.
            ...(get().dock === 'problems' ? { dock: 'logs' } : {}),
          });
          get().dismissOpenings();
          // The path of an imported run's file is one of another machine.
          const imported = opened.summary.importedAt !== undefined;
          // Whatever becomes of this one's: the file of another pipeline is not the one of this run.
          if (imported || !file) get().leaveFile();
          if (!imported && !file) void get().openFile(opened.summary.pipeline.file, { ofRun: true });
          await load(run, opened.lastFact, isCurrent);
          if (!isCurrent()) return;
          unsubscribe = client.subscribe('run', { run, from: view.getState().known }, (event) =>
            batch.add({ run, ...event }),
          );
        } catch (error) {
          if (!isCurrent()) return;
          set({ openingRun: null });
          get().report(`Opening run ${run}`, error, { ofOpening: true });
        }
      },
      closeRun() {
        generation += 1;
        unsubscribe();
        batch.clear();
        view.getState().close();
        set({
          openedRun: null,
          openingRun: null,
          sheet: null,
          plan: null,
          compareWith: null,
          compareAt: null,
          included: null,
          centre: get().centre === 'compare' ? 'graph' : get().centre,
        });
      },
      async execute(request) {
        if (get().pending !== null) return null;
        set({ pending: 'execute' });
        try {
          const { run } = await client.request('runs:execute', request);
          set({ pending: null });
          if (run === get().openedRun?.summary.run) set({ sheet: null, plan: null });
          // What was rerun stays in sight, also deep inside of a loop.
          else await get().openRun(run, stepInSight(request));
          return run;
        } catch (error) {
          set({ pending: null });
          get().report('Starting the run', error);
          return null;
        }
      },
      pause: () => command('pause'),
      cancel: (run) => command('cancel', run),
      async deleteRun(run) {
        const before = get().runs ?? [];
        if (get().openedRun?.summary.run === run) get().closeRun();
        set({ runs: before.filter((other) => other.run !== run) });
        try {
          await client.request('runs:delete', { run });
          const undo = async () => {
            const summary = await client.request('runs:restore', { run });
            set({ runs: place(get().runs ?? [], [{ run, summary }]) });
          };
          const action = {
            label: 'Undo',
            run: () => void undo().catch((error: unknown) => get().report('Bringing the run back', error)),
          };
          get().notify({ title: 'Run deleted', action });
        } catch (error) {
          set({ runs: before });
          get().report('Deleting the run', error);
        }
      },
      async importRun(bundle) {
        try {
          const imported =
            typeof bundle === 'string'
              ? await client.request('bundles:import', { path: bundle })
              : await uploadBundle(client, bundle);
          if (imported === null) return;
          await get().openRun(imported.run);
          set({ overlay: null });
          get().notify({ title: imported.isNew ? 'Run imported' : 'This run is here already' });
        } catch (error) {
          get().report('Importing the run', error);
        }
      },
      listen() {
        const end = client.subscribe('runs', {}, (changes) => {
          set({ runs: place(get().runs ?? [], changes) });
          const opened = get().openedRun;
          const mine = changes.findLast((change) => change.run === opened?.summary.run)?.summary;
          if (opened === null || mine === null || mine === undefined) return;
          set({ openedRun: { ...opened, summary: mine } });
          view.getState().setInterrupted(mine.status === 'interrupted');
        });
        client.request('runs:list', { limit: MOST_RUNS }).then(
          (runs) =>
            set({
              runs: place(
                runs,
                (get().runs ?? []).map((summary) => ({ run: summary.run, summary })),
              ),
            }),
          (error: unknown) => get().report('Listing the runs', error),
        );
        return end;
      },
    };
  };

function stepInSight(request: PlanRequest): string | null {
  if (request.kind === 'step') return request.step;
  return request.kind === 'rerun' ? (request.from[0] ?? null) : null;
}

/** The list with changes put in, newest first. */
export function place(
  runs: readonly RunSummary[],
  changes: readonly { readonly run: string; readonly summary: RunSummary | null }[],
): readonly RunSummary[] {
  const byRun = new Map(runs.map((summary) => [summary.run, summary]));
  for (const { run, summary } of changes) {
    if (summary === null) byRun.delete(run);
    else byRun.set(run, summary);
  }
  return [...byRun.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
}
