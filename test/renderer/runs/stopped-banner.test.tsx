import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { StoppedBanner } from '../../../renderer/runs/stopped-banner.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { makeParts } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

afterEach(cleanup);

const MESSAGE = 'cannot write the journal (/data): no space left. The disk is full: free some space, then resume.';

it('E24 says why the open run stopped, and goes on with it when told to', async () => {
  const parts = makeParts(busyDay(ordersRun('completed')));
  await parts.studio.getState().openRun(RUN_A);
  render(
    <PartsProvider value={parts}>
      <StoppedBanner />
    </PartsProvider>,
  );
  expect(screen.queryByRole('alert')).toBeNull();
  const opened = parts.studio.getState().openedRun;
  if (opened === null) throw new Error('the run is open');
  const summary = { ...opened.summary, status: 'interrupted', error: { step: null, message: MESSAGE } } as const;
  act(() => parts.studio.setState({ openedRun: { ...opened, summary } }));
  expect(screen.getByRole('alert').textContent).toContain(MESSAGE);
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Resume' })));
  const executed = parts.client.calls.find(({ name }) => name === 'runs:execute');
  expect(executed?.parameters).toMatchObject({ kind: 'resume', run: RUN_A });
});
