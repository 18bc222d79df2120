import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleName } from '../../../electron/storage/bundles/bundle-manifest.ts';
import { readJournal } from '../../../electron/storage/journal/read-journal.ts';
import { faulty, files, systemError, tempFolder } from '../support.ts';
import { makeRun, openData, RUN } from './bundle-support.ts';

const target = (): string => join(tempFolder(), 'run.stepglass');

describe('exporting a run', () => {
  it('M18 writes one file that holds journal, definition, values and logs, and nothing else', async () => {
    const data = openData();
    const { large } = await makeRun(data);
    const path = target();
    const made = await data.exportBundle(RUN, path, '1.2.3');
    expect(made).toMatchObject({ run: RUN, path, files: 6 });
    const names = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' }).trim().split('\n');
    expect(names).toEqual([
      'manifest.json',
      'journal.jsonl',
      'definition/0-p.yaml',
      'definition/index.json',
      `blobs/${'blob' in large ? large.blob : ''}`,
      'logs/0-1.log',
      'logs/0-1.marks',
    ]);
    expect(readdirSync(dirname(path))).toEqual(['run.stepglass']);
  });

  it('M18 says in the first entry what is in it, with checksums', async () => {
    const data = openData();
    await makeRun(data);
    const path = target();
    await data.exportBundle(RUN, path, '1.2.3');
    const manifest = JSON.parse(execFileSync('tar', ['-xzOf', path, 'manifest.json'], { encoding: 'utf8' }));
    expect(manifest).toMatchObject({ format: 1, run: RUN, release: '1.2.3', exportedAt: '2026-01-01T00:00:00.000Z' });
    expect(manifest.entries).toHaveLength(6);
    expect(manifest.entries[0]).toEqual({
      name: 'journal.jsonl',
      sizeBytes: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('M18 leaves a half written last line out', async () => {
    const data = openData();
    const { folder } = await makeRun(data);
    const whole = readFileSync(folder.journalPath);
    appendFileSync(folder.journalPath, '1234abcd {"n":6');
    const path = target();
    await data.exportBundle(RUN, path, '1.2.3');
    expect(execFileSync('tar', ['-xzOf', path, 'journal.jsonl'])).toEqual(whole);
  });

  it('M18 takes the place of an earlier bundle, and leaves it whole when it fails', async () => {
    const path = target();
    writeFileSync(path, 'earlier');
    const failing = openData(
      faulty({
        write: (fd, bytes) => {
          if (bytes.length > 0 && bytes[0] === 0x1f) throw systemError('ENOSPC');
          return files.write(fd, bytes);
        },
      }),
    );
    await makeRun(failing);
    await expect(failing.exportBundle(RUN, path, '1')).rejects.toMatchObject({ code: 'disk_full' });
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    expect(readdirSync(dirname(path))).toEqual(['run.stepglass']);
    const data = openData();
    await makeRun(data);
    await data.exportBundle(RUN, path, '1');
    expect(gunzipSync(readFileSync(path)).toString('latin1', 0, 13)).toBe('manifest.json');
  });

  it('M18 refuses a run that never began', async () => {
    const data = openData();
    await data.create(RUN);
    await expect(data.exportBundle(RUN, target(), '1')).rejects.toMatchObject({ code: 'run_never_began' });
  });

  it.each([
    ['My pipeline', `My-pipeline-${RUN}.stepglass`],
    ['../../etc', `etc-${RUN}.stepglass`],
    ['', `run-${RUN}.stepglass`],
    ['日本', `run-${RUN}.stepglass`],
  ])('M18 makes a safe file name of %j', (pipeline, name) => {
    expect(bundleName(pipeline, RUN)).toBe(name);
  });
});

describe('importing a bundle', () => {
  it('M18 has everything on the disk before the run is there: a power cut leaves all of it or nothing', async () => {
    const source = openData();
    await makeRun(source);
    const path = target();
    await source.exportBundle(RUN, path, '1.2.3');
    const opened = new Map<number, string>();
    const unsynced = new Set<string>();
    let left: readonly string[] | null = null;
    const data = openData(
      faulty({
        open: (name, flags) => {
          const fd = files.open(name, flags);
          opened.set(fd, name);
          if (flags === 'wx') for (const each of [name, dirname(name)]) unsynced.add(each);
          return fd;
        },
        syncData: (fd) => {
          unsynced.delete(opened.get(fd) ?? '');
          return files.syncData(fd);
        },
        syncFolder: (name) => {
          unsynced.delete(name);
          return files.syncFolder(name);
        },
        rename: (from, to) => {
          if (to.endsWith(RUN)) left = [...unsynced].filter((name) => name.startsWith(from));
          files.rename(from, to);
        },
      }),
    );
    await data.importBundle(path);
    expect(left).toEqual([]);
  });

  async function exported(): Promise<string> {
    const data = openData();
    await makeRun(data);
    const path = target();
    await data.exportBundle(RUN, path, '1.2.3');
    return path;
  }

  it('M18 gives the same run, marked as imported', async () => {
    const data = openData();
    const { folder, large } = await makeRun(data);
    const path = target();
    await data.exportBundle(RUN, path, '1.2.3');
    const other = openData();
    expect(await other.importBundle(path)).toEqual({ run: RUN, isNew: true });
    const imported = other.open(RUN);
    expect(readJournal(imported.journalPath)).toEqual(readJournal(folder.journalPath));
    expect(imported.readDefinition()).toEqual(folder.readDefinition());
    expect(imported.blobs.get(large)).toBe('x'.repeat(10_000));
    expect(imported.logs.read(0, 1, { offset: 0, maxBytes: 100 }).pieces).toEqual(
      folder.logs.read(0, 1, { offset: 0, maxBytes: 100 }).pieces,
    );
    expect(imported.imported()).toMatchObject({ exportedAt: '2026-01-01T00:00:00.000Z', release: '1.2.3' });
    expect(folder.imported()).toBeNull();
    const [summary] = await other.runs();
    expect(summary).toMatchObject({ run: RUN, status: 'completed', importedAt: '2026-01-01T00:00:00.000Z' });
    expect(await data.summary(RUN)).not.toHaveProperty('importedAt');
  });

  it('M18 says that a run is here already, also one that has gone on since, and changes nothing', async () => {
    const data = openData();
    const { folder } = await makeRun(data);
    const path = target();
    await data.exportBundle(RUN, path, '1.2.3');
    appendFileSync(folder.journalPath, 'more');
    const before = readdirSync(folder.path);
    expect(await data.importBundle(path)).toEqual({ run: RUN, isNew: false });
    expect(readdirSync(folder.path)).toEqual(before);
    expect(folder.imported()).toBeNull();
  });

  it('M18 refuses another run of the same id', async () => {
    const path = await exported();
    const data = openData();
    await data.create(RUN);
    await expect(data.importBundle(path)).rejects.toMatchObject({ kind: 'invalid_input', code: 'run_exists' });
    expect(data.open(RUN).imported()).toBeNull();
  });

  it('M18 brings a deleted run back, and the trash keeps its own', async () => {
    const path = await exported();
    const data = openData();
    await makeRun(data);
    await data.trash(RUN);
    expect(await data.importBundle(path)).toEqual({ run: RUN, isNew: true });
    await data.trash(RUN);
    expect(data.trashed()).toHaveLength(2);
  });

  it('E24 leaves nothing behind when the disk is full', async () => {
    const path = await exported();
    const data = openData(
      faulty({
        write: (fd, bytes) => {
          if (Buffer.from(bytes).includes('hello')) throw systemError('ENOSPC');
          return files.write(fd, bytes);
        },
      }),
    );
    await expect(data.importBundle(path)).rejects.toMatchObject({ kind: 'storage_failure', code: 'disk_full' });
    expect(readdirSync(data.runsPath)).toEqual([]);
  });

  it('M18 says what is wrong with the name of a file', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'sub'));
    const data = openData();
    await expect(data.importBundle(join(folder, 'no'))).rejects.toMatchObject({ code: 'file_not_found' });
    await expect(data.importBundle(join(folder, 'sub'))).rejects.toMatchObject({ code: 'bundle_damaged' });
  });
});
