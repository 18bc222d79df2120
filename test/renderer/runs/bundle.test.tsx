import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../../renderer/app/app.tsx';
import { exportBundle, isBundle, uploadBundle } from '../../../renderer/runs/bundle.ts';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import type { TestParts } from '../helpers/make-parts.ts';
import { makeParts, until } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  document.body.replaceChildren();
  sessionStorage.clear();
});

const callsOf = (parts: TestParts, name: string) => parts.client.calls.filter((call) => call.name === name);

/** A window in which the failed run was deleted and has come back in a bundle. */
async function imported(): Promise<TestParts> {
  const parts = makeParts(busyDay(ordersRun('failed')));
  render(
    <PartsProvider value={parts}>
      <TipProvider>
        <App />
      </TipProvider>
    </PartsProvider>,
  );
  await act(async () => {
    await until(() => parts.studio.getState().info !== null, 'the app is there');
    await parts.studio.getState().deleteRun(RUN_A);
    await parts.studio.getState().openFile(`/mail/${RUN_A}.stepglass`);
  });
  return parts;
}

describe('a run bundle', () => {
  it('M18 is fetched in pieces and handed over as one file', async () => {
    const parts = makeParts(busyDay(ordersRun('failed')));
    await parts.studio.getState().openRun(RUN_A);
    const blobs: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      if (blob instanceof Blob) blobs.push(blob);
      return 'blob:x';
    });
    await exportBundle(parts);
    expect(await blobs[0]?.text()).toBe(`the bundle of ${RUN_A}`);
  });

  it('M18 is sent in pieces of a mebibyte, the last one marked', async () => {
    const parts = makeParts(busyDay(ordersRun('failed')));
    const file = new Blob([new Uint8Array(2.5 * 1024 * 1024), `the bundle of ${RUN_A}`]);
    expect(await uploadBundle(parts.client, file)).toEqual({ run: RUN_A, isNew: false });
    const pieces = callsOf(parts, 'bundles:receive').map(({ parameters }) => parameters);
    expect(pieces).toMatchObject([
      { offset: 0, isLast: false },
      { offset: 1024 * 1024, isLast: false },
      { offset: 2 * 1024 * 1024, isLast: true },
    ]);
  });

  it('M18 is known by its name', () => {
    expect(['a.stepglass', 'A.STEPGLASS', 'a.yaml', 'stepglass'].map(isBundle)).toEqual([true, true, false, false]);
  });

  it('M18 that is dropped on a window that has no paths is sent and opened', async () => {
    const parts = await imported();
    await act(async () => {
      fireEvent.drop(window, {
        dataTransfer: { types: ['Files'], files: [new File([`the bundle of ${RUN_A}`], 'x.stepglass')] },
      });
      await until(() => parts.studio.getState().notices.some(({ title }) => title === 'This run is here already'));
    });
    expect(callsOf(parts, 'bundles:receive')).toHaveLength(1);
  });

  it('M18 that cannot be used is reported, and what was open stays', async () => {
    const parts = await imported();
    await act(async () => parts.studio.getState().importRun('/mail/other.stepglass'));
    expect(screen.getByText(/this run bundle cannot be used/)).toBeTruthy();
    expect(parts.studio.getState().openedRun?.summary.run).toBe(RUN_A);
  });
});

describe('an imported run', () => {
  it('M18 says that it is read only, and offers nothing that would change it', async () => {
    const parts = await imported();
    expect(screen.getByText('Imported, read only.')).toBeTruthy();
    const toolbar = screen.getAllByRole('banner')[0] ?? document.body;
    for (const name of ['Resume', 'Rerun from here', 'Run'])
      expect(within(toolbar).queryByRole('button', { name })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Go on…' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Copy report' })).toBeTruthy();
    expect(parts.studio.getState().file).toBeNull();
  });

  it('M18 opens no sheet for a rerun, and says why', async () => {
    const parts = await imported();
    act(() => parts.studio.getState().openSheet({ kind: 'rerun', run: RUN_A, from: null, definition: 'snapshot' }));
    expect(parts.studio.getState().sheet).toBeNull();
    expect(screen.getByText('This run is read only')).toBeTruthy();
  });
});
