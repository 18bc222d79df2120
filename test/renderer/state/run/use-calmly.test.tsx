import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PartsProvider } from '../../../../renderer/state/parts.tsx';
import { useCalmly } from '../../../../renderer/state/run/use-calmly.ts';
import { makeParts } from '../../helpers/make-parts.ts';
import { busyDay, ordersRun } from '../../helpers/scenarios.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** What a reader of `known` sees, and how to give the run more of its facts. */
function readKnown() {
  const orders = ordersRun('completed');
  const { facts, run } = orders.recording;
  const parts = makeParts(busyDay(orders));
  const wrapper = ({ children }: { children: ReactNode }) => <PartsProvider value={parts}>{children}</PartsProvider>;
  const { result } = renderHook(() => useCalmly((view) => view.known), { wrapper });
  act(() => parts.run.getState().open(run));
  let given = 0;
  const give = (count: number) => {
    act(() => parts.run.getState().receive([{ facts: facts.slice(given, given + count), signals: [] }]));
    given += count;
  };
  return { result, give, parts, last: facts.length };
}

it('M7 reads four times a second what changes with every fact', () => {
  const { result, give } = readKnown();
  give(2);
  act(() => void vi.advanceTimersByTime(250));
  expect(result.current).toBe(2);
  give(1);
  give(1);
  expect(result.current).toBe(2);
  act(() => void vi.advanceTimersByTime(250));
  expect(result.current).toBe(4);
});

it('M7 reads at once when the run ends, and when the playhead is moved', () => {
  const { result, give, parts, last } = readKnown();
  give(4);
  act(() => parts.run.getState().seek(2));
  expect(result.current).toBe(4);
  act(() => parts.run.getState().seek(null));
  give(last - 4);
  expect(result.current).toBe(last);
});
