import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile-helper.ts';
import { DEFECTS, TOP_DEFECTS } from './defects/kinds.ts';
import type { PlantedStep } from './defects/plant.ts';
import { areApart, PLACES, plant } from './defects/plant.ts';

function found(text: string): string[] {
  return compile(text)
    .diagnostics.map(({ span, code }) => `${span.line}:${code}`)
    .sort();
}

function expectPlanted(steps: readonly PlantedStep[], top: readonly string[] = []): void {
  const { text, expected } = plant(steps, top);
  expect(found(text), text).toEqual([...expected].sort());
}

/** Two steps with one id are another defect than each of them. */
function withoutRepetition(steps: readonly PlantedStep[]): PlantedStep[] {
  const told = new Set<string>();
  return steps.map((step) => {
    const defects = step.defects.filter((name) => !told.has(name));
    defects.forEach((name) => told.add(name));
    return { ...step, defects };
  });
}

const anyStep: fc.Arbitrary<PlantedStep> = fc.record({
  place: fc.constantFrom(...PLACES),
  defects: fc
    .uniqueArray(fc.constantFrom(...Object.keys(DEFECTS)), { minLength: 1, maxLength: 3 })
    .map((names) => names.filter((name, at) => names.slice(0, at).every((other) => areApart(name, other)))),
});

describe('all errors of a file at once', () => {
  it('L1 reports nothing in the file that defects are planted in', () => {
    expectPlanted(PLACES.map((place) => ({ place, defects: [] })));
  });

  it.each(Object.keys(DEFECTS))('L1 reports %s, wherever the step stands, and nothing else', (name) => {
    for (const place of PLACES) expectPlanted([{ place, defects: [name] }]);
  });

  it.each(Object.keys(TOP_DEFECTS))('L1 reports %s outside of the steps, and nothing else', (name) => {
    expectPlanted([{ place: 'top', defects: [] }], [name]);
  });

  it('L1 checks a step whose id is taken, missing or of a wrong form like any other', () => {
    const steps = ['a taken id', 'a missing id', 'an id of a wrong form'].map(
      (name): PlantedStep => ({ place: 'top', defects: [name, 'a misspelled key', 'an undefined name'] }),
    );
    expectPlanted(steps);
  });

  it('L1 takes the name of a step without id for its id, so that those who read it are not wrong as well', () => {
    const text = 'name: t\nsteps:\n  - { name: one, tool: echo, parameters: { value: 1 } }\n';
    const reader = '  - { id: two, tool: echo, dependencies: [one], parameters: { value: "{{ one }}" } }\n';
    expect(found(text + reader)).toEqual(['3:missing_key']);
    expect(found((text + reader).replace('name: one', 'idd: one'))).toEqual(['3:unknown_key']);
  });

  it('L1 reports each of several defects, and nothing else', () => {
    const steps = fc.array(anyStep, { minLength: 1, maxLength: 5 }).map(withoutRepetition);
    const top = fc.uniqueArray(fc.constantFrom(...Object.keys(TOP_DEFECTS)), { maxLength: 2 });
    fc.assert(fc.property(steps, top, expectPlanted), { numRuns: 150 });
  }, 60_000);
});
