import { describe, expect, it } from 'vitest';
import { place } from '../../../../renderer/state/slices/runs-slice.ts';
import { gate, makeParts, until } from '../../helpers/make-parts.ts';
import { DIGEST_PATH, ORDERS_PATH } from '../../helpers/pipelines.ts';
import { busyDay, ordersRun, RUN_A, RUN_C } from '../../helpers/scenarios.ts';

describe('runs', () => {
  it('opens a run with its facts and its file', async () => {
    const { studio, run } = makeParts(busyDay(ordersRun('failed')));
    await studio.getState().openRun(RUN_A);
    await until(() => studio.getState().file !== null, 'the file is open');
    expect(studio.getState().openedRun?.summary.status).toBe('failed');
    expect(run.getState().shown.error?.step).toBe('aggregate');
  });

  it('leaves the file of another pipeline also where its own is gone', async () => {
    const { studio, client } = makeParts(busyDay(ordersRun('failed')));
    await studio.getState().openFile(DIGEST_PATH);
    studio.getState().edit('name: Mine');
    await client.request('pipelines:forget', { path: ORDERS_PATH });
    await studio.getState().openRun(RUN_A);
    await until(() => studio.getState().fileProblem !== null, 'it is known that the file is gone');
    expect(studio.getState()).toMatchObject({ file: null, openedRun: { summary: { run: RUN_A } } });
    expect(studio.getState().fileProblem).toContain('no such file');
    expect(studio.getState().drafts.get(DIGEST_PATH)?.draft).toBe('name: Mine');
  });

  it('applies live facts that come after opening', async () => {
    const { studio, run, client } = makeParts(busyDay(ordersRun('completed', { visible: 10 })));
    await studio.getState().openRun(RUN_A);
    client.advance(RUN_A, 5);
    await until(() => run.getState().known === 15, 'five more facts are known');
  });

  it('M20 forgets what could not be opened when something else is, and nothing else', async () => {
    const { studio } = makeParts(busyDay(ordersRun('failed')));
    await studio.getState().openRun('01gone');
    studio.getState().report('Deleting the run', new Error('no'));
    expect(studio.getState().notices.map(({ title }) => title)).toEqual([
      'Opening run 01gone failed',
      'Deleting the run failed',
    ]);
    await studio.getState().openRun(RUN_A);
    expect(studio.getState().notices.map(({ title }) => title)).toEqual(['Deleting the run failed']);
  });

  it('shows the log of a run rather than an empty list of problems', async () => {
    const { studio } = makeParts(busyDay(ordersRun('failed')));
    studio.getState().setDock('problems');
    await studio.getState().openRun(RUN_A);
    expect(studio.getState().dock).toBe('logs');
  });

  it('drops the late answer for a run that was left', async () => {
    const { studio, run, client } = makeParts(busyDay(ordersRun('failed')));
    const late = gate();
    client.holdNext('runs:open', late.promise);
    const first = studio.getState().openRun(RUN_A);
    await studio.getState().openRun(RUN_C);
    late.open();
    await first;
    expect(studio.getState().openedRun?.summary.run).toBe(RUN_C);
    expect(run.getState().shown.run).toBe(RUN_C);
  });

  it('M16 deletes a run and brings it back with undo', async () => {
    const { studio } = makeParts(busyDay(ordersRun('failed')));
    const end = studio.getState().listen();
    await until(() => studio.getState().runs !== null, 'runs are listed');
    await studio.getState().deleteRun(RUN_C);
    expect(studio.getState().runs?.some((run) => run.run === RUN_C)).toBe(false);
    studio.getState().notices.at(-1)?.action?.run();
    await until(() => studio.getState().runs?.some((run) => run.run === RUN_C) === true, 'the run is back');
    end();
  });

  it('M16 puts a run back in the list when it cannot be deleted', async () => {
    const { studio, client } = makeParts(busyDay(ordersRun('failed')));
    const end = studio.getState().listen();
    await until(() => studio.getState().runs !== null, 'runs are listed');
    client.holdNext('runs:delete', Promise.reject(new Error('the disk is read-only')));
    const before = studio.getState().runs;
    expect(before?.map((run) => run.run)).toContain(RUN_C);
    await studio.getState().deleteRun(RUN_C);
    expect(studio.getState().runs).toEqual(before);
    expect(studio.getState().notices.at(-1)?.tone).toBe('error');
    end();
  });

  it('starts a run and opens it', async () => {
    const { studio, run } = makeParts(busyDay(ordersRun('failed')));
    await studio.getState().openFile(ordersRun('failed').path);
    const made = await studio
      .getState()
      .execute({ kind: 'start', path: ordersRun('failed').path, inputs: { threshold: 0.5 } });
    expect(made).not.toBeNull();
    expect(run.getState().run).toBe(made);
  });

  it('keeps the step in sight that was rerun', async () => {
    const { studio } = makeParts(busyDay(ordersRun('failed')));
    await studio.getState().openRun(RUN_A);
    await studio.getState().execute({ kind: 'rerun', run: RUN_A, from: ['validate'], definition: 'snapshot' });
    expect(studio.getState().openedRun?.summary.run).not.toBe(RUN_A);
    expect(studio.getState().selected).toBe('validate');
  });

  it('says why a run could not be started', async () => {
    const { studio } = makeParts({ ...busyDay(ordersRun('failed')), untrusted: true });
    const made = await studio.getState().execute({ kind: 'start', path: ordersRun('failed').path, inputs: {} });
    expect(made).toBeNull();
    expect(studio.getState().notices.at(-1)?.detail).toContain('not trusted');
  });

  it('lists runs newest first, each once', () => {
    const summary = (run: string, createdAt: string) => ({ run, createdAt }) as never;
    const runs = place(
      [summary('a', '1'), summary('b', '2')],
      [
        { run: 'c', summary: summary('c', '3') },
        { run: 'a', summary: null },
        { run: 'b', summary: summary('b', '2') },
      ],
    );
    expect(runs.map((run) => run.run)).toEqual(['c', 'b']);
  });
});
