import type { PinSummary } from '../../../shared/pins.ts';
import { splitPath } from '../../../shared/step-path.ts';
import type { CreateSlice, PinsSlice, Studio } from '../studio-types.ts';
import { errorBodyOf } from './error-body.ts';

const NONE: ReadonlyMap<string, PinSummary> = new Map();

/** The file whose pins count for what is shown: that of the open run, else the open one. An imported run has none. */
export function pinnedFile({ openedRun, file }: Pick<Studio, 'openedRun' | 'file'>): string | null {
  if (openedRun === null) return file?.path ?? null;
  const { importedAt, pipeline } = openedRun.summary;
  return importedAt === undefined && pipeline.file !== '' ? pipeline.file : null;
}

/** A step inside of a container makes its result anew in each run. */
export function isPinnable(step: string): boolean {
  return splitPath(step).scope === '';
}

export const createPinsSlice: CreateSlice<PinsSlice> =
  ({ client }) =>
  (set, get) => {
    let generation = 0;
    const list = async (path: string) => {
      const { file } = get();
      const text = file?.path === path ? file.opened.text : undefined;
      return await client.request('pins:list', { path, ...(text === undefined ? {} : { text }) });
    };
    return {
      pins: NONE,
      pinsProblem: null,
      async loadPins() {
        generation += 1;
        const mine = generation;
        const path = pinnedFile(get());
        if (path === null) return set({ pins: NONE, pinsProblem: null });
        try {
          const found = await list(path);
          if (mine !== generation) return;
          set({ pins: keep(get().pins, found), pinsProblem: null });
        } catch (error) {
          if (mine !== generation) return;
          const { message } = errorBodyOf(error);
          // said once, not with every letter that is typed
          if (message !== get().pinsProblem)
            get().notify({
              tone: 'error',
              title: 'The pinned results of this file cannot be read',
              detail: message,
              action: { label: 'Forget it', run: () => void get().mendPins() },
            });
          set({ pins: NONE, pinsProblem: message });
        }
      },
      async pin(step) {
        const run = get().openedRun?.summary.run;
        if (run === undefined) return;
        try {
          await client.request('pins:add', { run, step });
          get().notify({
            title: `Pinned the result of ${step}`,
            detail: 'New runs of this file take it instead of running the step.',
            action: { label: 'Unpin', run: () => void get().unpin(step) },
          });
        } catch (error) {
          get().report(`Pinning the result of ${step}`, error);
        }
        await get().loadPins();
      },
      async unpin(step) {
        const path = get().pins.get(step)?.file ?? pinnedFile(get());
        if (path === null) return;
        try {
          await client.request('pins:remove', { path, step });
          get().notify({ title: `Unpinned ${step}`, detail: 'New runs of this file run it again.' });
        } catch (error) {
          get().report(`Unpinning ${step}`, error);
        }
        await get().loadPins();
      },
      async mendPins() {
        const path = pinnedFile(get());
        if (path === null) return;
        try {
          await client.request('pins:mend', { path });
          get().notify({
            title: 'Forgot what could not be read',
            detail: 'New runs of this file run that step again.',
          });
        } catch (error) {
          get().report('Forgetting the pinned result', error);
        }
        await get().loadPins();
      },
    };
  };

/** What has not changed stays the same object: every node listens to its own pin. */
function keep(before: ReadonlyMap<string, PinSummary>, found: readonly PinSummary[]): ReadonlyMap<string, PinSummary> {
  if (found.length === 0) return NONE;
  return new Map(
    found.map((pin) => {
      const known = before.get(pin.step);
      return [pin.step, known !== undefined && JSON.stringify(known) === JSON.stringify(pin) ? known : pin];
    }),
  );
}
