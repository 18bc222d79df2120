import { useMemo } from 'react';
import { LogPane } from '../logs/log-pane.tsx';
import { WaitingQuestion } from '../people/question-form.tsx';
import { VariablesPane } from '../scrubber/variables-pane.tsx';
import { useGraph, useRun, useStudio } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import type { InspectorTab } from '../state/studio-types.ts';
import { Empty } from '../ui/empty.tsx';
import type { Tab } from '../ui/tabs.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ErrorTab } from './error-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import { InputTab } from './input-tab.tsx';
import { IterationsTab } from './iterations-tab.tsx';
import { PipelineInspector } from './pipeline-inspector.tsx';
import { ResultTab } from './result-tab.tsx';
import { RunInspector } from './run-inspector.tsx';
import { StepHead } from './step-head.tsx';
import { StepOverview } from './step-overview.tsx';
import { YamlTab } from './yaml-tab.tsx';

/** What is known about the selected step, or about the run, or about the pipeline when neither is there. */
export function Inspector() {
  const selected = useStudio((studio) => studio.selected);
  const hasRun = useStudio((studio) => studio.openedRun !== null);
  const node = useGraph((view) => (selected === null ? undefined : view.graph?.nodeById.get(selected)));
  return (
    <aside aria-label="Inspector" className="flex h-full min-h-0 flex-col bg-panel">
      {node !== undefined ? (
        <StepInspector step={node.id} hasRun={hasRun} />
      ) : hasRun ? (
        <RunInspector />
      ) : (
        <PipelineInspector />
      )}
    </aside>
  );
}

const RUN_TABS: readonly Tab<InspectorTab>[] = [
  { id: 'overview', label: 'Overview' },
  { id: 'iterations', label: 'Iterations' },
  { id: 'input', label: 'Input' },
  { id: 'result', label: 'Result' },
  { id: 'error', label: 'Error' },
  { id: 'variables', label: 'Variables' },
  { id: 'logs', label: 'Logs' },
  { id: 'history', label: 'History' },
  { id: 'yaml', label: 'YAML' },
];
const FILE_TABS = RUN_TABS.filter(({ id }) => id === 'overview' || id === 'input' || id === 'yaml');

function StepInspector({ step, hasRun }: { step: string; hasRun: boolean }) {
  const wanted = useStudio((studio) => studio.inspector);
  const setInspector = useStudio((studio) => studio.setInspector);
  const isLoop = useGraph((view) => {
    const kind = view.graph?.nodeById.get(step)?.container ?? null;
    return kind !== null && kind !== 'pipeline';
  });
  const hasError = useRun((view) => entryAt(view.shown, step)?.error !== undefined);
  const tabs = useMemo(
    () =>
      (hasRun ? RUN_TABS : FILE_TABS).filter(
        ({ id }) => (id !== 'error' || hasError) && (id !== 'iterations' || isLoop),
      ),
    [hasRun, hasError, isLoop],
  );
  const tab = tabs.some(({ id }) => id === wanted) ? wanted : 'overview';
  return (
    <>
      <StepHead step={step} />
      <WaitingQuestion step={step} />
      <Tabs
        tabs={tabs}
        value={tab}
        onChange={setInspector}
        label="About the step"
        className="border-b border-line px-1"
        dense
      />
      <div className="min-h-0 flex-1" key={step}>
        <StepTab step={step} tab={tab} />
      </div>
    </>
  );
}

function StepTab({ step, tab }: { step: string; tab: InspectorTab }) {
  switch (tab) {
    case 'iterations':
      return <IterationsTab step={step} />;
    case 'input':
      return <InputTab step={step} />;
    case 'result':
      return <ResultTab step={step} />;
    case 'variables':
      return <VariablesPane step={step} />;
    case 'logs':
      return <LogPane step={step} />;
    case 'error':
      return <ErrorTab step={step} />;
    case 'history':
      return <HistoryTab step={step} />;
    case 'yaml':
      return <YamlTab step={step} />;
    case 'overview':
      return <StepOverview step={step} />;
    default:
      return <Empty title="Nothing to show" />;
  }
}
