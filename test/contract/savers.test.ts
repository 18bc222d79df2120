// What we expect of every checkpoint saver beyond LangGraph's published suites (engine.md E10).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunnableConfig } from '@langchain/core/runnables';
import { Annotation, Command, interrupt, START, StateGraph } from '@langchain/langgraph';
import type {
  BaseCheckpointSaver,
  Checkpoint,
  CheckpointMetadata,
  CheckpointTuple,
} from '@langchain/langgraph-checkpoint';
import { ERROR, MemorySaver, uuid6 } from '@langchain/langgraph-checkpoint';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FileCheckpointSaver } from '../../electron/storage/checkpoints/checkpoint-saver.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function fileSaver(): FileCheckpointSaver {
  const folder = mkdtempSync(join(tmpdir(), 'stepglass-saver-'));
  folders.push(folder);
  return new FileCheckpointSaver(join(folder, 'checkpoints.log'), { files: nodeFileLayer });
}

const reopened = (saver: FileCheckpointSaver): FileCheckpointSaver =>
  new FileCheckpointSaver(join(dirname(saver.path), 'checkpoints.log'), { files: nodeFileLayer });

const metadata: CheckpointMetadata = { source: 'loop', step: 1, parents: {} };
const place = (thread_id: string, checkpoint_ns = '', checkpoint_id?: string): RunnableConfig => ({
  configurable: { thread_id, checkpoint_ns, ...(checkpoint_id === undefined ? {} : { checkpoint_id }) },
});

function checkpoint(values: { readonly [channel: string]: unknown }, version = 1): Checkpoint {
  const channel_versions = Object.fromEntries(Object.keys(values).map((channel) => [channel, version]));
  return {
    v: 4,
    id: uuid6(0),
    ts: '2026-01-01T00:00:00.000Z',
    channel_values: values,
    channel_versions,
    versions_seen: {},
  };
}

/** Puts a checkpoint whose values are all new. */
async function put(
  saver: BaseCheckpointSaver,
  config: RunnableConfig,
  values: { readonly [channel: string]: unknown },
): Promise<RunnableConfig> {
  const next = checkpoint(values);
  return saver.put(config, next, metadata, next.channel_versions);
}

async function all(tuples: AsyncGenerator<CheckpointTuple>): Promise<readonly CheckpointTuple[]> {
  const list: CheckpointTuple[] = [];
  for await (const tuple of tuples) list.push(tuple);
  return list;
}

const values = async (saver: BaseCheckpointSaver, config: RunnableConfig): Promise<unknown> =>
  (await saver.getTuple(config))?.checkpoint.channel_values;

describe.each<readonly [string, () => BaseCheckpointSaver]>([
  ['MemorySaver', () => new MemorySaver()],
  ['FileCheckpointSaver', fileSaver],
])('%s', (_name, create) => {
  it('E10 lists the newest checkpoint first', async () => {
    const saver = create();
    const first = await put(saver, place('t'), { a: 1 });
    const second = await put(saver, first, { a: 2 });
    const third = await put(saver, second, { a: 3 });
    const listed = await all(saver.list(place('t')));
    expect(listed.map(({ config }) => config)).toEqual([third, second, first]);
    expect(await values(saver, place('t'))).toEqual({ a: 3 });
    expect((await all(saver.list(place('t'), { limit: 1 }))).map(({ config }) => config)).toEqual([third]);
    expect((await all(saver.list(place('t'), { before: third }))).map(({ config }) => config)).toEqual([second, first]);
  });

  it('E10 keeps two namespaces of a thread apart', async () => {
    const saver = create();
    await put(saver, place('t', ''), { a: 'top' });
    await put(saver, place('t', 'child'), { a: 'below' });
    expect(await values(saver, place('t', ''))).toEqual({ a: 'top' });
    expect(await values(saver, place('t', 'child'))).toEqual({ a: 'below' });
    expect(await all(saver.list(place('t', 'child')))).toHaveLength(1);
    expect(await all(saver.list({ configurable: { thread_id: 't' } }))).toHaveLength(2);
  });

  it('E10 finds the values of a branch, not those of another with the same version numbers', async () => {
    const saver = create();
    const root = await put(saver, place('t'), { kept: 'root', a: 0 });
    const branch = async (name: string): Promise<RunnableConfig> => {
      const middle = { ...checkpoint({ kept: 'root', a: name }), channel_versions: { kept: 1, a: 2 } };
      const config = await saver.put(root, middle, metadata, { a: 2 });
      const leaf = { ...checkpoint({ kept: 'root', a: name, b: 1 }), channel_versions: { kept: 1, a: 2, b: 1 } };
      return saver.put(config, leaf, metadata, { b: 1 });
    };
    const [left, right] = [await branch('left'), await branch('right')];
    expect(await values(saver, left)).toEqual({ kept: 'root', a: 'left', b: 1 });
    expect(await values(saver, right)).toEqual({ kept: 'root', a: 'right', b: 1 });
  });

  it('E10 keeps the first of two writes with one number, and the last special one', async () => {
    const saver = create();
    const config = await put(saver, place('t'), {});
    await saver.putWrites(
      config,
      [
        ['a', 1],
        ['b', 2],
      ],
      'task',
    );
    await saver.putWrites(
      config,
      [
        ['a', 'later'],
        ['b', 'later'],
        ['c', 3],
      ],
      'task',
    );
    await saver.putWrites(config, [[ERROR, 'first']], 'task');
    await saver.putWrites(config, [[ERROR, 'second']], 'task');
    expect((await saver.getTuple(config))?.pendingWrites).toEqual([
      ['task', ERROR, 'second'],
      ['task', 'a', 1],
      ['task', 'b', 2],
      ['task', 'c', 3],
    ]);
  });

  it('E10 gives writes in the order in which LangGraph applies them, whatever order they came in', async () => {
    const saver = create();
    const config = await put(saver, place('t'), {});
    await saver.putWrites(config, [['x', 3]], 'task-1', '~__pregel_pull, b');
    await saver.putWrites(config, [['x', 2]], 'task-2', '~__pregel_pull, a');
    await saver.putWrites(config, [['x', 1]], 'task-9');
    const writes = (await saver.getTuple(config))?.pendingWrites;
    expect(writes?.map(([, , value]) => value)).toEqual([1, 2, 3]);
  });

  it('E10 forgets one thread and no other', async () => {
    const saver = create();
    const gone = await put(saver, place('gone'), { a: 1 });
    await saver.putWrites(gone, [['a', 1]], 'task');
    await put(saver, place('stays'), { a: 2 });
    await saver.deleteThread('gone');
    expect(await saver.getTuple(place('gone'))).toBeUndefined();
    expect(await all(saver.list({}))).toHaveLength(1);
    const again = await put(saver, place('gone'), { a: 3 });
    expect((await saver.getTuple(again))?.pendingWrites).toEqual([]);
  });

  it('E10 gives back bytes, maps, sets, undefined and text of every kind', async () => {
    const saver = create();
    const odd = {
      text: 'ü\u2028\0"',
      map: new Map([['k', 1]]),
      set: new Set([1]),
      none: null,
      nested: { none: undefined },
      lc: { lc: 1, plain: true },
    };
    expect(await values(saver, await put(saver, place('t'), odd))).toEqual(odd);
  });

  it('E10 is not shaken by names that mean something to JavaScript', async () => {
    const saver = create();
    const odd: { [channel: string]: unknown } = JSON.parse('{"constructor": 2, "toString": 3, "hasOwnProperty": 4}');
    const first = await put(saver, place('t'), odd);
    const next = { ...checkpoint({ ...odd, valueOf: 1 }) };
    expect(await values(saver, await saver.put(first, next, metadata, { valueOf: 1 }))).toEqual({ ...odd, valueOf: 1 });
  });

  it('E10 carries a graph through an interrupt, a fork and its whole history', async () => {
    const saver = create();
    const list = Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] });
    const graph = new StateGraph(Annotation.Root({ list }))
      .addNode('ask', () => ({ list: [`answer ${interrupt<string, string>('?')}`] }))
      .addNode('first', () => ({ list: ['first'] }))
      .addNode('last', () => ({ list: ['last'] }))
      .addEdge(START, 'first')
      .addEdge('first', 'ask')
      .addEdge('ask', 'last')
      .compile({ checkpointer: saver });
    const config = { ...place('t'), durability: 'sync' } as const;
    await graph.invoke({ list: ['input'] }, config);
    const asked = (await saver.getTuple(place('t')))?.config ?? {};
    expect((await graph.getState(config)).next).toEqual(['ask']);
    expect(await graph.invoke(new Command({ resume: 'yes' }), config)).toMatchObject({
      list: ['input', 'first', 'answer yes', 'last'],
    });
    const fork = await graph.updateState(asked, { list: ['edited'] });
    expect((await graph.getState(fork)).values).toEqual({ list: ['input', 'first', 'edited'] });
    const history: unknown[] = [];
    for await (const state of graph.getStateHistory(place('t'))) history.push(state.values.list.length);
    expect(history).toEqual([3, 4, 3, 2, 1, 0]);
  });
});

describe('FileCheckpointSaver against MemorySaver', () => {
  interface Operation {
    readonly parent: number;
    readonly changes: readonly { readonly channel: string; readonly value: unknown }[];
    readonly remove: boolean;
    readonly node: string;
    readonly writes: readonly { readonly task: string; readonly channel: string; readonly value: number }[];
  }
  const name = fc.constantFrom('a', 'b', 'c', '__proto', 'd');
  // `MemorySaver` loses a key `__proto__`; the other one keeps it.
  const value = fc.jsonValue({ maxDepth: 2 }).filter((json) => !JSON.stringify(json).includes('"__proto__":'));
  const operation: fc.Arbitrary<Operation> = fc.record({
    parent: fc.nat(200),
    changes: fc.array(fc.record({ channel: name, value }), { maxLength: 4 }),
    remove: fc.boolean(),
    node: name,
    writes: fc.array(
      fc.record({ task: fc.constantFrom('t1', 't2'), channel: fc.constantFrom('a', ERROR), value: fc.nat() }),
      { maxLength: 2 },
    ),
  });

  /** As LangGraph puts: all values each time, the changed versions named, numbered on from the parent's. */
  function next(
    parent: CheckpointTuple | undefined,
    { changes, remove, node }: Operation,
  ): { checkpoint: Checkpoint; newVersions: Record<string, number> } {
    const before = parent?.checkpoint;
    const removed = remove ? Object.keys(before?.channel_values ?? {})[0] : undefined;
    const channels = [
      ...new Set([...changes.map(({ channel }) => channel), ...(removed === undefined ? [] : [removed])]),
    ];
    const newVersions = Object.fromEntries(
      channels.map((channel) => [channel, Number(before?.channel_versions[channel] ?? 0) + 1]),
    );
    const kept = Object.entries(before?.channel_values ?? {}).filter(([channel]) => channel !== removed);
    return {
      newVersions,
      checkpoint: {
        v: 4,
        id: uuid6(0),
        ts: '2026-01-01T00:00:00.000Z',
        channel_values: {
          ...Object.fromEntries(kept),
          ...Object.fromEntries(changes.map(({ channel, value }) => [channel, value])),
        },
        channel_versions: { ...before?.channel_versions, ...newVersions },
        versions_seen: { ...before?.versions_seen, [node]: { ...newVersions } },
      },
    };
  }

  it('E10 gives the same tuples on any tree of checkpoints, also after a reopen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 150, size: 'max' }), async (operations) => {
        const memory: BaseCheckpointSaver = new MemorySaver();
        const file = fileSaver();
        const configs: RunnableConfig[] = [];
        for (const [at, step] of operations.entries()) {
          // Mostly a chain, as runs are; sometimes a branch from anywhere.
          const from = step.parent % 4 === 0 ? configs[step.parent % Math.max(1, configs.length)] : configs.at(-1);
          const { checkpoint: put, newVersions } = next(
            from === undefined ? undefined : await memory.getTuple(from),
            step,
          );
          const config = await memory.put(from ?? place('t'), put, { ...metadata, step: at }, newVersions);
          await file.put(from ?? place('t'), put, { ...metadata, step: at }, newVersions);
          configs.push(config);
          for (const { task, channel, value } of step.writes) {
            for (const saver of [memory, file]) await saver.putWrites(config, [[channel, value]], task);
          }
        }
        const expected = await all(memory.list({}));
        expect(await all(file.list({}))).toEqual(expected);
        expect(await all(reopened(file).list({}))).toEqual(expected);
        expect(await reopened(file).getTuple(place('t'))).toEqual(expected[0]);
        file.close();
      }),
      { numRuns: 25 },
    );
  });
});
