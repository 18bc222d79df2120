import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Inspector } from '../inspector/inspector.tsx';
import { Sheet } from '../rerun/sheet.tsx';
import { Sidebar } from '../runs/sidebar.tsx';
import { useStudio } from '../state/parts.tsx';
import { Centre } from './centre.tsx';
import { Dock } from './dock.tsx';
import { SizedPanel } from './sized-panel.tsx';
import { Toaster } from './toaster.tsx';

/** The panes and their hairlines; sizes are kept in pixels, as text does not grow with the window. */
export function Panes() {
  const collapsed = useStudio((studio) => studio.collapsed);
  const open = useStudio((studio) => studio.file !== null || studio.openedRun !== null);
  return (
    <Group orientation="horizontal" className="min-h-0 flex-1">
      {!collapsed.sidebar && (
        <>
          <SizedPanel id="sidebar" usual={240} min={168} max={420}>
            <Sidebar />
          </SizedPanel>
          <Separator className="w-px" aria-label="Width of pipelines and runs" />
        </>
      )}
      <Panel id="middle" minSize={320}>
        <Middle hasDock={open && !collapsed.dock} />
      </Panel>
      {open && !collapsed.inspector && (
        <>
          <Separator className="w-px" aria-label="Width of the inspector" />
          <SizedPanel id="inspector" usual={window.innerWidth < 1180 ? 344 : 408} min={280} max={760}>
            <Side />
          </SizedPanel>
        </>
      )}
    </Group>
  );
}

function Middle({ hasDock }: { hasDock: boolean }) {
  const tall = useStudio((studio) => studio.dockTall);
  return (
    <Group orientation="vertical" className="h-full">
      {!(tall && hasDock) && (
        <Panel id="centre" minSize={160}>
          <WithNotices>
            <Centre />
          </WithNotices>
        </Panel>
      )}
      {hasDock && (
        <>
          {!tall && <Separator className="h-px" aria-label="Height of logs and file" />}
          <SizedPanel id="dock" usual={Math.round(Math.max(200, window.innerHeight * 0.27))} min={120} max={4000}>
            {tall ? (
              <WithNotices>
                <Dock />
              </WithNotices>
            ) : (
              <Dock />
            )}
          </SizedPanel>
        </>
      )}
    </Group>
  );
}

function WithNotices({ children }: { children: ReactNode }) {
  return (
    <div className="relative h-full">
      {children}
      <Toaster />
    </div>
  );
}

/** What is asked before a run stands where the inspector is, so that the graph with the plan on it stays in sight. */
function Side() {
  const sheet = useStudio((studio) => studio.sheet);
  return sheet === null ? <Inspector /> : <Sheet sheet={sheet} />;
}
