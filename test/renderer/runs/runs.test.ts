import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../shared/api/answers.ts';
import type { LoopState } from '../../../shared/state/run-scopes.ts';
import { failureReport } from '../../../renderer/runs/failure-report.ts';
import { outcomeWords, progressWords, tally } from '../../../renderer/runs/progress.ts';
import { matchesRun, runDuration, runTree } from '../../../renderer/runs/run-tree.ts';
import { censusOf, StepCensus } from '../../../renderer/state/run/census.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { ordersRun } from '../helpers/scenarios.ts';

function summary(run: string, part: Partial<RunSummary> = {}): RunSummary {
  return {
    run,
    pipeline: { id: 'p', name: 'Orders quality', file: '/p.yaml' },
    status: 'completed',
    createdAt: `2026-11-22T10:00:0${run.length}.000Z`,
    startedAt: null,
    endedAt: null,
    settled: 0,
    total: 0,
    inputs: {},
    parent: null,
    error: null,
    waiting: 0,
    brokeAt: null,
    only: null,
    pinned: 0,
    ...part,
  };
}

function folded(outcome: 'completed' | 'failed') {
  const timeline = new RunTimeline();
  timeline.append(ordersRun(outcome).recording.facts);
  return timeline.live;
}

describe('the list of runs', () => {
  it('M16 puts forks below the run that they were made from', () => {
    const runs = [
      summary('a'),
      summary('bb', { parent: { run: 'a', step: 'x' } }),
      summary('ccc', { parent: { run: 'bb', step: 'y' } }),
      summary('dddd'),
    ];
    expect(runTree(runs).map(({ summary: { run }, depth }) => `${run} ${depth}`)).toEqual([
      'dddd 0',
      'a 0',
      'bb 1',
      'ccc 2',
    ]);
  });

  it('M16 tells runs of the same minute apart, and those of the same second', () => {
    const at = (run: string, createdAt: string, file = '/p.yaml') =>
      summary(run, { createdAt, pipeline: { id: 'p', name: 'p', file } });
    const rows = runTree([
      at('a', '2026-11-22T10:00:01.000Z'),
      at('b', '2026-11-22T10:00:02.000Z'),
      at('c', '2026-11-22T10:00:02.500Z'),
      at('d', '2026-11-22T10:01:02.000Z'),
      at('e', '2026-11-22T10:01:02.000Z', '/other.yaml'),
    ]);
    const precisions = Object.fromEntries(rows.map(({ summary: { run }, precision }) => [run, precision]));
    expect(precisions).toEqual({ a: 'second', b: 'millisecond', c: 'millisecond', d: 'minute', e: 'minute' });
  });

  it('M16 lists a fork by itself when its parent is not there', () => {
    expect(runTree([summary('a', { parent: { run: 'gone', step: null } })])).toHaveLength(1);
  });

  it('M16 finds runs by names, ids, inputs, status and error', () => {
    const run = summary('01abc', {
      status: 'failed',
      inputs: { city: { inline: 'Ulm' } },
      error: { step: 'clean', message: 'no such file' },
    });
    for (const query of ['orders', '01ABC', 'ulm', 'failed', 'such clean', ''])
      expect(matchesRun(run, query)).toBe(true);
    expect(matchesRun(run, 'ulm missing')).toBe(false);
  });

  it('knows how long a run took, and not of one whose end is unknown', () => {
    const startedAt = '2026-11-22T10:00:00.000Z';
    expect(runDuration(summary('a', { startedAt, endedAt: '2026-11-22T10:00:05.000Z' }), 0)).toBe(5000);
    expect(runDuration(summary('a', { startedAt, status: 'running' }), Date.parse(startedAt) + 70)).toBe(70);
    expect(runDuration(summary('a', { startedAt, status: 'interrupted' }), 0)).toBeNull();
  });
});

describe('a run as a whole', () => {
  it('counts its steps by how they ended', () => {
    const shown = folded('failed');
    const counts = tally(censusOf({ playhead: 1, shown, timeline: new RunTimeline() }), shown.loops);
    expect(counts).toEqual({
      total: 14,
      settled: 14,
      completed: 8,
      failed: 1,
      skipped: 5,
      running: 0,
      waiting: 0,
      inside: 0,
    });
    expect(progressWords(counts)).toBe('14 of 14');
    expect(outcomeWords(counts)).toBe('8 completed · 1 failed · 5 skipped');
  });

  it('counts the iterations of a loop that is under way as parts of its step', () => {
    const census = new StepCensus();
    census.note('loop', 'started');
    census.note('endless', 'started');
    const loop = { total: 8, completed: 2, failed: 1, iterations: new Map() };
    const loops = new Map<string, LoopState>([
      ['loop', loop],
      ['endless', { ...loop, total: null }],
    ]);
    const counts = tally(census, loops);
    expect(counts.inside).toBe(3 / 8);
    expect(progressWords(counts)).toBe('0 of 2 · 18 %');
  });

  it('M10 says what failed in a report that can be sent', () => {
    const state = folded('failed');
    const report = state.error === null ? '' : failureReport(state, state.error);
    expect(report).toContain('aggregate failed: column “order_month” does not exist');
    expect(report).toMatch(/place {5}\S+orders-quality\.yaml:\d+:18/);
  });
});
