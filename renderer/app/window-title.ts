import { useEffect, useRef } from 'react';
import { LOOK_WORDS, lookOfRun } from '../../shared/state/look.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { useRun, useStudio } from '../state/parts.tsx';
import { fileName } from '../ui/format.ts';

/** A title is told to the system, which costs more than all that one frame draws. */
const AT_MOST_EVERY_MS = 400;

/** The window's title says what runs, so that one can look away. A component of its own: its changes redraw nothing else. */
export function WindowTitle(): null {
  const path = useStudio((studio) => studio.openedRun?.summary.pipeline.file ?? studio.file?.path ?? null);
  const status = useRun((view) => (view.run === null ? null : view.shown.status));
  const percent = useRun((view) =>
    view.shown.status === 'running' && view.progress !== null ? Math.floor(view.progress.fraction * 100) : null,
  );
  const waiting = useRun((view) => view.timeline.live.waiting.size);
  const name = path === null ? 'Stepglass' : `${showMarks(fileName(path))} — Stepglass`;
  const state = status === null ? '' : percent === null ? `${LOOK_WORDS[lookOfRun(status)]} · ` : `${percent} % · `;
  const asks = waiting === 0 ? '' : `(${waiting}) Waits for you · `;
  useRareTitle(`${asks}${waiting > 0 && status === 'waiting' ? '' : state}${name}`);
  return null;
}

/** The first title at once, later ones with a pause between them; the last one always comes. */
function useRareTitle(title: string): void {
  const wanted = useRef(title);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    wanted.current = title;
    if (timer.current !== null) return;
    document.title = title;
    timer.current = setTimeout(() => {
      timer.current = null;
      document.title = wanted.current;
    }, AT_MOST_EVERY_MS);
  }, [title]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
}
