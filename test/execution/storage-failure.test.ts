import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunHandle } from '../../electron/execution/api.ts';
import { type FileLayer, nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const text = pipelineText([
  '{ id: a, tool: echo, parameters: { value: 1 } }',
  `{ id: big, tool: echo, needs: a, parameters: { value: "${'x'.repeat(5_000)}" } }`,
  '{ id: b, tool: print, needs: big, parameters: { text: hello } }',
  '{ id: c, tool: echo, needs: b, parameters: { value: 3 } }',
]);

function full(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
}

/** The real file system, whose disk is full from the nth call of one kind on one file. */
function fullFrom(nth: number, call: 'write' | 'syncData', file: string): FileLayer {
  const watched = new Set<number>();
  let calls = 0;
  const count = (fd: number): void => {
    if (!watched.has(fd)) return;
    calls += 1;
    if (calls >= nth) throw full();
  };
  return {
    ...nodeFileLayer,
    open(path, flags) {
      const fd = nodeFileLayer.open(path, flags);
      if (path.includes(file)) watched.add(fd);
      return fd;
    },
    write(fd, bytes) {
      if (call === 'write') count(fd);
      return nodeFileLayer.write(fd, bytes);
    },
    async syncData(fd) {
      if (call === 'syncData') count(fd);
      await nodeFileLayer.syncData(fd);
    },
  };
}

describe('a disk that is full', () => {
  const cases: readonly [nth: number, call: 'write' | 'syncData', file: string][] = [
    [2, 'write', 'journal.jsonl'],
    [4, 'write', 'journal.jsonl'],
    [7, 'write', 'journal.jsonl'],
    [2, 'syncData', 'journal.jsonl'],
    [4, 'syncData', 'journal.jsonl'],
    [1, 'write', 'blobs'],
    [2, 'write', 'checkpoints.log'],
    [1, 'write', 'logs'],
  ];
  for (const [nth, call, file] of cases) {
    it(`E24 stops the run with a storage failure at ${call} ${nth} of ${file}, and it resumes when there is space`, async () => {
      const broken = testEngine({ deps: { files: fullFrom(nth, call, file) } });
      const handle = await broken.engine.start({ file: `${broken.folder}/p.yaml`, text, inputs: {} });
      await expect(handle.done).rejects.toMatchObject({ kind: 'storage_failure', code: 'disk_full' });
      expect(broken.engine.running()).toEqual([]);
      const mended = testEngine({ folder: broken.folder });
      const document = await (await mended.engine.resume(handle.run)).done;
      expect(document.status).toBe('completed');
      expect(Object.values(document.steps).map(({ status }) => status)).toEqual([
        'completed',
        'completed',
        'completed',
        'completed',
      ]);
    });
  }
});

describe('a run that is given up', () => {
  it('E9 lets go of its files only when its steps have ended with all that they started', async () => {
    const opened = new Map<number, string>();
    const closed: string[] = [];
    let isFull = false;
    const files: FileLayer = {
      ...nodeFileLayer,
      open(path, flags) {
        const fd = nodeFileLayer.open(path, flags);
        opened.set(fd, basename(path));
        return fd;
      },
      write(fd, bytes) {
        if (isFull) throw full();
        return nodeFileLayer.write(fd, bytes);
      },
      close(fd) {
        closed.push(opened.get(fd) ?? '');
        nodeFileLayer.close(fd);
      },
    };
    const { engine, gates, folder } = testEngine({ deps: { files } });
    const steps = pipelineText([
      `{ id: slow, tool: shell, parameters: { command: "trap '' TERM; echo on; while :; do sleep 0.05; done" } }`,
      '{ id: gate, tool: gate, parameters: { name: gate } }',
    ]);
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: steps, inputs: {} });
    await outputOf(handle);
    closed.length = 0;
    isFull = true;
    gates.open('gate');
    await expect(handle.done).rejects.toMatchObject({ code: 'disk_full' });
    expect(closed.filter((name) => name === 'journal.jsonl' || name === '0-1.log')).toEqual([
      '0-1.log',
      'journal.jsonl',
    ]);
  });
});

/** Resolves when a step has written something. */
function outputOf(handle: RunHandle): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = ({ type }: { type: string }) => type === 'output' && resolve();
    handle.subscribe({ from: 0, onFacts: () => undefined, onSignal });
  });
}

describe('files that were hurt', () => {
  it('E6 a torn tail is cut with a warning that names the place, and the run goes on', async () => {
    const one = testEngine();
    const { run } = await one.run(text, { until: 'big' });
    const { journalPath } = one.data.open(run);
    truncateSync(journalPath, readFileSync(journalPath).length - 20);
    const two = testEngine({ folder: one.folder });
    const document = await (await two.engine.resume(run)).done;
    // the line that was cut said that the run had come to `until`
    expect(document.status).toBe('paused');
    expect(document.steps['big']?.status).toBe('completed');
    expect(two.engine.state(run).warnings).toContainEqual(
      expect.objectContaining({ code: 'journal_torn', message: expect.stringContaining('journal.jsonl') }),
    );
    expect(two.calls).not.toContain('a');
  });

  it('E6 a damaged journal stops that run, saying where, and no other', async () => {
    const { run, engine, data } = testEngine();
    const hurt = await run(text);
    const other = await run(text);
    const { journalPath } = data.open(hurt.run);
    const bytes = readFileSync(journalPath);
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    writeFileSync(journalPath, bytes);
    expect(() => engine.state(hurt.run)).toThrow(
      expect.objectContaining({ kind: 'storage_failure', code: 'journal_damaged' }),
    );
    await expect(engine.resume(hurt.run)).rejects.toMatchObject({ code: 'journal_damaged' });
    expect(engine.result(other.run).status).toBe('completed');
  });

  it('E7 losing all checkpoints loses places to travel to, and no result', async () => {
    const one = testEngine();
    const { run } = await one.run(text, { until: 'b' });
    writeFileSync(one.data.open(run).checkpointsPath, '');
    const two = testEngine({ folder: one.folder });
    const document = await (await two.engine.resume(run)).done;
    expect(document.status).toBe('completed');
    expect(two.calls).toEqual(['c']);
  });
});
