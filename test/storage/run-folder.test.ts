import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyRunState } from '../../shared/state/run-state.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { replaceFile } from '../../electron/storage/files/atomic-file.ts';
import type { FileLayer } from '../../electron/storage/files/file-layer.ts';
import type { RunFolder } from '../../electron/storage/run-folder.ts';
import { faulty, files, gate, now, systemError, tempFolder } from './support.ts';

const folder = (layer: FileLayer = files): Promise<RunFolder> =>
  new DataFolder(tempFolder(), { files: layer, now }).create('r1');

describe('the definition', () => {
  const definition = [
    { path: '/home/ann/p.yaml', text: 'steps: []\n# grüße\r\n' },
    { path: '../other/p.yaml', text: '' },
    { path: 'C:\\x\\prompt für?.md', text: '\ufeffa' },
  ];

  it('E4 is kept as it ran, with every file', async () => {
    const run = await folder();
    await run.writeDefinition(definition);
    expect(run.readDefinition()).toEqual(definition);
    expect(readdirSync(run.definitionPath).sort()).toEqual(['0-p.yaml', '1-p.yaml', '2-prompt_f_r_.md', 'index.json']);
  });

  it('E4 is replaced as a whole', async () => {
    const run = await folder();
    await run.writeDefinition(definition);
    await run.writeDefinition([{ path: 'p.yaml', text: 'new' }]);
    expect(run.readDefinition()).toEqual([{ path: 'p.yaml', text: 'new' }]);
  });

  it('E6 is never read damaged', async () => {
    const run = await folder();
    await run.writeDefinition(definition);
    writeFileSync(join(run.definitionPath, '0-p.yaml'), '');
    expect(() => run.readDefinition()).toThrow(
      expect.objectContaining({ kind: 'storage_failure', code: 'definition_damaged' }),
    );
    writeFileSync(join(run.definitionPath, 'index.json'), '{');
    expect(() => run.readDefinition()).toThrow(expect.objectContaining({ code: 'definition_damaged' }));
  });

  it('E6 says that it is missing', async () => {
    const run = await folder();
    expect(() => run.readDefinition()).toThrow(expect.objectContaining({ kind: 'storage_failure', code: 'missing' }));
  });
});

describe('run.json', () => {
  it('E4 is written once more for all states that came while it was being written', async () => {
    const first = gate();
    let writes = 0;
    const run = await folder(
      faulty({
        rename: (from, to) => {
          if (to.endsWith('run.json')) writes += 1;
          files.rename(from, to);
        },
        syncData: async (fd) => {
          await first.passed;
          await files.syncData(fd);
        },
      }),
    );
    const state = { ...emptyRunState(), run: 'r1' };
    const saves = [run.saveSummary({ ...state, n: 1 })];
    await new Promise((resolve) => setImmediate(resolve));
    saves.push(run.saveSummary({ ...state, n: 2 }), run.saveSummary({ ...state, n: 3 }));
    first.open();
    await Promise.all(saves);
    expect(writes).toBe(2);
    expect(JSON.parse(readFileSync(run.summaryPath, 'utf8'))).toMatchObject({
      format: 3,
      summary: { run: 'r1', n: 3 },
    });
  });

  it('E24 tells who saved that it could not be written, and is written the next time', async () => {
    let isFull = true;
    const run = await folder(
      faulty({
        write: (fd, bytes) => {
          if (isFull) throw systemError('ENOSPC');
          return files.write(fd, bytes);
        },
      }),
    );
    const state = { ...emptyRunState(), run: 'r1' };
    await expect(run.saveSummary(state)).rejects.toMatchObject({ kind: 'storage_failure', code: 'disk_full' });
    isFull = false;
    await run.saveSummary(state);
    expect(readdirSync(run.path)).toContain('run.json');
  });
});

describe('replacing a file', () => {
  it('E5 goes through temp, fsync, rename and the fsync of the folder, in this order', async () => {
    const events: string[] = [];
    const path = join(tempFolder(), 'file');
    const layer = faulty({
      open: (name, flags) => {
        events.push(`open ${name === path ? 'file' : 'temp'}`);
        return files.open(name, flags);
      },
      syncData: (fd) => {
        events.push('fsync');
        return files.syncData(fd);
      },
      rename: (from, to) => {
        events.push('rename');
        files.rename(from, to);
      },
      syncFolder: (name) => {
        events.push('fsync folder');
        return files.syncFolder(name);
      },
    });
    await replaceFile(layer, path, 'new');
    expect(events).toEqual(['open temp', 'fsync', 'rename', 'fsync folder']);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it.each(['write', 'syncData', 'rename'] as const)(
    'E5 leaves the old file whole and no other when it fails to %s',
    async (call) => {
      const path = join(tempFolder(), 'file');
      await replaceFile(files, path, 'old');
      const fail = (): never => {
        throw systemError('ENOSPC');
      };
      await expect(replaceFile(faulty({ [call]: fail }), path, 'new')).rejects.toMatchObject({
        kind: 'storage_failure',
        code: 'disk_full',
      });
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(join(path, '..'))).toEqual(['file']);
    },
  );
});
