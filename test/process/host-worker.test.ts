import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { HeavyJobs } from '../../electron/host/heavy/heavy-jobs.ts';
import { createWorkerRunner } from '../../electron/host/heavy/worker-runner.ts';
import { BlobStore } from '../../electron/storage/blobs.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';

// The background thread as it is built: sources cannot be loaded by one.
const SCRIPT = pathToFileURL(path.resolve(import.meta.dirname, '../../dist/electron/work.js'));

function startRunner(script = SCRIPT) {
  const runner = createWorkerRunner<HeavyJobs>(script);
  onTestFinished(() => runner.close());
  return runner;
}

function tempFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stepglass-worker-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const text = 'name: Thread\nsteps:\n  - id: a\n    tool: echo\n    parameters: { value: 1 }\n';

it('compiles in a thread, jobs side by side in any order of their answers', async () => {
  const runner = startRunner();
  const names = ['One', 'Two', 'Three'];
  const compiled = await Promise.all(
    names.map((name) => runner.run('compile', { text: text.replace('Thread', name), file: '/a.yaml', envNames: [] })),
  );
  expect(compiled.map(({ pipeline }) => pipeline?.name)).toEqual(names);
});

it('prints a stored value', async () => {
  const folder = path.join(tempFolder(), 'blobs');
  mkdirSync(folder);
  const stored = await new BlobStore(folder, nodeFileLayer).put({ text: 'x'.repeat(5000) });
  const blob = 'blob' in stored ? stored.blob : '';
  const bytes = await startRunner().run('prettyValue', { folder, blob });
  expect(JSON.parse(Buffer.from(bytes).toString('utf8'))).toEqual({ text: 'x'.repeat(5000) });
});

it('carries an error over with its code, and goes on', async () => {
  const runner = startRunner();
  await expect(runner.run('prettyValue', { folder: tempFolder(), blob: 'a'.repeat(64) })).rejects.toMatchObject({
    kind: 'storage_failure',
    code: 'missing',
  });
  expect((await runner.run('compile', { text, file: '/a.yaml', envNames: [] })).pipeline?.name).toBe('Thread');
});

it('refuses what waits when the thread dies, and starts another one', async () => {
  const script = path.join(tempFolder(), 'dies.mjs');
  writeFileSync(
    script,
    "import { parentPort } from 'node:worker_threads';\nparentPort.on('message', () => process.exit(7));\n",
  );
  const runner = startRunner(pathToFileURL(script));
  const job = { text, file: '/a.yaml', envNames: [] };
  await expect(runner.run('compile', job)).rejects.toMatchObject({ code: 'worker_failed' });
  await expect(runner.run('compile', job)).rejects.toMatchObject({ code: 'worker_failed' });
});
