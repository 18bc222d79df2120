import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../electron/storage/journal/read-journal.ts';
import { buildChild, cleanUp, essence, faultsIn, readResult, runChild, tempFolder } from './support.ts';

/** Nested loops, an included pipeline, retries that wait, an approval in the middle of a loop. */
const PIPELINE = `
name: kill
config: { max_parallel: 4 }
steps:
  - id: outer
    for_each: [a, b, c]
    max_parallel: 2
    steps:
      - { id: load, tool: work, parameters: { value: "{{ item }}", ms: 5 } }
      - id: inner
        for_each: "{{ range(4) }}"
        max_parallel: 3
        steps:
          - { id: one, tool: work, parameters: { value: "{{ loops.outer.item }}{{ item }}", ms: 3 } }
          - { id: two, tool: work, retry: { attempts: 3, delay: 0.02 }, parameters: { value: "{{ one.value }}", times: "{{ 1 if item == 2 else 0 }}" } }
      - { id: gate, tool: approval-gate, action: approve, if: "item == 'b'", parameters: { prompt: "{{ inner.completed }}?" } }
      - { id: save, tool: work, needs: gate, parameters: { value: "{{ inner.completed }}" } }
  - id: sub
    inputs: { n: 3 }
    pipeline:
      name: included
      inputs: { n: null }
      outputs: { total: "{{ count.state.total }}" }
      steps:
        - id: count
          while: "iteration <= n"
          set_state: { total: "{{ (loop_state.total | default(0)) + iteration }}" }
          steps: [{ id: step, tool: work, parameters: { value: "{{ iteration }}", ms: 4 } }]
  - { id: tail, tool: work, parameters: { value: "{{ outer.completed + sub.outputs.total }}" } }
`;
const PHASES = ['before write', 'written', 'fsynced', 'told'] as const;

/** Each costs three processes. */
const COUNT = 18;

let child = '';
let undisturbed: unknown;
let facts = 0;

const runOf = (folder: string): string =>
  `01kill${path
    .basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')}`;

function prepared(): string {
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'pipeline.yaml'), PIPELINE);
  writeFileSync(path.join(folder, 'effects.log'), '');
  return folder;
}

beforeAll(async () => {
  child = await buildChild('run');
  const folder = prepared();
  const end = await runChild(child, { folder, mode: 'start', isSketch: true, run: runOf(folder) });
  expect(end, end.stderr).toMatchObject({ code: 0, signal: null });
  facts = readJournal(path.join(folder, 'data', 'runs', runOf(folder), 'journal.jsonl')).facts.length;
  expect(readResult(folder)).toMatchObject({ status: 'completed', steps: { tail: { result: { value: 9 } } } });
  undisturbed = essence(readResult(folder));
}, 120_000);

afterAll(cleanUp);

describe('kill -9 in the middle of containers', () => {
  it('E16 at many facts, then again after the resume: results are equal, and nothing that was told runs twice', async () => {
    let next = 0;
    let killed = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < COUNT; index = next++) {
        const folder = prepared();
        const orders = { folder, isSketch: true, run: runOf(folder) };
        const killAt = 3 + Math.floor((index / COUNT) * (facts - 4));
        const phase = PHASES[index % PHASES.length];
        const first = await runChild(child, { ...orders, mode: 'start', killAt, phase });
        if (first.signal === 'SIGKILL') {
          killed += 1;
          const second = await runChild(child, {
            ...orders,
            mode: 'resume',
            mayBeOver: true,
            killAt: 12 + (index % 7),
            phase,
          });
          const last =
            second.signal === 'SIGKILL'
              ? await runChild(child, { ...orders, mode: 'resume', mayBeOver: true })
              : second;
          expect(last, last.stderr).toMatchObject({ code: 0, signal: null });
        }
        expect(faultsIn(folder, runOf(folder))).toEqual([]);
        expect(essence(readResult(folder))).toEqual(undisturbed);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(killed).toBeGreaterThan(COUNT * 0.7);
  }, 300_000);
});
