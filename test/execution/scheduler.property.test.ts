import { MemorySaver } from '@langchain/langgraph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/facts.ts';
import { applyFact } from '../../shared/state/apply-fact.ts';
import { emptyRunState, isSettled, stepState } from '../../shared/state/run-state.ts';
import { channelEntry, channelOf } from '../../electron/execution/schedule/graph.ts';
import { play, statusesOf } from './support/play.ts';
import { type PlayedStep, randomSteps } from './support/random-steps.ts';
import { follow, predict } from './support/reference.ts';

const RUNS = { numRuns: Number(process.env['STEPGLASS_PROPERTY_RUNS'] ?? 150) };
const slots = fc.integer({ min: 1, max: 8 });

function fold(facts: readonly Fact[]) {
  const state = emptyRunState();
  for (const fact of facts) applyFact(state, fact);
  return state;
}

/** Every checkpoint's channels are what its `seq` first facts say. */
async function expectCheckpointsToBeFolds(
  saver: MemorySaver,
  steps: readonly PlayedStep[],
  facts: readonly Fact[],
): Promise<void> {
  for await (const { checkpoint } of saver.list({ configurable: { thread_id: 'run' } })) {
    const seq = Number(checkpoint.channel_values['seq'] ?? 0);
    const state = fold(facts.slice(0, seq));
    for (const { id } of steps) {
      const entry = stepState(state, id);
      const expected = isSettled(entry.status) ? channelEntry(entry, seq) : null;
      expect(checkpoint.channel_values[channelOf(id)] ?? null, `checkpoint at ${seq}, ${id}`).toEqual(expected);
    }
  }
}

describe('the scheduler on random pipelines', () => {
  it('E11 starts the same steps in the same order with the same statuses as the reference', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(), slots, async (steps, free) => {
        const expected = predict(steps, free);
        const played = await play(steps, { slots: free });
        expect(statusesOf(played.table, steps)).toEqual(expected.status);
        expect(played.starts).toEqual(expected.starts);
        expect(played.endMs).toBeCloseTo(expected.endMs, 3);
        expect(played.peak).toBeLessThanOrEqual(free);
      }),
      RUNS,
    );
  });

  it('E5 writes lines that the rules allow one by one, whose fold is the live state, also when writing is slow', async () => {
    const slowly = (durable: boolean): Promise<void> => new Promise((resolve) => setTimeout(resolve, durable ? 3 : 0));
    const anyhow = (step: PlayedStep): Promise<void> =>
      step.ms % 2 > 1 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, step.ms % 4));
    await fc.assert(
      fc.asyncProperty(randomSteps({ max: 25 }), slots, async (steps, free) => {
        const played = await play(steps, { slots: free, flush: slowly, wait: anyhow });
        expect(follow(steps, played.facts)).toEqual(statusesOf(played.table, steps));
        expect(fold(played.facts)).toEqual(played.table);
      }),
      { numRuns: Math.min(RUNS.numRuns, 60) },
    );
  });

  it('E7 keeps checkpoints that are the fold of the facts up to their seq, the last one of all', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(), slots, fc.constantFrom(0, 3), async (steps, free, coalesceMs) => {
        const saver = new MemorySaver();
        const played = await play(steps, { slots: free, saver, coalesceMs });
        await expectCheckpointsToBeFolds(saver, steps, played.facts);
        const last = await saver.getTuple({ configurable: { thread_id: 'run' } });
        expect(last?.checkpoint.channel_values['seq']).toBe(played.facts.length);
      }),
      RUNS,
    );
  });
});
