import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChild, cleanUp, faultsIn, readResult, runChild, tempFolder } from './support.ts';

const COUNT = 10_000;
const AT_ONCE = 8;
const PIPELINE = `
name: kill
steps:
  - { id: each, tool: work, for_each: "{{ range(${COUNT}) }}", max_parallel: ${AT_ONCE}, parameters: { value: "{{ item }}" } }
  - { id: tail, tool: work, parameters: { value: "{{ each.completed }}" } }
`;
/** An iteration has four facts: about half of them are over. */
const KILL_AT = COUNT * 2;
const RUN = '01killlongloop';

let child = '';

function prepared(): string {
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'pipeline.yaml'), PIPELINE);
  writeFileSync(path.join(folder, 'effects.log'), '');
  return folder;
}

function startsIn(folder: string): readonly string[] {
  const lines = readFileSync(path.join(folder, 'effects.log'), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith('start each[')).map((line) => line.split(' ')[1] ?? '');
}

beforeAll(async () => {
  child = await buildChild('run');
}, 60_000);

afterAll(cleanUp);

describe('kill -9 in the middle of a loop over 10,000 items', () => {
  it('E16 a resume runs only what is missing, and the result is that of an undisturbed run', async () => {
    const orders = { folder: prepared(), isSketch: true, run: RUN };
    const killed = await runChild(child, { ...orders, mode: 'start', killAt: KILL_AT, phase: 'written' });
    expect(killed).toMatchObject({ signal: 'SIGKILL' });
    const before = new Set(startsIn(orders.folder));
    expect(before.size).toBeGreaterThan(COUNT / 4);
    expect(before.size).toBeLessThan((COUNT * 3) / 4);

    const resumed = await runChild(child, { ...orders, mode: 'resume' });
    expect(resumed, resumed.stderr).toMatchObject({ code: 0, signal: null });
    expect(faultsIn(orders.folder, RUN)).toEqual([]);
    const starts = startsIn(orders.folder);
    expect(new Set(starts).size).toBe(COUNT);
    // those that were under way run again
    expect(starts.length - COUNT).toBeLessThanOrEqual(AT_ONCE);

    // as of a run that nothing disturbed
    const results = Array.from({ length: COUNT }, (_, at) => ({ step: `each[${at}].each`, value: at }));
    expect(readResult(orders.folder)).toMatchObject({
      status: 'completed',
      steps: {
        each: { status: 'completed', result: { results, completed: COUNT } },
        tail: { status: 'completed', result: { value: COUNT } },
      },
    });
  }, 300_000);
});
