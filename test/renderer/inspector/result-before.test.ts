import { expect, it } from 'vitest';
import type { FactBody } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import { stepBefore, variablesSetBy } from '../../../renderer/inspector/result-before.ts';

it('M5 finds the same step in the iteration before', () => {
  expect(stepBefore('process[3].save')).toBe('process[2].save');
  expect(stepBefore('outer[1].inner[0].x')).toBeNull();
  expect(stepBefore('process[0].save')).toBeNull();
  expect(stepBefore('part.save')).toBeNull();
  expect(stepBefore('save')).toBeNull();
});

it('M5 finds the variables that the newest attempt of a step set, with what they were before', () => {
  const state = emptyRunState();
  let n = 0;
  const sets = (step: string, attempt: number, value: number): void => {
    const change = { type: 'variable.changed', name: 'x', old: null, value: { inline: value }, step, attempt } as const;
    const fact: FactBody = {
      type: 'step.completed',
      step,
      attempt,
      result: { inline: null },
      durationMs: 1,
      consequences: [change],
    };
    n += 1;
    applyFact(state, { n, at: '2026-01-01T00:00:00.000Z', ...fact });
  };
  sets('a', 1, 1);
  sets('b', 1, 2);
  sets('b', 2, 3);
  sets('body[0].c', 1, 9);
  expect(variablesSetBy(state, 'a', 1)).toEqual([{ name: 'x', before: null, after: { inline: 1 } }]);
  expect(variablesSetBy(state, 'b', 2)).toEqual([{ name: 'x', before: { inline: 2 }, after: { inline: 3 } }]);
  expect(variablesSetBy(state, 'body[0].c', 1)).toEqual([{ name: 'x', before: null, after: { inline: 9 } }]);
  expect(variablesSetBy(state, 'c', 1)).toEqual([]);
});
