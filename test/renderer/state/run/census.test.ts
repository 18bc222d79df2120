import { describe, expect, it } from 'vitest';
import { censusOf } from '../../../../renderer/state/run/census.ts';
import { RunTimeline } from '../../../../renderer/state/run/run-timeline.ts';
import { loopRun } from '../../helpers/loop-scenario.ts';
import { ordersRun } from '../../helpers/scenarios.ts';

const STATUSES = ['pending', 'started', 'retrying', 'waiting', 'completed', 'failed', 'skipped', 'cancelled'] as const;

describe('the census of steps', () => {
  it.each([
    ['a run that fails', ordersRun('failed')],
    ['a loop', loopRun(40, { failing: [3] })],
  ])('counts along with the facts what going over all steps counts, in %s', (_name, { recording }) => {
    const timeline = new RunTimeline();
    for (const fact of recording.facts) {
      timeline.append([fact]);
      const counted = censusOf({ playhead: fact.n, shown: timeline.stateAt(fact.n), timeline });
      const live = censusOf({ playhead: null, shown: timeline.live, timeline });
      expect(STATUSES.map((status) => live.count(status))).toEqual(STATUSES.map((status) => counted.count(status)));
      expect([...live.running].sort()).toEqual([...counted.running].sort());
      expect([...live.waiting].sort()).toEqual([...counted.waiting].sort());
      expect(live.total).toBe(timeline.live.steps.size);
    }
  });
});
