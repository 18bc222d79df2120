import { MemorySaver } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { play, statusesOf } from './support/play.ts';
import type { PlayedStep } from './support/random-steps.ts';

/** One after the other, each as short as a step can be. */
function chain(count: number): readonly PlayedStep[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    dependencies: at === 0 ? [] : [`n${at - 1}`],
    ms: 0,
    outcome: 'ok' as const,
    onFailure: { kind: 'fail' as const },
  }));
}

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the pace of a graph', () => {
  it('E7 lets a big graph report what its short steps brought meanwhile in one superstep', async () => {
    const steps = chain(200);
    const saver = new MemorySaver();
    const { supersteps, table } = await play(steps, { slots: 8, saver, coalesceMs: 20, wait: aTurn });
    expect(new Set(Object.values(statusesOf(table, steps)))).toEqual(new Set(['completed']));
    expect(supersteps).toBeLessThan(160);
    const last = await saver.getTuple({ configurable: { thread_id: 'run' } });
    expect(last?.checkpoint.channel_values.seq).toBe(table.n);
    expect(last?.checkpoint.channel_values['out.n199']).toMatchObject({ status: 'completed' });
  });

  it('E7 keeps a place to travel to for each step of a small graph', async () => {
    const steps = chain(50);
    const { supersteps } = await play(steps, { slots: 8, saver: new MemorySaver(), coalesceMs: 20, wait: aTurn });
    expect(supersteps).toBe(50);
  });
});
