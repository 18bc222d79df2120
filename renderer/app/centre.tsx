import { lazy, Suspense } from 'react';
import { BreakpointBanner } from '../breakpoints/breakpoint-banner.tsx';
import { Breadcrumb } from '../canvas/breadcrumb.tsx';
import { Canvas } from '../canvas/canvas.tsx';
import { WaitingBanner } from '../people/waiting-banner.tsx';
import { InvalidBanner } from '../pipelines/invalid-banner.tsx';
import { StartScreen } from '../pipelines/start-screen.tsx';
import { FailureBanner } from '../runs/failure-banner.tsx';
import { ImportedBanner } from '../runs/imported-banner.tsx';
import { InterruptedBanner } from '../runs/interrupted-banner.tsx';
import { StoppedBanner } from '../runs/stopped-banner.tsx';
import { useGraph, useStudio } from '../state/parts.tsx';
import type { CentreTab } from '../state/studio-types.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { plural } from '../ui/format.ts';
import { Tabs } from '../ui/tabs.tsx';

const StepTable = lazy(async () => ({ default: (await import('../table/step-table.tsx')).StepTable }));
const Timeline = lazy(async () => ({ default: (await import('../timeline/timeline.tsx')).Timeline }));
const Compare = lazy(async () => ({ default: (await import('../compare/compare.tsx')).Compare }));

export function Centre() {
  const open = useStudio((studio) => studio.file !== null || studio.openedRun !== null);
  const opening = useStudio((studio) => studio.opening !== null || studio.openingRun !== null);
  if (!open) {
    return (
      <main className="flex h-full flex-col">
        <InterruptedBanner />
        <div className="min-h-0 flex-1">{opening ? <Loading lines={6} /> : <StartScreen />}</div>
      </main>
    );
  }
  return (
    <main className="flex h-full min-w-0 flex-col">
      <CentreTabs />
      <InterruptedBanner />
      <ImportedBanner />
      <FailureBanner />
      <StoppedBanner />
      <BreakpointBanner />
      <WaitingBanner />
      <InvalidBanner />
      <Breadcrumb />
      <div className="relative min-h-0 flex-1">
        <Suspense fallback={<Loading lines={8} />}>
          <CentreView />
        </Suspense>
      </div>
    </main>
  );
}

function CentreTabs() {
  const centre = useStudio((studio) => studio.centre);
  const setCentre = useStudio((studio) => studio.setCentre);
  const comparing = useStudio((studio) => studio.compareWith !== null);
  const count = useGraph((view) => view.graph?.nodes.length ?? 0);
  const tabs: { id: CentreTab; label: string }[] = [
    { id: 'graph', label: 'Graph' },
    { id: 'table', label: 'Table' },
    { id: 'timeline', label: 'Timeline' },
    ...(comparing ? [{ id: 'compare' as const, label: 'Compare' }] : []),
  ];
  return (
    <Tabs
      tabs={tabs}
      value={centre}
      onChange={setCentre}
      label="Views of the run"
      className="border-b border-line bg-panel"
    >
      <span className="flex-1" />
      <span className="num truncate pr-1 text-11 text-mute">{plural(count, 'step')}</span>
    </Tabs>
  );
}

function CentreView() {
  const centre = useStudio((studio) => studio.centre);
  const empty = useGraph((view) => view.graph === null || view.graph.nodes.length === 0);
  const invalid = useStudio(
    ({ file, openedRun }) => openedRun === null && file !== null && file.opened.pipeline === null,
  );
  if (empty && invalid)
    return <Empty title="Nothing to draw yet">The file has errors; the graph appears when they are mended.</Empty>;
  if (empty)
    return <Empty title="No steps yet">Write a list under “steps” in the file, and the graph appears here.</Empty>;
  switch (centre) {
    case 'table':
      return <StepTable />;
    case 'timeline':
      return <Timeline />;
    case 'compare':
      return <Compare />;
    default:
      return <Canvas />;
  }
}
