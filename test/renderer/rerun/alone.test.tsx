import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../../shared/plan.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import { AloneSheet } from '../../../renderer/rerun/alone-sheet.tsx';
import { givenFields, readGiven } from '../../../renderer/rerun/given.ts';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';
import type { TestParts } from '../helpers/make-parts.ts';
import { makeParts, until } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

afterEach(cleanup);

const planOf = (steps: readonly Pick<Plan['steps'][number], 'step' | 'reason' | 'from' | 'decision'>[]): Plan => ({
  kind: 'step',
  newRun: true,
  parent: null,
  steps: steps.map((step) => ({ ...step, why: '', effects: 'none', repeatsEffects: false })),
});

describe('what a step reads when it runs alone', () => {
  it('comes from where the plan says', () => {
    const from = { run: '01abcdefghijk', attempt: 1 };
    const plan = planOf([
      { step: 'a', decision: 'reuse', reason: 'recorded', from },
      { step: 'b', decision: 'reuse', reason: 'pinned', from: { ...from, pin: 'stale' } },
      { step: 'c', decision: 'reuse', reason: 'given', from: { given: true } },
    ]);
    const fields = givenFields(['a', 'b', 'c', 'd'], { plan, state: emptyRunState(), isSource: false });
    expect(fields.map(({ origin }) => origin)).toEqual([
      'recorded by run 01abcdefgh',
      'pinned, from run 01abcdefgh △ the step has changed since',
      'given here',
      null,
    ]);
  });

  it('is given as JSON; an empty field gives nothing', () => {
    const fields = ['a', 'b', 'c'].map((step) => ({ step, origin: null, value: undefined }));
    expect(readGiven(fields, { a: '{"x": 1}', b: ' ', c: 'plain text' })).toMatchObject({
      values: { a: { x: 1 } },
      problems: { c: expect.stringContaining('no JSON value') },
    });
  });
});

async function openSheet(step: string): Promise<TestParts> {
  const parts = makeParts(busyDay(ordersRun('completed')));
  await parts.studio.getState().openRun(RUN_A);
  await until(() => parts.studio.getState().file !== null, 'the file');
  const sheet = { kind: 'step', step, run: RUN_A } as const;
  parts.studio.getState().openSheet(sheet);
  render(
    <PartsProvider value={parts}>
      <TipProvider>
        <AloneSheet sheet={sheet} />
      </TipProvider>
    </PartsProvider>,
  );
  await act(() => until(() => parts.studio.getState().plan !== null, 'the plan'));
  return parts;
}

const requested = (parts: TestParts) => parts.client.calls.findLast(({ name }) => name === 'runs:execute')?.parameters;

async function confirm(parts: TestParts): Promise<unknown> {
  await act(async () => {
    fireEvent.submit(screen.getByRole('form'));
    await until(() => requested(parts) !== undefined, 'the request');
  });
  return requested(parts);
}

describe('the sheet of one step', () => {
  it('runs the step over the results of the open run, with the file as it is', async () => {
    const parts = await openSheet('enrich');
    expect(screen.getAllByText(/^recorded by run/).length).toBeGreaterThan(0);
    expect(await confirm(parts)).toMatchObject({ kind: 'step', step: 'enrich', run: RUN_A });
  });

  it('gives another result instead, and takes it back', async () => {
    const parts = await openSheet('enrich');
    const results = screen.getByRole('region', { name: 'Results that it reads' });
    const [give] = within(results).getAllByRole('button', { name: /^Give another result of/ });
    const step = give?.getAttribute('aria-label')?.replace('Give another result of ', '') ?? '';
    if (give !== undefined) fireEvent.click(give);
    const field = within(results).getByLabelText(`Result of ${step} as JSON`);
    fireEvent.change(field, { target: { value: 'no json' } });
    expect(screen.getByRole('button', { name: /^Run this step/ }).hasAttribute('disabled')).toBe(true);
    fireEvent.change(field, { target: { value: '[1, 2]' } });
    await act(() => until(() => parts.studio.getState().plan?.steps.some(({ reason }) => reason === 'given') === true));
    expect(await confirm(parts)).toMatchObject({ given: { [step]: [1, 2] } });
  });

  it('looks for the newest run that has what is read', async () => {
    const parts = await openSheet('enrich');
    fireEvent.change(screen.getByLabelText('Inputs and results of'), { target: { value: '' } });
    const plans = () => parts.client.calls.filter(({ name }) => name === 'runs:plan').length;
    const before = plans();
    await act(() => until(() => plans() > before && !parts.studio.getState().planning, 'the plan'));
    expect(await confirm(parts)).not.toHaveProperty('run');
  });
});
