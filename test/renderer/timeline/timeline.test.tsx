import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { Timeline } from '../../../renderer/timeline/timeline.tsx';
import { makeParts } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

afterEach(cleanup);

it('M20 does not promise bars to a run that ended without running a step', async () => {
  const parts = makeParts(busyDay(ordersRun('completed', { visible: 2 })));
  await parts.studio.getState().openRun(RUN_A);
  render(
    <PartsProvider value={parts}>
      <Timeline />
    </PartsProvider>,
  );
  expect(screen.getByText('Nothing has run yet')).toBeTruthy();
  const n = parts.run.getState().known + 1;
  const end = { type: 'run.completed', outputs: {}, outputErrors: {}, n, at: new Date().toISOString() } as const;
  act(() => parts.run.getState().receive([{ facts: [end], signals: [] }]));
  expect(screen.getByText('No step ran')).toBeTruthy();
});
