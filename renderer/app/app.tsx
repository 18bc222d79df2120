import { useEffect } from 'react';
import { useBreakpointsOfOpen } from '../breakpoints/use-breakpoints.ts';
import { useKeepPins } from '../pins/use-pins.ts';
import { useParts, useStudio } from '../state/parts.tsx';
import { useGraphOfOpen } from '../state/use-graph-of-open.ts';
import { BootProblem, ConnectionBar } from './boot-problem.tsx';
import { draftStorage, keepDrafts, readDrafts } from './kept-drafts.ts';
import { Overlays } from './overlays.tsx';
import { Panes } from './panes.tsx';
import { keepShown, readShown, showAgain } from './shown.ts';
import { useTheme } from './theme.ts';
import { Toolbar } from './toolbar.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useCommands } from './use-commands.ts';
import { useDrop } from './use-drop.ts';
import { useLogBook } from './use-log-book.ts';
import { useNarrow } from './use-narrow.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { WindowTitle } from './window-title.ts';

export function App() {
  const bootError = useStudio((studio) => studio.bootError);
  useBoot();
  useTheme();
  useGraphOfOpen();
  useBreakpointsOfOpen();
  useLogBook();
  useShortcuts();
  useCommands();
  useAnnouncements();
  useKeepPins();
  useNarrow();
  const dropping = useDrop();
  if (bootError !== null) return <BootProblem error={bootError} />;
  return (
    <div className="flex h-full flex-col">
      <WindowTitle />
      <Toolbar />
      <ConnectionBar />
      <Panes />
      <Overlays />
      {dropping && (
        <div className="pointer-events-none fixed inset-2 z-50 grid place-items-center rounded-md border-2 border-dashed border-accent bg-accent-bg/80 text-15 font-medium text-accent">
          Drop a pipeline file or a run bundle to open it
        </div>
      )}
    </div>
  );
}

function useBoot(): void {
  const { studio } = useParts();
  useEffect(() => {
    const before = readShown(sessionStorage);
    const storage = draftStorage(window.stepglass !== undefined);
    studio.setState({ drafts: readDrafts(storage) });
    const ends = [studio.getState().listen(), keepDrafts(studio, storage)];
    let ended = false;
    const begin = async () => {
      await studio.getState().boot();
      if (before !== null && !ended) await showAgain(studio, before);
      if (!ended) ends.push(keepShown(studio, sessionStorage));
    };
    void begin();
    return () => {
      ended = true;
      for (const end of ends) end();
    };
  }, [studio]);
}
