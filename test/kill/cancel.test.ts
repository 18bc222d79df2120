import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../electron/storage/journal/read-journal.ts';
import { buildChild, cleanUp, essence, faultsIn, readResult, runChild, tempFolder } from './support.ts';

const PIPELINE = `
name: kill
steps:
  - id: each
    for_each: [a, b, c]
    max_parallel: 3
    steps:
      - { id: one, tool: work, parameters: { value: "{{ item }}", ms: 40, obeys: true } }
      - { id: two, tool: work, parameters: { value: "{{ one.value }}", ms: 40, obeys: true } }
  - id: sub
    pipeline:
      steps:
        - { id: first, tool: work, parameters: { ms: 60, obeys: true } }
        - { id: then, tool: work, needs: first, parameters: { value: "{{ first.step }}", obeys: true } }
  - { id: alone, tool: work, parameters: { ms: 60, obeys: true } }
  - { id: tail, tool: work, parameters: { value: "{{ each.completed }} {{ alone.step }} {{ sub.success }}" } }
`;
const PHASES = ['before write', 'written', 'fsynced', 'told'] as const;
/** The steps of the loop have begun by this fact. */
const CANCEL_AT = 12;
/** How many facts later the process is killed: after the first cancelled steps, up to about the last fact of the run. */
const LATER = [1, 2, 3, 4, 5, 6, 7, 8];

let child = '';
let undisturbed: unknown;

function prepared() {
  const folder = tempFolder();
  const run = `01kill${path
    .basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')}`;
  writeFileSync(path.join(folder, 'pipeline.yaml'), PIPELINE);
  writeFileSync(path.join(folder, 'effects.log'), '');
  const facts = () => readJournal(path.join(folder, 'data', 'runs', run, 'journal.jsonl')).facts;
  return { orders: { folder, run, isSketch: true }, facts };
}

beforeAll(async () => {
  child = await buildChild('run');
  const { orders } = prepared();
  const end = await runChild(child, { ...orders, mode: 'start' });
  expect(end, end.stderr).toMatchObject({ code: 0, signal: null });
  expect(readResult(orders.folder)).toMatchObject({ status: 'completed' });
  undisturbed = essence(readResult(orders.folder));
}, 120_000);

afterAll(cleanUp);

describe('kill -9 in the middle of a cancel', () => {
  it('E12 at many facts: who resumes gets the results of an undisturbed run, and nothing that was told runs twice', async () => {
    let cutShort = 0;
    for (const [at, later] of LATER.entries()) {
      const { orders, facts } = prepared();
      const killAt = CANCEL_AT + later;
      const first = await runChild(child, {
        ...orders,
        mode: 'start',
        cancelAt: CANCEL_AT,
        killAt,
        phase: PHASES[at % PHASES.length],
      });
      const types = facts().map(({ type }) => type);
      if (first.signal === 'SIGKILL' && types.includes('step.cancelled') && !types.includes('run.cancelled'))
        cutShort += 1;
      const end = await runChild(child, { ...orders, mode: 'resume', mayBeOver: true });
      expect(end, end.stderr).toMatchObject({ code: 0, signal: null });
      expect(faultsIn(orders.folder, orders.run)).toEqual([]);
      expect(essence(readResult(orders.folder))).toEqual(undisturbed);
    }
    expect(cutShort).toBeGreaterThan(1);
  }, 200_000);
});
