import { useEffect } from 'react';
import { useParts, useStudio } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import { pinnedFile } from '../state/slices/pins-slice.ts';
import { useSteps } from '../state/step-view.ts';
import { type PinShown, pinShown, takenPin } from './pin-shown.ts';

const NONE: readonly string[] = [];

/** Keeps what is pinned up to date: with the file, the run, and what other windows and the command line do meanwhile. */
export function useKeepPins(): void {
  const { studio } = useParts();
  const path = useStudio(pinnedFile);
  const text = useStudio(({ file }) => file?.opened.text ?? null);
  const asked = useStudio(({ sheet }) => sheet?.kind ?? null);
  const status = useStudio(({ openedRun }) => openedRun?.summary.status ?? null);
  useEffect(() => void studio.getState().loadPins(), [studio, path, text, asked, status]);
  useEffect(() => {
    const load = () => void studio.getState().loadPins();
    window.addEventListener('focus', load);
    return () => window.removeEventListener('focus', load);
  }, [studio]);
}

/** What is pinned about a step: in the open run, and for the next ones. Null: nothing. */
export function usePin(step: string): PinShown | null {
  const pin = useStudio((studio) => studio.pins.get(step));
  return pinShown(
    pin,
    useSteps(step, NONE, (view) => takenPin(entryAt(view.shown, step))),
  );
}
