import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** Steps that add up what they read, each from some of those before it; and which of them are pinned. */
const shapes = fc.record({
  reads: fc.tuple(...IDS.map((_, at) => fc.subarray(IDS.slice(0, at)))),
  pinned: fc.subarray([...IDS]),
  from: fc.option(fc.constantFrom(...IDS), { nil: null }),
});

function textOf(reads: readonly (readonly string[])[]): string {
  const steps = IDS.map((id, at) => {
    const sum = ['inputs.n', ...(reads[at] ?? [])].join(' + ');
    return `{ id: ${id}, tool: echo, parameters: { value: "{{ ${sum} }}" } }`;
  });
  return pipelineText(steps, 'inputs: { n: { type: integer, default: 1 } }\n');
}

/** What each step gives when those pinned give what they gave for n = 10. */
function expected(reads: readonly (readonly string[])[], { n, pinned }: { n: number; pinned: ReadonlySet<string> }) {
  const once = new Map<string, number>();
  const now = new Map<string, number>();
  for (const [at, id] of IDS.entries()) {
    const sum = (values: Map<string, number>, first: number) =>
      (reads[at] ?? []).reduce((total, read) => total + (values.get(read) ?? 0), first);
    once.set(id, sum(once, 10));
    now.set(id, pinned.has(id) ? (once.get(id) ?? 0) : sum(now, n));
  }
  return Object.fromEntries(now);
}

it('E13 a run with pins gives the same whether it is started or rerun from a run without them', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async ({ reads, pinned, from }) => {
      const { run, engine, folder } = testEngine();
      const text = textOf(reads);
      const results = (steps: { readonly [id: string]: { readonly result: unknown } }) =>
        Object.fromEntries(Object.entries(steps).map(([id, { result }]) => [id, result]));
      const old = await run(text, { inputs: { n: 10 } });
      const bare = await run(text);
      for (const step of pinned) await engine.pin(old.run, step);
      const started = await run(text);
      expect(results(started.steps)).toEqual(expected(reads, { n: 1, pinned: new Set(pinned) }));
      const chosen = from === null ? {} : { from: [from] };
      const free = new Set(pinned.filter((step) => step !== from));
      for (const parent of [bare, started]) {
        const request = { definition: 'snapshot', ...chosen } as const;
        const rerun = await (await engine.rerun(parent.run, request)).done;
        expect(results(rerun.steps)).toEqual(expected(reads, { n: 1, pinned: free }));
      }
      for (const step of pinned) await engine.unpin(path.join(folder, 'test.yaml'), step);
      const unpinned = await (await engine.rerun(started.run, { definition: 'snapshot' })).done;
      expect(results(unpinned.steps)).toEqual(expected(reads, { n: 1, pinned: new Set() }));
    }),
    { seed: 20_261_122, numRuns: 12 },
  );
}, 120_000);
