import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  editableParameters,
  editableVariables,
  inlineInputs,
  readEdits,
  readInputEdits,
} from '../../../renderer/rerun/edits.ts';
import { stepsFrom } from '../../../renderer/rerun/from-step.tsx';
import { hunks, lineDifference } from '../../../renderer/rerun/line-difference.ts';
import { toolsOf } from '../../../renderer/rerun/tools-of.ts';
import { draftOf } from '../../../renderer/run-inputs/draft.ts';
import { FROM_START } from '../../../renderer/state/actions.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const { recording, pipeline } = ordersRun('failed');
const timeline = new RunTimeline();
timeline.append(recording.facts);
const state = timeline.live;

describe('where a rerun begins', () => {
  it('M9 is one step, every step, or wherever something has changed', () => {
    expect(stepsFrom('clean', pipeline)).toEqual(['clean']);
    expect(stepsFrom(FROM_START, pipeline)).toEqual(pipeline.order);
    expect(stepsFrom(null, pipeline)).toEqual([]);
  });
});

describe('what is edited for a rerun', () => {
  it('M9 offers run variables and the parameters of the step', () => {
    expect(editableVariables(state).map((editable) => editable.name)).toEqual(['period', 'min_rows']);
    expect(editableParameters(state, 'aggregate').map((editable) => editable.name)).toContain('aggregate.sum');
  });

  it('M9 sends only what differs, with its type', () => {
    const editables = editableVariables(state);
    expect(readEdits(editables, { min_rows: '120', period: '2026-11-22' })).toEqual({
      values: { min_rows: 120 },
      problems: {},
    });
    expect(readEdits(editables, { min_rows: '{' }).problems).toEqual({ min_rows: 'this is no JSON value' });
    expect(readEdits(editables, { period: '5' }).values).toEqual({ period: '5' });
  });

  it('M9 sends only inputs that were changed', () => {
    const before = inlineInputs(state);
    const draft = draftOf(pipeline.inputs, before);
    expect(readInputEdits(pipeline.inputs, draft, before).values).toEqual({});
    expect(readInputEdits(pipeline.inputs, { ...draft, threshold: '0.5' }, before).values).toEqual({ threshold: 0.5 });
    expect(
      readInputEdits(pipeline.inputs, { ...draft, threshold: 'much' }, before).problems['threshold'],
    ).toBeDefined();
  });
});

describe('differences of two texts', () => {
  it('M9 gives both texts back', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 }).map((parts) => parts.join('\n'));
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const found = lineDifference(before, after);
        expect(
          found
            .filter((line) => line.kind !== 'added')
            .map((line) => line.text)
            .join('\n'),
        ).toBe(before);
        expect(
          found
            .filter((line) => line.kind !== 'removed')
            .map((line) => line.text)
            .join('\n'),
        ).toBe(after);
      }),
      { numRuns: 200, seed: 51 },
    );
  });

  it('M9 shows a changed line among those around it', () => {
    const before = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
    const shown = hunks(lineDifference(before, before.replace('line 15', 'line fifteen')));
    expect(shown.filter((line) => line?.kind === 'added').map((line) => line?.text)).toEqual(['line fifteen']);
    expect(shown.length).toBeLessThanOrEqual(8);
  });
});

describe('the question of trust', () => {
  it('names the tools with the widest reach first', () => {
    expect(toolsOf(pipeline)[0]).toEqual({ name: 'http', count: 2, effects: 'external' });
    expect(toolsOf(pipeline).at(-1)?.effects).toBe('none');
  });
});
