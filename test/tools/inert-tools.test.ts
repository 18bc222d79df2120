import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtinTools } from '../../electron/tools/registry.ts';
import { inertTools } from '../helpers/inert-tools.ts';
import { makeToolContext } from '../helpers/tool-context.ts';
import { shapeProblems } from '../helpers/value-shape.ts';

const calls = builtinTools.flatMap((tool, index) => Object.keys(tool.actions).map((action) => ({ index, action })));

describe('inert tools', () => {
  it('declare what the real tools declare', () => {
    const strip = (tools: readonly object[]): unknown => JSON.parse(JSON.stringify(tools));
    expect(strip(inertTools({ seed: 1 }))).toEqual(strip(builtinTools));
  });

  it('answer in the declared shape, the same for the same seed, something else for another', async () => {
    const context = makeToolContext();
    const answers = async (seed: number): Promise<string> => {
      const tools = inertTools({ seed });
      const outcomes = await Promise.all(
        calls.map(({ index, action }) => tools[index]!.actions[action]!.run({ path: 'a' }, context)),
      );
      for (const [number, outcome] of outcomes.entries()) {
        const { index, action } = calls[number]!;
        if (outcome.result !== undefined)
          expect(shapeProblems(outcome.result, tools[index]!.actions[action]!.result)).toEqual([]);
      }
      return JSON.stringify(outcomes);
    };
    for (let seed = 0; seed < 50; seed += 1) expect(await answers(seed)).toBe(await answers(seed));
    expect(await answers(1)).not.toBe(await answers(2));
    expect(readdirSync(context.workdir)).toEqual([]);
  });

  it('fail as often as asked', async () => {
    const context = makeToolContext();
    const [filesystem] = inertTools({ seed: 3, failures: 0.3 });
    let failed = 0;
    for (let call = 0; call < 1000; call += 1) {
      const outcome = await filesystem!.actions['read']!.run({ call }, context);
      if (!outcome.success) failed += 1;
    }
    expect(failed).toBeGreaterThan(240);
    expect(failed).toBeLessThan(360);
  });

  it('set the variables that the step names', async () => {
    const set = inertTools({ seed: 1, failures: 0 }).find((tool) => tool.name === 'set');
    const outcome = await set!.actions['set']!.run({ variables: { a: 1 } }, makeToolContext());
    expect(outcome).toEqual({ success: true, result: { variables: { a: 1 } }, variables: { a: 1 } });
  });
});
