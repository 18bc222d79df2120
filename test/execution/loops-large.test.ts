import { afterAll, describe, expect, it } from 'vitest';
import { sketch } from './support/sketch.ts';
import { factOf, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const COUNT = 1_000;
const text = `
steps:
  - { id: each, tool: echo, for_each: "{{ range(${COUNT}) }}", max_parallel: 8, parameters: { value: "{{ item }}" } }
`;

function containerEngine() {
  return testEngine({ deps: { compiled: (file, source) => ({ pipeline: sketch(source, file), diagnostics: [] }) } });
}

describe('a loop over 1,000 items', () => {
  it('E16 paused in the middle, a resume runs only what is missing', async () => {
    const { engine, folder, calls } = containerEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await factOf(handle, 'step.started', 'each[500].each');
    await handle.pause();
    const before = calls.length;
    expect(before).toBeLessThan(COUNT);
    const document = await (await engine.resume(handle.run)).done;
    expect(document.steps['each']).toMatchObject({
      status: 'completed',
      result: { iterations: COUNT, completed: COUNT },
    });
    expect(new Set(calls).size).toBe(COUNT);
    expect(calls).toHaveLength(COUNT);
  }, 120_000);
});
