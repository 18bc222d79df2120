import { ChevronsDownUp, ChevronsUpDown, X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { ErrorsPane, useErrorCount } from '../errors/errors-pane.tsx';
import { LogPane } from '../logs/log-pane.tsx';
import { Problems } from '../pipelines/problems.tsx';
import { Checkpoints } from '../scrubber/checkpoints.tsx';
import { Scrubber } from '../scrubber/scrubber.tsx';
import { VariablesPane } from '../scrubber/variables-pane.tsx';
import { useRun, useStudio } from '../state/parts.tsx';
import type { DockTab } from '../state/studio-types.ts';
import { IconButton } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import type { Tab } from '../ui/tabs.tsx';
import { Tabs } from '../ui/tabs.tsx';

const Editor = lazy(async () => ({ default: (await import('../editor/editor-pane.tsx')).EditorPane }));

export function Dock() {
  const hasRun = useStudio((studio) => studio.openedRun !== null);
  const dock = useStudio((studio) => (hasRun || studio.dock === 'problems' ? studio.dock : 'yaml'));
  return (
    <section aria-label="Logs and file" className="flex h-full flex-col overflow-hidden bg-panel">
      <DockTabs dock={dock} hasRun={hasRun} />
      {hasRun && <Scrubber />}
      <div className="min-h-0 flex-1">
        <Suspense fallback={<Loading />}>
          <DockBody dock={dock} />
        </Suspense>
      </div>
    </section>
  );
}

function DockTabs({ dock, hasRun }: { dock: DockTab; hasRun: boolean }) {
  const setDock = useStudio((studio) => studio.setDock);
  const toggle = useStudio((studio) => studio.toggle);
  const tall = useStudio((studio) => studio.dockTall);
  const setTall = useStudio((studio) => studio.setDockTall);
  const errors = useStudio(
    (studio) => studio.file?.opened.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length ?? 0,
  );
  const problems = useStudio((studio) => studio.file?.opened.diagnostics.length ?? 0);
  const tabs: Tab<DockTab>[] = [
    ...(hasRun
      ? ([
          { id: 'logs', label: 'Logs' },
          { id: 'variables', label: 'Variables' },
          { id: 'errors', label: 'Errors', badge: <ErrorCount /> },
          { id: 'checkpoints', label: 'Checkpoints', badge: <CheckpointCount /> },
        ] as const)
      : []),
    { id: 'problems', label: 'Problems', badge: <Count value={problems} bad={errors > 0} /> },
    { id: 'yaml', label: 'YAML' },
  ];
  return (
    <Tabs tabs={tabs} value={dock} onChange={setDock} label="Logs and file" className="pr-1.5">
      <span className="flex-1" />
      <IconButton
        icon={tall ? ChevronsDownUp : ChevronsUpDown}
        label={tall ? 'Show the graph again' : 'Use the whole height'}
        onClick={() => setTall(!tall)}
        size={14}
      />
      <IconButton
        icon={X}
        label="Close"
        keys="mod+j"
        size={14}
        onClick={() => {
          setTall(false);
          toggle('dock', true);
        }}
      />
    </Tabs>
  );
}

/** These change many times a second; the tabs that they stand in do not. */
function CheckpointCount() {
  return <Count value={useRun((view) => view.timeline.live.checkpoints.length)} />;
}

function ErrorCount() {
  return <Count value={useErrorCount()} bad />;
}

function Count({ value, bad = false }: { value: number; bad?: boolean }) {
  return value === 0 ? null : <span className={bad ? 'num text-11 text-bad' : 'num text-11 text-mute'}>{value}</span>;
}

function DockBody({ dock }: { dock: DockTab }) {
  switch (dock) {
    case 'logs':
      return <LogPane step={null} />;
    case 'variables':
      return <VariablesPane />;
    case 'errors':
      return <ErrorsPane />;
    case 'checkpoints':
      return <Checkpoints />;
    case 'problems':
      return <Problems />;
    default:
      return <Editor />;
  }
}
