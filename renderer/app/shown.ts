import type { StoreApi } from 'zustand';
import type { Studio } from '../state/studio-types.ts';

/** What a window shows, kept for as long as the window lives: after a crash or a reload it shows the same (monitor.md M19). */
interface Shown {
  readonly file: string | null;
  readonly run: string | null;
  readonly step: string | null;
}

const NAME = 'shown';
const REST_MS = 200;

/** Keeps what is shown, a moment after it changes. Returns the way to end it. */
export function keepShown(studio: StoreApi<Studio>, storage: Storage): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const write = () => {
    timer = null;
    storage.setItem(NAME, JSON.stringify(shownNow(studio.getState())));
  };
  const end = studio.subscribe(() => {
    timer ??= setTimeout(write, REST_MS);
  });
  return () => {
    end();
    if (timer !== null) clearTimeout(timer);
  };
}

/** What was kept; null for a new window. */
export function readShown(storage: Storage): Shown | null {
  const text = storage.getItem(NAME);
  // Written by `keepShown` of this very window.
  return text === null ? null : (JSON.parse(text) as Shown);
}

/** Shows it again. */
export async function showAgain(studio: StoreApi<Studio>, { file, run, step }: Shown): Promise<void> {
  if (file !== null && studio.getState().file?.path !== file) await studio.getState().openFile(file);
  if (run !== null) await studio.getState().openRun(run, step);
  else if (step !== null) studio.getState().select(step);
}

function shownNow({ file, openedRun, selected }: Studio): Shown {
  return {
    file: file?.path ?? null,
    run: openedRun?.summary.run ?? null,
    step: selected,
  };
}
