import { useEffect } from 'react';
import { LOOK_WORDS, lookOfRun } from '../state/look.ts';
import { useRun, useStudio } from '../state/parts.tsx';
import { fileName } from '../ui/format.ts';
import { showMarks } from '../ui/marks.ts';

/** The window's title says what runs, so that one can look away. */
export function useTitle(): void {
  const path = useStudio((studio) => studio.openedRun?.summary.pipeline.file ?? studio.file?.path ?? null);
  const status = useRun((view) => (view.run === null ? null : view.shown.status));
  const percent = useRun((view) =>
    view.shown.status === 'running' && view.progress !== null ? Math.floor(view.progress.fraction * 100) : null,
  );
  const waiting = useRun((view) => view.timeline.live.waiting.size);
  useEffect(() => {
    const name = path === null ? 'Stepglass' : `${showMarks(fileName(path))} — Stepglass`;
    const state = status === null ? '' : percent === null ? `${LOOK_WORDS[lookOfRun(status)]} · ` : `${percent} % · `;
    const asks = waiting === 0 ? '' : `(${waiting}) Waits for you · `;
    document.title = `${asks}${waiting > 0 && status === 'waiting' ? '' : state}${name}`;
  }, [path, status, percent, waiting]);
}
