import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { RunList } from '../../../renderer/runs/run-list.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { makeParts } from '../helpers/make-parts.ts';
import { busyDay, ordersRun } from '../helpers/scenarios.ts';

afterEach(cleanup);

it('M16 filters runs that cannot be read apart from those that failed', () => {
  render(
    <PartsProvider value={makeParts(busyDay(ordersRun('failed')))}>
      <RunList />
    </PartsProvider>,
  );
  expect(within(screen.getByLabelText('Status')).getByText('Damaged')).toBeTruthy();
});
