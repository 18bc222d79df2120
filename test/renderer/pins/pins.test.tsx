import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StepglassError } from '../../../shared/errors.ts';
import { App } from '../../../renderer/app/app.tsx';
import { SHORTCUTS } from '../../../renderer/palette/shortcuts.ts';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { pinnedFile } from '../../../renderer/state/slices/pins-slice.ts';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import type { TestParts } from '../helpers/make-parts.ts';
import { makeParts, until } from '../helpers/make-parts.ts';
import { ORDERS_PATH } from '../helpers/pipelines.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  document.body.replaceChildren();
  sessionStorage.clear();
});

const callsOf = (parts: TestParts, name: string) =>
  parts.client.calls.filter((call) => call.name === name).map(({ parameters }) => parameters);

const kindOf = (parameters: unknown) => (parameters as { readonly kind: string }).kind;

async function openRun(outcome: 'completed' | 'failed' = 'completed'): Promise<TestParts> {
  const parts = makeParts(busyDay(ordersRun(outcome)));
  render(
    <PartsProvider value={parts}>
      <TipProvider>
        <App />
      </TipProvider>
    </PartsProvider>,
  );
  await act(async () => {
    await until(() => parts.studio.getState().info !== null, 'the app is there');
    await parts.studio.getState().openRun(RUN_A);
    await until(() => parts.studio.getState().file !== null, 'the file is open');
  });
  return parts;
}

async function select(parts: TestParts, step: string): Promise<HTMLElement> {
  await act(async () => parts.studio.getState().select(step));
  return screen.getByRole('complementary', { name: 'Inspector' });
}

describe('pinned results', () => {
  it('are pinned and unpinned in the inspector, and marked', async () => {
    const parts = await openRun();
    const inspector = await select(parts, 'read_orders');
    await act(async () => {
      fireEvent.click(within(inspector).getByRole('button', { name: 'Pin result' }));
      await until(() => parts.studio.getState().pins.has('read_orders'), 'the pin');
    });
    expect(callsOf(parts, 'pins:add')).toEqual([{ run: RUN_A, step: 'read_orders' }]);
    expect(within(inspector).getByText('Pinned')).toBeDefined();
    const marked = [...document.querySelectorAll('.step [data-pin=current]')];
    expect(marked.map((mark) => mark.closest('.step')?.getAttribute('aria-label'))).toEqual([
      'read_orders, completed, pinned',
    ]);
    await act(async () => {
      fireEvent.click(within(inspector).getByRole('button', { name: 'Unpin' }));
      await until(() => parts.studio.getState().pins.size === 0, 'no pin');
    });
    expect(callsOf(parts, 'pins:remove')).toEqual([{ path: ORDERS_PATH, step: 'read_orders' }]);
    expect(document.querySelector('[data-pin]')).toBeNull();
  });

  it('M17 are pinned and unpinned from the palette', async () => {
    const parts = await openRun();
    await select(parts, 'read_orders');
    const command = SHORTCUTS.find(({ id }) => id === 'pin');
    expect(command?.isAvailable?.(parts)).toBe(true);
    const press = async (isPinned: boolean) =>
      await act(async () => {
        command?.act(parts);
        await until(() => parts.studio.getState().pins.has('read_orders') === isPinned, 'the change');
      });
    await press(true);
    await press(false);
    await select(parts, 'aggregate[0].inner');
    expect(command?.isAvailable?.(parts)).toBe(false);
  });

  it('cannot be made of a step that did not complete', async () => {
    const parts = await openRun('failed');
    const { error } = parts.run.getState().shown;
    const inspector = await select(parts, error?.step ?? '');
    expect(within(inspector).queryByRole('button', { name: 'Pin result' })).toBeNull();
    expect(within(inspector).getByRole('button', { name: 'Run alone…' })).toBeDefined();
  });

  it('make a start ask, say what is pinned, and let it run all the same', async () => {
    const parts = await openRun();
    await act(() => parts.studio.getState().pin('read_orders'));
    await act(async () => parts.studio.getState().openSheet({ kind: 'start' }));
    const pinned = screen.getByRole('region', { name: 'Pinned results' });
    expect(pinned.textContent).toContain('read_orders');
    fireEvent.click(within(pinned).getByRole('checkbox'));
    await act(async () => {
      fireEvent.submit(screen.getByRole('form'));
      await until(() => callsOf(parts, 'runs:execute').length > 0, 'the start');
    });
    expect(callsOf(parts, 'runs:execute')).toMatchObject([{ kind: 'start', ignorePins: true }]);
  });

  it('say so when they cannot be read, instead of being none', async () => {
    const parts = makeParts(busyDay(ordersRun('completed')));
    await parts.studio.getState().openRun(RUN_A);
    vi.spyOn(parts.client, 'request').mockRejectedValue(
      new StepglassError('storage_failure', 'pin_damaged', 'a pin cannot be read'),
    );
    await parts.studio.getState().loadPins();
    await parts.studio.getState().loadPins();
    const told = parts.studio.getState().notices.filter(({ title }) => title.includes('pinned results'));
    expect(told).toMatchObject([{ tone: 'error', detail: 'a pin cannot be read', action: { label: 'Forget it' } }]);
  });

  it('that cannot be read can be forgotten where a run is started, or left out', async () => {
    const parts = await openRun();
    await act(async () => {
      parts.studio.setState({ pinsProblem: 'a pin cannot be read (/data/pins/x/pin.json)' });
      parts.studio.getState().openSheet({ kind: 'start' });
    });
    act(() => parts.studio.setState({ pinsProblem: 'a pin cannot be read (/data/pins/x/pin.json)' }));
    const section = screen.getByRole('region', { name: 'Pinned results' });
    expect(within(section).getByRole('alert').textContent).toContain('/data/pins/x/pin.json');
    expect(within(section).getByRole('checkbox', { name: 'Run them all the same' })).toBeDefined();
    await act(async () => {
      fireEvent.click(within(section).getByRole('button', { name: 'Forget it' }));
      await until(() => parts.studio.getState().pinsProblem === null, 'it is forgotten');
    });
    expect(callsOf(parts, 'pins:mend')).toEqual([{ path: ORDERS_PATH }]);
  });

  it('M9 are left out of a rerun, a continuation and a step alone that are told to', async () => {
    const parts = await openRun();
    await act(() => parts.studio.getState().pin('read_orders'));
    for (const sheet of [
      { kind: 'rerun', run: RUN_A, from: null, definition: 'snapshot' },
      { kind: 'continue', run: RUN_A, seq: 3, checkpoint: null },
      { kind: 'step', step: 'aggregate', run: RUN_A },
    ] as const) {
      await act(async () => parts.studio.getState().openSheet(sheet));
      const section = screen.getByRole('region', { name: 'Pinned results' });
      await act(async () => {
        fireEvent.click(within(section).getByRole('checkbox'));
        await until(() => parts.studio.getState().plan !== null && !parts.studio.getState().planning, 'the plan');
      });
      expect(callsOf(parts, 'runs:plan').at(-1)).toMatchObject({ kind: sheet.kind, ignorePins: true });
      await act(async () => {
        fireEvent.submit(screen.getByRole('form'));
        await until(() => callsOf(parts, 'runs:execute').some((call) => kindOf(call) === sheet.kind), 'the run');
      });
      const executed = callsOf(parts, 'runs:execute').find((call) => kindOf(call) === sheet.kind);
      expect(executed).toMatchObject({ ignorePins: true });
      await act(() => parts.studio.getState().openRun(RUN_A));
    }
  });

  it('are none for a run that was imported', () => {
    const summary = { pipeline: { file: '/other/machine.yaml' }, importedAt: 'then' };
    const openedRun = { summary } as unknown as Parameters<typeof pinnedFile>[0]['openedRun'];
    expect(pinnedFile({ openedRun, file: null })).toBeNull();
  });
});
