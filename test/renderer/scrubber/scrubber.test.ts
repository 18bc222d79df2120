import { describe, expect, it } from 'vitest';
import { checkpointRows } from '../../../renderer/scrubber/checkpoint-changes.ts';
import { advance, delayAfter } from '../../../renderer/scrubber/playback.ts';
import { describeFact, firstFailure, placeOf, ticksOf } from '../../../renderer/scrubber/ticks.ts';
import { readersOf, variableRows } from '../../../renderer/scrubber/variables.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { largeScenario, ordersRun } from '../helpers/scenarios.ts';

const { recording, pipeline } = ordersRun('failed');
const { facts } = recording;
const timeline = new RunTimeline();
timeline.append(facts);

describe('the track', () => {
  it('M7 marks failures before checkpoints before starts where they fall together', () => {
    const many = largeScenario(600).runs[0]?.recording.facts ?? [];
    expect(ticksOf(many).length).toBeLessThanOrEqual(241);
    const kinds = new Set(ticksOf(facts).map((tick) => tick.kind));
    expect(kinds).toEqual(new Set(['failure', 'checkpoint', 'start']));
  });

  it('M7 jumps to the failure that failed the run, not to an attempt', () => {
    const n = firstFailure(facts) ?? 0;
    expect(facts[n - 1]).toMatchObject({ type: 'step.failed', step: 'aggregate' });
  });

  it('names facts in words', () => {
    expect(facts.slice(0, 3).map(describeFact)).toEqual(['run created', 'run started', 'read_orders started']);
  });

  it('names the step at which a run paused', () => {
    const fact = {
      type: 'run.paused',
      reason: 'breakpoint',
      step: 'send',
      n: 1,
      at: '2026-11-20T00:00:00.000Z',
    } as const;
    expect(describeFact(fact)).toBe('run paused at send');
  });

  it('M7 tells a process that has started from its step', () => {
    const fact = { type: 'process.started', step: 'load', attempt: 1, pid: 7, startedAt: '', marker: '' } as const;
    expect(describeFact({ ...fact, n: 1, at: '2026-11-20T00:00:00.000Z' })).toBe('load process started');
    expect([placeOf(1, 1), placeOf(1, 11), placeOf(11, 11)]).toEqual([1, 0, 1]);
  });
});

describe('playing', () => {
  it('M7 plays in the time of the run, ten times as fast, and stops at the end', () => {
    const gap = delayAfter(facts, 4, 1) ?? 0;
    expect(delayAfter(facts, 4, 10)).toBeCloseTo(gap / 10);
    expect(delayAfter(facts, facts.length, 1)).toBeNull();
    expect(advance(facts, { n: 1, elapsedMs: 1e9, speed: 1 }).n).toBe(facts.length);
  });

  it('M7 does not sit through a long wait', () => {
    const slow = facts.map((fact, i) => ({ ...fact, at: new Date(i * 3_600_000).toISOString() }));
    expect(delayAfter(slow, 1, 1)).toBe(2000);
  });

  it('keeps the time that was not used up', () => {
    const regular = facts.map((fact, i) => ({ ...fact, at: new Date(i * 100).toISOString() }));
    expect(advance(regular, { n: 1, elapsedMs: 250, speed: 1 })).toEqual({ n: 3, rest: 50 });
  });
});

describe('checkpoints', () => {
  it('M8 lists the newest first, each with what it adds', () => {
    const rows = checkpointRows(timeline.live.checkpoints, facts);
    expect(rows[0]?.checkpoint.seq).toBeGreaterThan(rows.at(-1)?.checkpoint.seq ?? Infinity);
    expect(rows.find((row) => row.settled.includes('set_period'))?.variables).toEqual(['period', 'min_rows']);
    expect(rows.find((row) => row.settled.includes('aggregate'))?.settled).toContain('report');
  });
});

describe('variables', () => {
  const rows = variableRows(timeline.live, pipeline);
  const row = (key: string) => rows.find((candidate) => candidate.key === key);

  it('M6 knows value, kind and writer', () => {
    expect(row('variable min_rows')).toMatchObject({
      kind: 'variable',
      value: { inline: 90 },
      writer: { step: 'set_period', attempt: 1 },
    });
    expect(row('input threshold')).toMatchObject({ kind: 'input', writer: null, value: { inline: 0.9 } });
    expect(row('step clean')).toMatchObject({ kind: 'intermediate', writer: { step: 'clean', attempt: 2 } });
    expect(row('step aggregate')).toBeUndefined();
  });

  it('M6 knows who read a value, and where', () => {
    expect(row('variable min_rows')?.readers).toEqual([{ step: 'aggregate', at: 'parameters.min_rows' }]);
    expect(readersOf(timeline.live, 'enrich').map((reader) => reader.step)).toEqual(['aggregate', 'find_outliers']);
  });

  it('M6 shows the values at the playhead and marks what changed there', () => {
    const set = facts.find((fact) => fact.type === 'step.completed' && fact.step === 'set_period')?.n ?? 0;
    const then = variableRows(timeline.stateAt(set), pipeline);
    expect(
      then
        .filter((candidate) => candidate.changedHere)
        .map((candidate) => candidate.key)
        .sort(),
    ).toEqual(['step set_period', 'variable min_rows', 'variable period']);
    expect(variableRows(timeline.stateAt(set - 1), pipeline).some((candidate) => candidate.kind === 'variable')).toBe(
      false,
    );
  });
});
