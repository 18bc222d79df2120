import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/facts.ts';
import { loadHistory } from '../../electron/execution/run/history.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const gated = pipelineText([
  '{ id: a, tool: gate, parameters: { name: a } }',
  '{ id: b, tool: echo, needs: a, parameters: { value: 1 } }',
]);

describe('a run that another engine owns', () => {
  it('E9 is followed, paused and cancelled through its owner, and not resumed', async () => {
    const owner = testEngine();
    const other = testEngine({ folder: owner.folder });
    const handle = await owner.engine.start({ file: `${owner.folder}/p.yaml`, text: gated, inputs: {} });
    await owner.gates.reached('a');
    const seen: Fact[] = [];
    const over = new Promise<void>((resolve) => {
      other.engine.subscribe(handle.run, {
        from: 0,
        onFacts: (facts) => {
          seen.push(...facts);
          if (facts.some((fact) => fact.type === 'run.cancelled')) resolve();
        },
      });
    });
    await expect(other.engine.resume(handle.run)).rejects.toMatchObject({ kind: 'illegal_state', code: 'run_owned' });
    expect(other.engine.state(handle.run).status).toBe('running');
    await other.engine.cancel(handle.run);
    expect((await handle.done).status).toBe('cancelled');
    await over;
    expect(seen.map((fact) => fact.n)).toEqual(seen.map((_, at) => at + 1));
    expect(other.engine.result(handle.run)).toEqual(await handle.done);
  });

  it('E9 that nobody owns is not paused', async () => {
    const { run, engine } = testEngine();
    const { run: id } = await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']));
    await expect(engine.pause(id)).rejects.toMatchObject({ code: 'run_not_running' });
  });

  it('E2 is named by any unique prefix of its id', async () => {
    const { run, engine } = testEngine();
    const document = await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']));
    expect(engine.result(document.run.slice(0, 12).toUpperCase()).run).toBe(document.run);
    expect(() => engine.state('zzzz')).toThrow(expect.objectContaining({ code: 'unknown_run' }));
  });
});

describe('earlier runs', () => {
  it('E20 tell how long the steps of a pipeline take; those of other pipelines do not count', async () => {
    const { run, data } = testEngine();
    const first = await run(pipelineText(['{ id: a, tool: sleep, parameters: { ms: 30 } }']));
    await run('name: other\nsteps:\n  - { id: b, tool: echo, parameters: { value: 1 } }\n');
    const history = await loadHistory(data, 'test');
    expect([...history.keys()]).toEqual(['a']);
    expect(history.get('a')).toEqual({ ms: first.steps['a']?.duration_ms });
    expect(await loadHistory(data, 'nothing')).toEqual(new Map());
  });

  it('E20 tell the size of a loop, and nothing of how long a person takes', async () => {
    const { engine, data, folder } = testEngine({ tools: builtinTools.filter(({ name }) => name === 'user-prompt') });
    const text = pipelineText([
      '{ id: each, for_each: [1, 2, 3], steps: [{ id: s, tool: echo, parameters: { value: 1 } }] }',
      '{ id: what, tool: user-prompt, parameters: { prompt: "What?" } }',
    ]);
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await handle.done;
    await (await engine.answer(handle.run, 'what', 'this'))?.done;
    const history = await loadHistory(data, 'test');
    expect([...history.keys()]).toEqual(['each']);
    expect(history.get('each')?.iterations).toBe(3);
  });

  it('E20 do not count where they come from another machine', async () => {
    const { run, data, folder } = testEngine();
    const { run: id } = await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']));
    const bundle = path.join(folder, 'b.stepglass');
    await data.exportBundle(id, bundle, '1.0.0');
    const other = testEngine();
    await other.data.importBundle(bundle);
    expect(await loadHistory(other.data, 'test')).toEqual(new Map());
  });
});

describe('checkpoints', () => {
  it('E7 are told as facts, say which definition they belong to, and which fact they reflect', async () => {
    const { run, data, facts } = testEngine();
    const { FileCheckpointSaver } = await import('../../electron/storage/checkpoints/checkpoint-saver.ts');
    const { nodeFileLayer } = await import('../../electron/storage/files/file-layer.ts');
    const document = await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']));
    const saver = new FileCheckpointSaver(data.open(document.run).checkpointsPath, { files: nodeFileLayer });
    const told = facts(document.run).filter((fact) => fact.type === 'checkpoint.created');
    const kept: { id: string; seq: number; definition: unknown }[] = [];
    for await (const { checkpoint, metadata } of saver.list({ configurable: { thread_id: document.run } })) {
      kept.unshift({
        id: checkpoint.id,
        seq: Number(checkpoint.channel_values['seq'] ?? 0),
        definition: metadata === undefined ? undefined : Reflect.get(metadata, 'definition'),
      });
    }
    saver.close();
    expect(kept.map(({ id, seq }) => [id, seq])).toEqual(told.map((fact) => [fact.checkpoint, fact.seq]));
    const created = facts(document.run)[0];
    expect(kept.map(({ definition }) => definition)).toEqual(
      kept.map(() => (created?.type === 'run.created' ? created.pipeline.hash : '')),
    );
  });
});
