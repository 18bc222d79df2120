import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { RunRowView } from '../../../renderer/runs/run-row.tsx';
import { runTree } from '../../../renderer/runs/run-tree.ts';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import { makeParts, until } from '../helpers/make-parts.ts';
import { busyDay, ordersRun } from '../helpers/scenarios.ts';

afterEach(cleanup);

it('M17 hands the focus of a run that is deleted by key to the next one', async () => {
  const parts = makeParts(busyDay(ordersRun('failed')));
  const end = parts.studio.getState().listen();
  await until(() => parts.studio.getState().runs !== null, 'runs are listed');
  const rows = runTree(parts.studio.getState().runs ?? []).slice(0, 2);
  render(
    <PartsProvider value={parts}>
      <TipProvider>
        <ul>
          {rows.map((row) => (
            <RunRowView key={row.summary.run} row={row} top={0} named />
          ))}
        </ul>
      </TipProvider>
    </PartsProvider>,
  );
  const [first, second] = screen.getAllByRole('listitem').map((row) => row.querySelector('button'));
  first?.focus();
  await act(async () => void fireEvent.keyDown(first ?? document.body, { key: 'Delete' }));
  expect(document.activeElement).toBe(second);
  expect(parts.client.calls.some(({ name }) => name === 'runs:delete')).toBe(true);
  end();
});
