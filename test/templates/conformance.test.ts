import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../shared/json.ts';
import type { Outcome } from './support.ts';
import { outcomeOf } from './support.ts';

interface Case {
  readonly area: string;
  readonly template: string;
  readonly context: { readonly [name: string]: Json };
  readonly expected: Outcome;
}
interface Difference {
  readonly template: string;
  readonly ours: Outcome;
  readonly reason: string;
}

const cases: readonly Case[] = load('conformance.json');
const differences: ReadonlyMap<string, Difference> = new Map(
  load<readonly Difference[]>('differences.json').map((one) => [one.template, one]),
);

describe('L10 the conformance table made with real Jinja2', () => {
  for (const { area, template, context, expected } of cases) {
    const difference = differences.get(template);
    const suffix = difference === undefined ? '' : ` (differs: ${difference.reason})`;
    it(`L10 ${area}: ${JSON.stringify(template)}${suffix}`, () => {
      const found = outcomeOf(template, context);
      expect(found).toEqual(difference?.ours ?? comparable(expected, found));
    });
  }

  it('L10 has at least 250 cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(250);
  });

  it('L10 lists no difference that is none, and none of an unknown template', () => {
    const expected = new Map(cases.map((one) => [one.template, one.expected]));
    const idle = [...differences.values()].filter(({ template, ours }) => isSame(ours, expected.get(template) ?? ours));
    expect(idle.map(({ template }) => template)).toEqual([]);
  });
});

/** What Jinja finds while it evaluates, we may find before. */
function comparable(expected: Outcome, found: Outcome): Outcome {
  return 'error' in expected && 'error' in found && expected.error === 'evaluation' ? found : expected;
}

function isSame(left: Outcome, right: Outcome): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function load<Table>(name: string): Table {
  return JSON.parse(readFileSync(new URL(`conformance/${name}`, import.meta.url), 'utf8'));
}
