import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BreakpointStore } from '../../electron/storage/breakpoint-store.ts';
import type { FileLayer } from '../../electron/storage/files/file-layer.ts';
import { files, tempFolder } from './support.ts';

const BEFORE = { step: 'a', when: 'before', enabled: true } as const;
const AFTER = { step: 'b', when: 'after', condition: 'b > 5', enabled: false } as const;
const ONE = '/x/one.yaml';
/** Long after the files of a test were written: what is known of a folder then holds. */
const LATER = 4_000_000_000_000;

function open(folder = path.join(tempFolder(), 'breakpoints'), layer: FileLayer = files, now = Date.now) {
  return new BreakpointStore(folder, { files: layer, now });
}

function filesIn(store: BreakpointStore): readonly string[] {
  return readdirSync(store.path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => path.join(store.path, name));
}

describe('the store of breakpoints', () => {
  it('keeps those of each file apart, for whoever opens the folder next', async () => {
    const store = open();
    expect(store.of(ONE)).toEqual([]);
    await store.put(ONE, BEFORE);
    await store.put(ONE, AFTER);
    await store.put('/x/constructor', AFTER);
    const again = open(store.path);
    expect(again.of(ONE)).toEqual([BEFORE, AFTER]);
    expect(again.of('/x/constructor')).toEqual([AFTER]);
    expect(again.of('/x/one.yml')).toEqual([]);
  });

  it('keeps the place of one that is changed or moved, and removes what is asked', async () => {
    const store = open();
    for (const step of ['a', 'b', 'c']) await store.put(ONE, { ...BEFORE, step });
    await store.put(ONE, { ...BEFORE, step: 'a', enabled: false });
    await store.put(ONE, { ...BEFORE, step: 'd' }, { step: 'b', when: 'before' });
    expect(store.of(ONE).map(({ step, enabled }) => [step, enabled])).toEqual([
      ['a', false],
      ['d', true],
      ['c', true],
    ]);
    await store.remove(ONE, [
      { step: 'd', when: 'before' },
      { step: 'nowhere', when: 'before' },
    ]);
    expect(store.of(ONE).map(({ step }) => step)).toEqual(['a', 'c']);
    await store.clear(ONE);
    expect(store.of(ONE)).toEqual([]);
  });

  it('keeps apart steps whose names differ in little', async () => {
    const store = open();
    const steps = ['fetch', 'Fetch', 'each[1].fetch', 'each.1.fetch', '*'];
    for (const step of steps) await store.put(ONE, { ...BEFORE, step });
    expect(store.of(ONE).map(({ step }) => step)).toEqual(steps);
  });

  it('loses none of many changes at once, of however many processes', async () => {
    const folder = path.join(tempFolder(), 'breakpoints');
    const steps = Array.from({ length: 20 }, (_, at) => `s${at}`);
    await open(folder).put(ONE, BEFORE);
    await Promise.all([
      ...steps.map((step) => open(folder).put(ONE, { ...BEFORE, step })),
      open(folder).remove(ONE, [BEFORE]),
    ]);
    expect(
      new Set(
        open(folder)
          .of(ONE)
          .map(({ step }) => step),
      ),
    ).toEqual(new Set(steps));
  });

  it('sees what another process changes, and reads nothing while nothing changes', async () => {
    let reads = 0;
    const counting: FileLayer = {
      ...files,
      readFile: (file) => {
        reads += 1;
        return files.readFile(file);
      },
    };
    const other = open();
    await other.put(ONE, BEFORE);
    const store = open(other.path, counting, () => LATER);
    const known = store.of(ONE);
    expect(known).toEqual([BEFORE]);
    for (let at = 0; at < 100; at += 1) expect(store.of(ONE)).toBe(known);
    expect(reads).toBe(1);
    await other.put(ONE, AFTER);
    expect(store.of(ONE)).toEqual([BEFORE, AFTER]);
  });

  it('reads a folder that has changed just now again, for its time may not tell of the next change', async () => {
    const frozen: FileLayer = { ...files, stat: (file) => ({ ...files.stat(file), modifiedMs: 5000, inode: 1 }) };
    const folder = path.join(tempFolder(), 'breakpoints');
    const store = open(folder, frozen, () => 6000);
    const other = open(folder);
    await other.put(ONE, BEFORE);
    expect(store.of(ONE)).toEqual([BEFORE]);
    await other.put(ONE, AFTER);
    expect(store.of(ONE)).toEqual([BEFORE, AFTER]);
  });

  it.each([
    ['{', 'breakpoint_damaged'],
    ['', 'breakpoint_damaged'],
    ['{"format":1,"step":1}', 'breakpoint_damaged'],
    ['{"format":2}', 'newer_format'],
  ])('E6 is never read as none when one is damaged, which is named and can be forgotten: %s', async (text, code) => {
    const store = open();
    await store.put(ONE, BEFORE);
    const [bad = ''] = filesIn(store);
    await store.put(ONE, AFTER);
    writeFileSync(bad, text);
    expect(() => open(store.path).of(ONE)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(bad) }),
    );
    expect(await store.forgetDamaged('/x/other.yaml')).toBe(0);
    expect(await store.forgetDamaged(ONE)).toBe(1);
    expect(store.of(ONE)).toEqual([AFTER]);
  });

  it('keeps the one that was there when a change cannot be written', async () => {
    const store = open();
    await store.put(ONE, BEFORE);
    const full: FileLayer = {
      ...files,
      write: () => {
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      },
    };
    const change = open(store.path, full).put(ONE, { ...BEFORE, enabled: false });
    await expect(change).rejects.toMatchObject({ code: 'disk_full' });
    expect(store.of(ONE)).toEqual([BEFORE]);
  });
});
