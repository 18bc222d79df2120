import { expect, it } from 'vitest';
import type { RunNews } from '../../../electron/host/runs/run-watch.ts';
import { type FileLayer, nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';
import { openTestHost } from '../open-test-host.ts';

const TEXT = `name: Long
steps:
  - { id: a, tool: echo, parameters: { value: 1 } }
  - { id: fill, tool: terminal, parameters: { command: 'echo full' }, dependencies: [a] }
  - { id: b, tool: echo, parameters: { value: '{{ a }}' }, dependencies: [fill] }
`;

/** The real file system, whose disk has no room for journals while `isFull`. */
function disk(): { readonly files: FileLayer; isFull: boolean } {
  const journals = new Set<number>();
  const made = {
    isFull: false,
    files: {
      ...nodeFileLayer,
      open: (path: string, flags: 'a' | 'wx' | 'r') => {
        const fd = nodeFileLayer.open(path, flags);
        if (path.endsWith('journal.jsonl') && flags === 'a') journals.add(fd);
        return fd;
      },
      write: (fd: number, bytes: Uint8Array) => {
        if (made.isFull && journals.has(fd)) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        return nodeFileLayer.write(fd, bytes);
      },
    },
  };
  return made;
}

it('E24 a full disk stops a run; the window says why and what to do, and goes on with it when there is room', async () => {
  const full = disk();
  const host = openTestHost({ files: full.files });
  const file = host.write('long.yaml', TEXT);
  const list = host.listen('runs', {});
  const news: RunNews[] = [];
  host.host.onNews((each) => news.push(each));
  const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  const handle = host.engine.handle(run);
  handle?.subscribe({
    from: 0,
    onFacts: (facts) => {
      if (facts.some((fact) => fact.type === 'step.completed' && fact.step === 'a')) full.isFull = true;
    },
  });
  await expect(handle?.done).rejects.toMatchObject({ code: 'disk_full' });
  const error = { step: null, message: expect.stringMatching(/no space left.*free some space, then resume/) };
  await expect.poll(() => news).toMatchObject([{ kind: 'stopped', summary: { status: 'interrupted', error } }]);
  await expect.poll(() => list.events.flat().at(-1)?.summary).toMatchObject({ run, status: 'interrupted', error });
  expect((await host.ask('runs:open', { run })).summary).toMatchObject({ status: 'interrupted', error });
  full.isFull = false;
  await host.ask('runs:execute', { kind: 'resume', run });
  expect(await host.engine.handle(run)?.done).toMatchObject({ status: 'completed', steps: { a: { attempts: 1 } } });
  expect((await host.ask('runs:open', { run })).summary).toMatchObject({ status: 'completed', error: null });
});
