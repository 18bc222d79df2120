import { act, cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { App } from '../../../renderer/app/app.tsx';
import { announce } from '../../../renderer/app/use-announcements.ts';
import { startRun } from '../../../renderer/state/actions.ts';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { formatDuration } from '../../../renderer/ui/format.ts';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import type { TestParts } from '../helpers/make-parts.ts';
import { makeParts, until } from '../helpers/make-parts.ts';
import { DIGEST_PATH, INVALID_YAML, ORDERS_PATH } from '../helpers/pipelines.ts';
import type { Scenario } from '../helpers/scenarios.ts';
import { busyDay, emptyScenario, hostileScenario, ordersRun, RUN_A } from '../helpers/scenarios.ts';

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  sessionStorage.clear();
});

async function shown(
  scenario: Scenario,
  open: (parts: TestParts) => Promise<unknown> = () => Promise.resolve(),
): Promise<TestParts> {
  const parts = makeParts(scenario);
  render(
    <PartsProvider value={parts}>
      <TipProvider>
        <App />
      </TipProvider>
    </PartsProvider>,
  );
  await act(async () => {
    await until(() => parts.studio.getState().info !== null, 'the app is there');
    await open(parts);
  });
  return parts;
}

const openRun = (parts: TestParts) => parts.studio.getState().openRun(RUN_A);

describe('the window', () => {
  it('M20 offers to open a file, examples and recent files at the first start', async () => {
    await shown(emptyScenario());
    expect(screen.getAllByRole('button', { name: /Open a pipeline/ }).length).toBeGreaterThan(0);
    expect(screen.getByText('Quickstart')).toBeTruthy();
    expect(screen.getAllByText('orders-quality.yaml').length).toBeGreaterThan(0);
  });

  it('M10 shows a failure with its step, its line and what can be done, without a hover', async () => {
    await shown(busyDay(ordersRun('failed')), openRun);
    const banner = screen.getByRole('alert');
    expect(banner.textContent).toContain('aggregate failed: column “order_month” does not exist');
    for (const name of ['Show step', /Show in YAML :\d+/, 'Go on…'])
      expect(within(banner).getByRole('button', { name })).toBeTruthy();
    for (const name of ['Resume', 'Rerun from here', 'Run'])
      expect(within(screen.getAllByRole('banner')[0] ?? document.body).getByRole('button', { name })).toBeTruthy();
  });

  it('runs nothing in the place of a file that is gone', async () => {
    const parts = await shown(busyDay(ordersRun('failed')), async (made) => {
      await made.studio.getState().openFile(DIGEST_PATH);
      await made.client.request('pipelines:forget', { path: ORDERS_PATH });
      await openRun(made);
      await until(() => made.studio.getState().fileProblem !== null, 'it is known that the file is gone');
    });
    const run = within(screen.getAllByRole('banner')[0] ?? document.body).getByRole('button', { name: 'Run' });
    expect((run as HTMLButtonElement).disabled).toBe(true);
    expect(run.title).toContain('no such file');
    act(() => startRun(parts));
    expect(parts.client.calls.some((call) => call.name === 'runs:execute')).toBe(false);
  });

  it('puts the list away in a narrow window, and back when there is room', async () => {
    const parts = await shown(busyDay(ordersRun('failed')), openRun);
    const before = window.innerWidth;
    const resize = (width: number) => {
      window.innerWidth = width;
      act(() => void window.dispatchEvent(new Event('resize')));
      return parts.studio.getState().collapsed.sidebar;
    };
    resize(1440);
    expect(resize(720)).toBe(true);
    expect(resize(1440)).toBe(false);
    parts.studio.getState().toggle('sidebar', true);
    resize(720);
    expect(resize(1440)).toBe(true);
    window.innerWidth = before;
  });

  it('M1 shows the selected step in the inspector', async () => {
    const parts = await shown(busyDay(ordersRun('failed')), openRun);
    act(() => parts.studio.getState().select('clean', { tab: 'history' }));
    const inspector = screen.getByRole('complementary', { name: 'Inspector' });
    expect(within(inspector).getByRole('heading', { name: 'clean' })).toBeTruthy();
    expect(within(inspector).getByText(/Attempt 1/)).toBeTruthy();
    expect(within(inspector).getByText(/Attempt 2/)).toBeTruthy();
  });

  it('M7 shows the past without the failure that came later', async () => {
    const parts = await shown(busyDay(ordersRun('failed')), openRun);
    act(() => parts.run.getState().seek(10));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow')).toBe('10');
  });

  it('M11 starts nothing before the button of the form is pressed', async () => {
    const parts = await shown(emptyScenario(), (made) => made.studio.getState().openFile(ORDERS_PATH));
    act(() => screen.getByRole('button', { name: /^Run with inputs/ }).click());
    expect(screen.getByLabelText(/^threshold/)).toBeTruthy();
    expect(parts.client.calls.some((call) => call.name === 'runs:execute')).toBe(false);
    await act(async () => {
      within(screen.getByRole('form')).getByRole('button', { name: /^Run/ }).click();
      await until(() => parts.run.getState().run !== null, 'a run is open');
    });
    expect(parts.client.calls.find((call) => call.name === 'runs:execute')?.parameters).toMatchObject({
      kind: 'start',
      inputs: { threshold: 0.9, currency: 'EUR' },
    });
  });

  it('asks before the first run from a folder, and names the tools', async () => {
    const parts = await shown({ ...emptyScenario(), untrusted: true }, (made) =>
      made.studio.getState().openFile(ORDERS_PATH),
    );
    act(() => parts.studio.getState().openSheet({ kind: 'start' }));
    const form = screen.getByRole('form');
    expect(form.textContent).toContain('First run from this folder');
    expect(form.textContent).toContain('reaches outside this machine');
    expect(form.textContent).toMatch(/python-executor\d+ steps? · runs programs with your rights/);
    expect((within(form).getByRole('button', { name: /^Run/ }) as HTMLButtonElement).disabled).toBe(true);
  });

  it('M9 draws the plan on the graph and says that a new run is made', async () => {
    const parts = await shown(busyDay(ordersRun('failed')), openRun);
    act(() => parts.studio.getState().openSheet({ kind: 'rerun', run: RUN_A, from: 'clean', definition: 'snapshot' }));
    await act(async () => until(() => parts.studio.getState().plan !== null, 'the plan is there'));
    const form = screen.getByRole('form');
    expect(form.textContent).toContain('Makes a new run');
    expect(form.textContent).toContain('nothing that it reads has changed');
    expect(parts.client.calls.some((call) => call.name === 'runs:execute')).toBe(false);
  });

  it('M19 offers runs that were interrupted', async () => {
    const parts = await shown(busyDay(ordersRun('completed', { visible: 20, interrupted: true })));
    expect(screen.getByRole('alert').textContent).toContain('1 run was interrupted');
    act(() => screen.getByRole('button', { name: 'Leave' }).click());
    expect(parts.studio.getState().info?.interrupted).toEqual([]);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('M19 tells how long an interrupted run has run, not how long ago it began', async () => {
    const parts = await shown(busyDay(ordersRun('completed', { visible: 20, interrupted: true })), openRun);
    const { facts } = parts.run.getState().timeline;
    const begun = Date.parse(parts.run.getState().shown.startedAt ?? '');
    const took = formatDuration(Date.parse(facts.at(-1)?.at ?? '') - begun);
    expect(screen.getAllByRole('banner')[0]?.textContent).toContain(` · ${took}`);
    const inspector = screen.getByRole('complementary', { name: 'Inspector' });
    expect(inspector.textContent).toContain(`So far${took}`);
    expect(inspector.textContent).toContain('Was running');
  });

  it('M20 shows the problems of an invalid file and what is known of its graph', async () => {
    const parts = await shown({ files: new Map([[ORDERS_PATH, INVALID_YAML]]), runs: [] }, (made) =>
      made.studio.getState().openFile(ORDERS_PATH),
    );
    expect(screen.getByRole('alert').textContent).toContain('2 errors');
    expect(parts.graph.getState().graph?.nodes).toHaveLength(14);
    expect(screen.getByText(/depends on "publsh"/)).toBeTruthy();
  });

  it('shows hostile names, errors and logs as text and never as markup', async () => {
    const run = hostileScenario().runs[0]?.recording.run ?? '';
    const parts = await shown(hostileScenario(), (made) => made.studio.getState().openRun(run));
    act(() => parts.studio.getState().select('second', { tab: 'error' }));
    expect(document.querySelector('img, script, b[onmouseover], svg[onload]')).toBeNull();
    expect(screen.getByRole('alert').textContent).toContain('<img src=x onerror=alert(1)>U+202E failed');
    expect(document.title).not.toContain('\u202E');
  });
});

describe('what is said aloud', () => {
  it('M17 tells the newest results and how many more there were', () => {
    const { facts } = ordersRun('failed').recording;
    expect(announce(facts)).toMatch(/^\d+ more steps\. .*Run failed$/);
    expect(announce(facts.slice(0, 4))).toBe('');
  });
});
