import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../../shared/facts.ts';
import { applyFact } from '../../../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../../../shared/state/run-state.ts';
import { RunTimeline } from '../../../../renderer/state/run/run-timeline.ts';
import { loopRun } from '../../helpers/loop-scenario.ts';
import { largeScenario, ordersRun } from '../../helpers/scenarios.ts';

const large = largeScenario(400).runs[0]?.recording.facts ?? [];
const orders = ordersRun('failed').recording.facts;

function fold(facts: readonly Fact[]) {
  const state = emptyRunState();
  for (const fact of facts) applyFact(state, fact);
  return state;
}

function batches(facts: readonly Fact[], sizes: readonly number[]): (readonly Fact[])[] {
  const cut: (readonly Fact[])[] = [];
  let from = 0;
  for (let i = 0; from < facts.length; i += 1) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    cut.push(facts.slice(from, from + size));
    from += size;
  }
  return cut;
}

describe('the timeline of a run', () => {
  it('M7 shows at fact n what folding n facts gives', () => {
    const timeline = new RunTimeline();
    timeline.append(large);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: large.length }), (n) => {
        expect(timeline.stateAt(n)).toEqual(fold(large.slice(0, n)));
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it('M7 gives the same state however the facts are batched, also when batches overlap', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 4 }), (cut, overlap) => {
        const timeline = new RunTimeline();
        for (const batch of batches(orders, cut)) {
          const first = (batch[0]?.n ?? 1) - 1;
          timeline.append([...orders.slice(Math.max(0, first - overlap), first), ...batch]);
        }
        expect(timeline.live).toEqual(fold(orders));
        expect(timeline.facts).toEqual(orders);
      }),
      { numRuns: 60, seed: 12 },
    );
  });

  it('M7 keeps a state that was looked at when more facts come', () => {
    const timeline = new RunTimeline();
    timeline.append(large.slice(0, 700));
    const then = timeline.stateAt(600);
    const copy = structuredClone(then);
    timeline.append(large.slice(700));
    expect(then).toEqual(copy);
  });

  it('refuses facts with a gap between them', () => {
    const timeline = new RunTimeline();
    timeline.append(orders.slice(0, 3));
    expect(() => timeline.append(orders.slice(5))).toThrow('fact 6 follows fact 3');
  });
});

describe('the timeline of a run with loops', () => {
  it('M7 shows at fact n what folding n facts gives, iterations included', () => {
    const facts = loopRun(1500, { failing: [7, 900] }).recording.facts;
    const timeline = new RunTimeline();
    timeline.append(facts);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: facts.length }), (n) => {
        expect(timeline.stateAt(n)).toEqual(fold(facts.slice(0, n)));
      }),
      { numRuns: 8, seed: 13 },
    );
  });
});
