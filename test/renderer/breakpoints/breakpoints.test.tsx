import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { StepglassError } from '../../../shared/errors.ts';
import { BreakpointBanner } from '../../../renderer/breakpoints/breakpoint-banner.tsx';
import { BreakpointForm } from '../../../renderer/breakpoints/breakpoint-form.tsx';
import { BreakpointList } from '../../../renderer/breakpoints/breakpoint-list.tsx';
import { GoOnSheet } from '../../../renderer/breakpoints/go-on-sheet.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import { LOOP_RUN, loopRun, loopScenario } from '../helpers/loop-scenario.ts';
import { makeParts } from '../helpers/make-parts.ts';

afterEach(cleanup);

async function opened() {
  const run = loopRun(5, { begun: 2 });
  const parts = makeParts(loopScenario(run));
  await parts.studio.getState().openRun(LOOP_RUN);
  parts.studio.getState().watchBreakpoints(run.path);
  await act(async () => Promise.resolve());
  const kept = () => parts.studio.getState().breakpoints;
  return { parts, kept };
}

describe('breakpoints in the window', () => {
  it('M17 b sets one before the selected step, in every iteration, and takes it away with a way back', async () => {
    const { parts, kept } = await opened();
    await parts.studio.getState().toggleBreakpoint('process[1].fetch');
    expect(kept()).toEqual([{ step: 'process.fetch', when: 'before', enabled: true }]);
    await parts.studio.getState().toggleBreakpoint('process[0].fetch');
    expect(kept()).toEqual([]);
    parts.studio.getState().notices.at(-1)?.action?.run();
    await waitFor(() => expect(kept()).toHaveLength(1));
  });

  it('E15 the form sets one with an iteration and a condition; what is wrong is told in it', async () => {
    const { parts, kept } = await opened();
    parts.studio.getState().openBreakpointForm({ step: 'process[1].fetch', editing: null });
    render(
      <PartsProvider value={parts}>
        <TipProvider>
          <BreakpointForm />
        </TipProvider>
      </PartsProvider>,
    );
    fireEvent.click(screen.getByRole('radio', { name: 'After' }));
    fireEvent.change(screen.getByRole('textbox', { name: /Iteration of process/ }), { target: { value: '3' } });
    fireEvent.change(screen.getByRole('textbox', { name: /Condition/ }), { target: { value: 'nowhere > 1' } });
    await act(async () => fireEvent.submit(screen.getByRole('form')));
    expect(screen.getByRole('alert').textContent).toContain('there is no name `nowhere`');
    fireEvent.change(screen.getByRole('textbox', { name: /Condition/ }), { target: { value: 'item > 1' } });
    await act(async () => fireEvent.submit(screen.getByRole('form')));
    expect(kept()).toEqual([{ step: 'process[3].fetch', when: 'after', condition: 'item > 1', enabled: true }]);
    expect(parts.studio.getState().overlay).toBeNull();
  });

  it('E15 the list turns them off and on, and removes them; one whose step is gone says so', async () => {
    const { parts, kept } = await opened();
    await parts.studio.getState().putBreakpoint({ step: 'report', when: 'before', enabled: true });
    await parts.studio.getState().putBreakpoint({ step: 'gone', when: 'after', enabled: true });
    render(
      <PartsProvider value={parts}>
        <TipProvider>
          <BreakpointList />
        </TipProvider>
      </PartsProvider>,
    );
    expect(screen.getByRole('region', { name: 'Breakpoints' }).textContent).toContain('there is no such step now');
    await act(async () => fireEvent.click(screen.getByRole('checkbox', { name: 'Stop before report' })));
    expect(kept().find(({ step }) => step === 'report')?.enabled).toBe(false);
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Remove the breakpoint after gone' })));
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Any error' })));
    expect(kept().map(({ step, when }) => `${when} ${step}`)).toEqual(['before report', 'error *']);
  });

  it('E15 one that cannot be read is named, and can be forgotten', async () => {
    const { parts } = await opened();
    act(() => parts.studio.setState({ breakpointsProblem: 'a breakpoint cannot be read (/data/x.json)' }));
    render(
      <PartsProvider value={parts}>
        <TipProvider>
          <BreakpointList />
        </TipProvider>
      </PartsProvider>,
    );
    expect(screen.getByRole('alert').textContent).toContain('/data/x.json');
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Forget it' })));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(parts.client.calls.map(({ name }) => name)).toContain('breakpoints:mend');
  });

  it('E15 a run that one holds up says so with the way out', async () => {
    const { parts } = await opened();
    const error = new StepglassError('storage_failure', 'breakpoint_damaged', 'a breakpoint cannot be read (/data/x)');
    parts.studio.getState().report('Starting the run', error);
    const [notice] = parts.studio.getState().notices.slice(-1);
    expect(notice).toMatchObject({ title: 'Starting the run failed', action: { label: 'Forget it' } });
    notice?.action?.run();
    await waitFor(() => expect(parts.client.calls.map(({ name }) => name)).toContain('breakpoints:mend'));
  });

  it('E15 at a breakpoint the run goes on as it is, or with what was edited', async () => {
    const { parts } = await opened();
    const n = parts.run.getState().known;
    const at = new Date().toISOString();
    const set = { type: 'edited', edit: { kind: 'variable', name: 'limit', value: { inline: 5 } } } as const;
    const hit = { type: 'breakpoint.hit', step: 'report', when: 'before' } as const;
    const paused = { type: 'run.paused', reason: 'breakpoint', step: 'report' } as const;
    const facts = [set, hit, paused].map((fact, index) => ({ ...fact, n: n + 1 + index, at }));
    act(() => parts.run.getState().receive([{ facts, signals: [] }]));
    render(
      <PartsProvider value={parts}>
        <TipProvider>
          <BreakpointBanner />
          <GoOnSheet sheet={{ kind: 'go-on', run: LOOP_RUN, step: 'report' }} />
        </TipProvider>
      </PartsProvider>,
    );
    expect(screen.getByRole('status').textContent).toContain('Stopped at the breakpoint before report');
    fireEvent.click(screen.getByRole('button', { name: 'Edit and go on…' }));
    expect(parts.studio.getState().sheet).toEqual({ kind: 'go-on', run: LOOP_RUN, step: 'report' });
    fireEvent.change(screen.getByRole('textbox', { name: 'limit' }), { target: { value: 'x' } });
    expect(screen.getByText('this is no JSON value')).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: /^limit/ }), { target: { value: '7' } });
    await act(async () => fireEvent.submit(screen.getByRole('form')));
    const executed = parts.client.calls.find(({ name }) => name === 'runs:execute');
    expect(executed?.parameters).toEqual({ kind: 'resume', run: LOOP_RUN, variables: { limit: 7 } });
  });
});
