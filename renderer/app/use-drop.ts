import { useEffect, useState } from 'react';
import { pathOfFile } from '../client/client.ts';
import { isBundle } from '../runs/bundle.ts';
import { useParts } from '../state/parts.tsx';

/** A file that is dragged onto the window is opened, a run bundle imported; true while one hangs over it. */
export function useDrop(): boolean {
  const { studio } = useParts();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drop = (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      const path = file === undefined ? null : pathOfFile(file);
      if (path !== null) void studio.getState().openFile(path);
      else if (file !== undefined && isBundle(file.name)) void studio.getState().importRun(file);
      else
        studio.getState().notify({
          title: 'A browser does not say where a file is',
          detail: 'Use Open instead, or drop the file on the desktop app.',
        });
    };
    window.addEventListener('dragover', (event) => isFile(event) && (event.preventDefault(), setOver(true)), {
      signal,
    });
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal });
    window.addEventListener('drop', drop, { signal });
    return () => controller.abort();
  }, [studio]);
  return over;
}
