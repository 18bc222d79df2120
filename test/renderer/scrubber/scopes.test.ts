import { describe, expect, it } from 'vitest';
import type { FactBody, Read, StoredValue } from '../../../shared/facts.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import { levelsOf } from '../../../renderer/scrubber/levels.ts';
import { readersOf, variableRows } from '../../../renderer/scrubber/variables.ts';
import { loopRun } from '../helpers/loop-scenario.ts';

const outer = loopRun(2).pipeline;
const process = outer.steps.find(({ id }) => id === 'process');
if (process?.container?.kind !== 'for_each') throw new Error('the scenario has a loop');
const loop = process.container;
const [first] = loop.body.steps;
if (first === undefined) throw new Error('the loop has a body');

/** `process` over towns; inside of it `days`, a loop of its own over numbers, and a step that it reads. */
const nested: Step = { ...process, id: 'days', container: { ...loop, as: 'day', loopName: 'days' } };
const pipeline: Pipeline = {
  ...outer,
  steps: outer.steps.map((step) =>
    step.id === 'process'
      ? { ...process, container: { ...loop, as: 'town', body: { steps: [first, nested], order: ['fetch', 'days'] } } }
      : step,
  ),
};

function stateOf(facts: readonly FactBody[]): RunState {
  const state = emptyRunState();
  facts.forEach((body, index) => {
    applyFact(state, { ...body, n: index + 1, at: '2026-03-01T10:00:00.000Z' });
  });
  return state;
}

const begun = (step: string, parameters: StoredValue, reads: readonly Read[] = []): FactBody => ({
  type: 'step.started',
  step,
  attempt: 1,
  parameters,
  reads,
});
const done = (step: string, result: StoredValue, variable?: string): FactBody => ({
  type: 'step.completed',
  step,
  attempt: 1,
  result,
  durationMs: 1,
  consequences:
    variable === undefined
      ? []
      : [{ type: 'variable.changed', name: variable, old: null, value: { inline: 7 }, step, attempt: 1 }],
});

const TOWNS: StoredValue = { inline: { for_each: ['Oslo', 'Rome'] } };
const facts: readonly FactBody[] = [
  done('list_orders', { inline: 'all' }),
  begun('process', TOWNS),
  { type: 'loop.iteration_started', step: 'process', iteration: 1, total: 2 },
  begun('process[1].fetch', { inline: {} }, [{ kind: 'step', name: 'list_orders', hash: '', at: 'parameters.url' }]),
  done('process[1].fetch', { inline: 'fetched' }, 'count'),
  begun('process[1].days', { blob: 'b'.repeat(64), sizeBytes: 9000 }),
  { type: 'loop.iteration_started', step: 'process[1].days', iteration: 0, total: 3 },
  begun('process[1].days[0].save', { inline: {} }, [
    { kind: 'step', name: 'fetch', hash: '', at: 'parameters.content' },
    { kind: 'variable', name: 'count', hash: '', at: 'parameters.path' },
  ]),
];
const state = stateOf(facts);
const rows = variableRows(state, pipeline, 'process[1].days[0]');
const row = (key: string) => rows.find((each) => each.key === key);

describe('values seen from inside of a loop', () => {
  it('E17 are those of its iteration, of the iterations around it, and of the pipeline', () => {
    expect(levelsOf('process[1].days[0]')).toEqual(['process[1].days[0]', 'process[1]', '']);
    expect(levelsOf('sub.each[2]')).toEqual(['sub.each[2]', 'sub']);
    expect(row('loop process[1].town')).toMatchObject({ value: { inline: 'Rome' }, writer: { step: 'process' } });
    expect(row('loop process[1].days[0].index')?.value).toEqual({ inline: 0 });
    expect(row('loop process[1].days[0].length')?.value).toEqual({ inline: 3 });
    expect(row('step process[1].fetch')?.value).toEqual({ inline: 'fetched' });
    expect(row('variable process[1].count')).toMatchObject({
      value: { inline: 7 },
      writer: { step: 'process[1].fetch' },
    });
    expect(row('step list_orders')?.value).toEqual({ inline: 'all' });
  });

  it('E17 inner names hide outer ones', () => {
    expect(row('loop process[1].days[0].index')?.hiddenBy).toBeNull();
    expect(row('loop process[1].index')?.hiddenBy).toBe('process[1].days[0]');
    expect(row('loop process[1].town')?.hiddenBy).toBeNull();
  });

  it('M6 knows which steps have read them, at whatever level', () => {
    expect(row('variable process[1].count')?.readers).toEqual([
      { step: 'process[1].days[0].save', at: 'parameters.path' },
    ]);
    expect(row('step process[1].fetch')?.readers.map(({ step }) => step)).toEqual(['process[1].days[0].save']);
    expect(row('step list_orders')?.readers.map(({ step }) => step)).toEqual(['process[1].fetch']);
    expect(readersOf(state, 'process[1].fetch')).toEqual([]);
  });

  it('M6 names the entry of a large list, so that only it is fetched', () => {
    expect(row('loop process[1].days[0].day')).toMatchObject({
      value: null,
      part: { blob: 'b'.repeat(64), path: ['for_each', 0] },
    });
  });

  it('E17 are not there for an iteration that has not begun', () => {
    expect(variableRows(state, pipeline, 'process[0]').filter(({ kind }) => kind === 'loop')).toEqual([]);
  });

  it('M6 leaves what is inside out of what the run itself sees', () => {
    expect(variableRows(state, pipeline).map(({ key }) => key)).toEqual(['step list_orders']);
  });
});
