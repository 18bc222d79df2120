import { describe, expect, it } from 'vitest';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import { askRerun, FROM_START, startRun, statusShown, toolbarActions } from '../../../renderer/state/actions.ts';
import { makeParts, until } from '../helpers/make-parts.ts';
import { DIGEST_PATH, ORDERS_PATH } from '../helpers/pipelines.ts';
import { busyDay, emptyScenario, ordersRun, RUN_A } from '../helpers/scenarios.ts';

describe('what can be done', () => {
  it('M10 offers Resume and Rerun from here on a failed run', () => {
    expect(toolbarActions('failed')).toEqual(['resume', 'rerun-from', 'run']);
  });

  it('offers only what a state allows', () => {
    expect(toolbarActions(null)).toEqual(['run']);
    expect(toolbarActions('running')).toEqual(['pause', 'cancel']);
    expect(toolbarActions('completed')).not.toContain('resume');
    expect(toolbarActions('interrupted')[0]).toBe('resume');
  });

  it('M11 asks for inputs before a run, and starts at once where there are none', async () => {
    const parts = makeParts(emptyScenario());
    await parts.studio.getState().openFile(ORDERS_PATH);
    startRun(parts);
    expect(parts.studio.getState().sheet).toEqual({ kind: 'start' });
    await parts.studio.getState().openFile(DIGEST_PATH);
    startRun(parts);
    await until(() => parts.run.getState().run !== null, 'a run is open');
  });

  it('asks before a run whose pins cannot be read: it can leave them out', async () => {
    const parts = makeParts(emptyScenario());
    await parts.studio.getState().openFile(DIGEST_PATH);
    parts.studio.setState({ pinsProblem: 'a pin cannot be read' });
    startRun(parts);
    expect(parts.studio.getState().sheet).toEqual({ kind: 'start' });
  });

  it('asks before the first run from a folder that is not trusted', async () => {
    const parts = makeParts({ ...emptyScenario(), untrusted: true });
    await parts.studio.getState().openFile(DIGEST_PATH);
    startRun(parts);
    expect(parts.studio.getState().sheet).toEqual({ kind: 'start' });
    expect(parts.client.calls.some((call) => call.name === 'runs:execute')).toBe(false);
  });

  it('M9 reruns from the selected step, else from the one that failed', async () => {
    const parts = makeParts(busyDay(ordersRun('failed')));
    await parts.studio.getState().openRun(RUN_A);
    askRerun(parts);
    expect(parts.studio.getState().sheet).toMatchObject({ kind: 'rerun', from: 'aggregate' });
    parts.studio.getState().select('clean');
    askRerun(parts);
    expect(parts.studio.getState().sheet).toMatchObject({ from: 'clean', definition: 'snapshot' });
    askRerun(parts, { from: 'report' });
    expect(parts.studio.getState().sheet).toMatchObject({ from: 'report' });
  });

  it('M9 reruns every step where none is selected and none has failed', async () => {
    const parts = makeParts(busyDay(ordersRun('completed')));
    await parts.studio.getState().openRun(RUN_A);
    askRerun(parts);
    expect(parts.studio.getState().sheet).toMatchObject({ from: FROM_START });
  });

  it('E13 goes on with the file as it is now wherever something has changed, whatever is selected', async () => {
    const parts = makeParts(busyDay(ordersRun('failed')));
    await parts.studio.getState().openRun(RUN_A);
    parts.studio.getState().select('clean');
    askRerun(parts, { definition: 'file' });
    expect(parts.studio.getState().sheet).toMatchObject({ from: null, definition: 'file' });
  });

  it('M19 shows a run as interrupted only at its newest fact', () => {
    const state = { ...emptyRunState(), status: 'running' as const };
    const summary = { status: 'interrupted' } as never;
    expect(statusShown(state, summary, null)).toBe('interrupted');
    expect(statusShown(state, summary, 3)).toBe('running');
  });
});
