import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { PlannedStep } from '../../../shared/plan.ts';
import { PlanSummary } from '../../../renderer/rerun/plan-summary.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { makeParts } from '../helpers/make-parts.ts';
import { emptyScenario } from '../helpers/scenarios.ts';

afterEach(cleanup);

function counted(steps: readonly Pick<PlannedStep, 'decision' | 'reason'>[]): string {
  const parts = makeParts(emptyScenario());
  const planned = steps.map((step, index) => ({
    ...step,
    step: `s${index}`,
    why: '',
    effects: 'none' as const,
    repeatsEffects: false,
  }));
  parts.studio.setState({ plan: { kind: 'step', newRun: true, parent: null, steps: planned } });
  const { container } = render(
    <PartsProvider value={parts}>
      <PlanSummary />
    </PartsProvider>,
  );
  return container.querySelector('p')?.textContent ?? '';
}

it('M9 says of steps that have no part in a run of one step that they stay, not that they are skipped', () => {
  const text = counted([
    { decision: 'run', reason: 'chosen' },
    { decision: 'reuse', reason: 'recorded' },
    { decision: 'skip', reason: 'outside_only' },
    { decision: 'skip', reason: 'outside_only' },
  ]);
  expect(text).toBe('1 runs · 1 reused · 2 stay as they are');
});

it('M9 counts steps that are skipped', () => {
  const text = counted([
    { decision: 'run', reason: 'chosen' },
    { decision: 'run', reason: 'upstream_runs' },
    { decision: 'skip', reason: 'condition' },
  ]);
  expect(text).toBe('2 run · 1 skipped');
});
