import { act, cleanup, render } from '@testing-library/react';
import { Profiler } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { Dock } from '../../../renderer/app/dock.tsx';
import { Toolbar } from '../../../renderer/app/toolbar.tsx';
import { RunInspector } from '../../../renderer/inspector/run-inspector.tsx';
import { Scrubber } from '../../../renderer/scrubber/scrubber.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { StepTable } from '../../../renderer/table/step-table.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import { makeParts } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

const run = ordersRun('completed');

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** The view on a run of which only the first facts have come, while the others come one by one. */
async function played(view: React.ReactNode) {
  const parts = makeParts(busyDay(run));
  await parts.studio.getState().openRun(RUN_A);
  parts.graph.getState().show(graphOfPipeline(run.pipeline), 'right');
  parts.run.getState().open(RUN_A);
  parts.run.getState().receive([{ facts: run.recording.facts.slice(0, 3), signals: [] }]);
  const counted = { renders: 0 };
  const { container } = render(
    <PartsProvider value={parts}>
      <TipProvider>
        <Profiler id="view" onRender={() => (counted.renders += 1)}>
          {view}
        </Profiler>
      </TipProvider>
    </PartsProvider>,
  );
  counted.renders = 0;
  const receive = (from: number, to: number) => {
    for (const fact of run.recording.facts.slice(from, to))
      act(() => parts.run.getState().receive([{ facts: [fact], signals: [] }]));
  };
  return { parts, counted, container, receive };
}

describe('rendering under facts', () => {
  it('M21 puts the rows of the table in order a few times a second, not with every fact', async () => {
    const { parts, counted, receive } = await played(<StepTable />);
    receive(3, 40);
    expect(counted.renders).toBe(0);
    act(() => void vi.advanceTimersByTime(250));
    expect(counted.renders).toBeGreaterThan(0);
    counted.renders = 0;
    act(() => parts.run.getState().seek(5));
    expect(counted.renders).toBeGreaterThan(0);
  });

  it('M21 leaves the buttons of the toolbar alone while the run goes on', async () => {
    const { container, receive } = await played(<Toolbar />);
    const changes = new MutationObserver(() => undefined);
    changes.observe(container, { subtree: true, childList: true, attributes: true, characterData: true });
    receive(3, 40);
    const touched = changes
      .takeRecords()
      .map(({ target }) => (target instanceof Element ? target : target.parentElement));
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.filter((element) => element?.closest('button') !== null)).toEqual([]);
  });

  it('M21 draws of the scrubber only where the playhead is with every fact; its track and ticks four times a second', async () => {
    const { parts, container, receive } = await played(<Scrubber />);
    const changes = new MutationObserver(() => undefined);
    changes.observe(container, { subtree: true, childList: true, attributes: true, characterData: true });
    const touched = () =>
      changes
        .takeRecords()
        .map(({ target }) => (target instanceof Element ? target : target.parentElement))
        .filter((element) => element?.closest('button, [role=slider], [aria-hidden]') !== null);
    receive(3, 40);
    expect(container.textContent).toContain('40 / 40');
    expect(touched()).toEqual([]);
    act(() => void vi.advanceTimersByTime(250));
    expect(touched().length).toBeGreaterThan(0);
    act(() => parts.run.getState().seek(12));
    expect(container.querySelector('[role=slider]')?.getAttribute('aria-valuenow')).toBe('12');
  });

  it('M21 leaves what stays the same of the run alone in the inspector', async () => {
    const { counted, container, receive } = await played(<RunInspector />);
    const renders = counted.renders;
    receive(3, 40);
    expect(counted.renders - renders).toBeLessThan(6);
    act(() => void vi.advanceTimersByTime(250));
    expect(container.textContent).toContain('Running');
  });

  it('M21 counts checkpoints in the dock without drawing its tabs anew', async () => {
    const { container, receive } = await played(<Dock />);
    const changes = new MutationObserver(() => undefined);
    changes.observe(container, { subtree: true, attributes: true, attributeFilter: ['class', 'style', 'tabindex'] });
    receive(3, 40);
    const tabs = changes
      .takeRecords()
      .filter(({ target }) => target instanceof Element && target.closest('[role=tablist]') !== null);
    expect(tabs).toEqual([]);
    expect(container.querySelector('[role=tablist]')?.textContent).toMatch(/Checkpoints\d+/);
  });
});
