import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../shared/json.ts';
import { Compare } from '../../../renderer/compare/compare.tsx';
import { markOf } from '../../../renderer/compare/difference-mark.tsx';
import { slowerText } from '../../../renderer/compare/sides.tsx';
import type { RunValue } from '../../../renderer/compare/use-differences.ts';
import { ValueDifference } from '../../../renderer/compare/value-difference.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import type { TestParts } from '../helpers/make-parts.ts';
import { makeParts } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A, RUN_C } from '../helpers/scenarios.ts';

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

function show(children: React.ReactNode, parts: TestParts): void {
  render(
    <PartsProvider value={parts}>
      <TipProvider>{children}</TipProvider>
    </PartsProvider>,
  );
}

/** The failed run beside one that completed. */
async function comparing(other = RUN_C): Promise<TestParts> {
  const failed = ordersRun('failed');
  const parts = makeParts({ ...busyDay(failed), runs: [failed, ordersRun('completed', { run: RUN_C })] });
  await parts.studio.getState().openRun(RUN_A);
  parts.studio.getState().setCompareWith(other);
  show(<Compare />, parts);
  await screen.findByRole('button', { name: 'End comparison' });
  return parts;
}

const value = (inline: Json): RunValue => ({ run: RUN_A, stored: { inline } });

describe('the comparison of two runs', () => {
  it('M16 names the first difference and goes to it', async () => {
    const parts = await comparing();
    expect(screen.getByText(/steps? differs?, first/).textContent).toContain('aggregate');
    act(() => screen.getByRole('button', { name: 'Go to the first difference' }).click());
    const row = within(screen.getByRole('region', { name: 'Steps' })).getByRole('button', { name: /^aggregate/ });
    expect(row.getAttribute('aria-expanded')).toBe('true');
    expect(document.activeElement).toBe(row);
    expect(parts.studio.getState().selected).toBe('aggregate');
    expect(screen.getByText('The other:', { exact: false }).parentElement?.textContent).toContain('no error');
  });

  it('M16 shows both graphs in one, each step with what it was in both', async () => {
    await comparing();
    const graph = screen.getByRole('group', { name: 'Both graphs' });
    const step = within(graph).getByRole('button', { name: /^aggregate/ });
    expect(step.textContent).toContain('another state');
    expect(within(step).getByRole('img', { name: 'Failed' })).toBeTruthy();
    expect(within(step).getByRole('img', { name: 'Completed' })).toBeTruthy();
    expect(within(graph).getByRole('button', { name: /^clean/ }).textContent).toContain('same');
    act(() => step.click());
    expect(step.getAttribute('aria-pressed')).toBe('true');
  });

  it('M16 leaves out what is the same, when asked to', async () => {
    await comparing();
    const steps = screen.getByRole('region', { name: 'Steps' });
    expect(within(steps).queryByRole('button', { name: /^clean/ })).toBeTruthy();
    act(() => screen.getByRole('checkbox', { name: 'Only differences' }).click());
    expect(within(steps).queryByRole('button', { name: /^clean/ })).toBeNull();
    expect(within(steps).queryByRole('button', { name: /^aggregate/ })).toBeTruthy();
  });

  it('M16 says which inputs are the same', async () => {
    await comparing();
    expect(screen.getByRole('region', { name: 'Inputs' }).textContent).toContain('the same in both');
  });

  it('M8 compares a checkpoint with what the run has become, or is at the playhead', async () => {
    const parts = makeParts(busyDay(ordersRun('completed')));
    await parts.studio.getState().openRun(RUN_A);
    const { timeline } = parts.run.getState();
    const first = timeline.live.checkpoints[0]?.seq ?? 0;
    act(() => parts.studio.getState().setCompareWith(RUN_A, first));
    show(<Compare />, parts);
    expect(screen.getByText(`the other is this run at @${first}`, { exact: false })).toBeTruthy();
    expect(screen.getByText(/steps? differs?, first/)).toBeTruthy();
    act(() => parts.run.getState().seek(first));
    expect(screen.getByText('No step differs', { exact: false })).toBeTruthy();
  });

  it('M16 ends, and the graph is back', async () => {
    const parts = await comparing();
    act(() => screen.getByRole('button', { name: 'End comparison' }).click());
    expect(parts.studio.getState()).toMatchObject({ compareWith: null, centre: 'graph' });
  });
});

describe('the difference of two values', () => {
  const between = (before: Json, after: Json): HTMLElement => {
    show(
      <ValueDifference name="it" before={value(before)} after={value(after)} />,
      makeParts(busyDay(ordersRun('completed'))),
    );
    return document.body;
  };

  it('M16 is told place by place, by sign and word as well as by colour', () => {
    between({ rows: [{ n: 1 }], gone: true }, { rows: [{ n: 2 }], come: 'x' });
    const items = screen.getAllByRole('listitem').map((item) => item.textContent);
    expect(items).toEqual(['rows[0].n− removed 1+ added 2', 'gone− removed true', 'come+ added x']);
  });

  it('M16 of texts is told line by line', () => {
    const body = between('one\ntwo\nthree', 'one\n2\nthree');
    expect(body.querySelector('pre')?.textContent).toBe(['  one', '− removed two', '+ added 2', '  three'].join(''));
  });

  it('M16 keeps the quotes of texts that could be taken for something else', () => {
    const body = between(5, '5');
    expect(body.querySelector('pre')?.textContent).toBe('− removed 5+ added "5"');
  });

  it('M16 shows many in parts', () => {
    between({}, Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`n${i}`, i])));
    expect(screen.getAllByRole('listitem')).toHaveLength(50);
    fireEvent.click(screen.getByRole('button', { name: 'Show 20 more' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(70);
  });

  it('M16 of large values is asked of the host', async () => {
    const parts = makeParts(busyDay(ordersRun('completed')));
    const [blob] = [...ordersRun('completed').recording.blobs.keys()];
    const stored = { blob: blob ?? '', sizeBytes: 9000 };
    show(<ValueDifference name="it" before={{ run: RUN_A, stored }} after={{ run: RUN_A, stored }} />, parts);
    expect(parts.client.calls.map(({ name }) => name)).toContain('values:compare');
    expect(await screen.findByText('No difference.')).toBeTruthy();
  });

  it('M16 keeps hostile names and texts texts', () => {
    const body = between({ '<b>\u202e': '<img src=x>' }, {});
    expect(body.querySelector('b, img')).toBeNull();
    expect(body.textContent).toContain('<img src=x>');
  });
});

describe('what a step took', () => {
  const side = (durationMs: number) =>
    ({ look: 'completed', durationMs, attempts: 1, parameters: null, result: null, error: null }) as const;
  const took = (a: number, b: number) =>
    markOf({ step: 's', a: side(a), b: side(b), difference: null, slowerMs: b - a });

  it.each([
    [1000, 1010, 'same'],
    [10, 90, 'same'],
    [1000, 2000, 'time'],
    [2000, 1000, 'time'],
    [10_000, 10_900, 'same'],
  ])('M16 of %i and %i ms is %s', (a, b, mark) => {
    expect(took(a, b)).toBe(mark);
  });

  it('M16 is told with its sign', () => {
    expect([1200, -40, 0, null].map(slowerText)).toEqual(['+1.2 s', '−40 ms', '', '']);
  });
});
