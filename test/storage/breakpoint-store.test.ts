import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BreakpointStore } from '../../electron/storage/breakpoint-store.ts';
import { files, tempFolder } from './support.ts';

const BEFORE = { step: 'a', when: 'before', enabled: true } as const;
const AFTER = { step: 'b', when: 'after', condition: 'b > 5', enabled: false } as const;

describe('breakpoints.json', () => {
  it('keeps those of each file apart, for whoever opens the folder next', async () => {
    const folder = tempFolder();
    const store = new BreakpointStore(folder, files);
    expect(store.of('/x/one.yaml')).toEqual([]);
    await store.change('/x/one.yaml', (before) => [...before, BEFORE]);
    await store.change('/x/one.yaml', (before) => [...before, AFTER]);
    await store.change('/x/constructor', () => [AFTER]);
    const again = new BreakpointStore(folder, files);
    expect(again.of('/x/one.yaml')).toEqual([BEFORE, AFTER]);
    expect(again.of('/x/constructor')).toEqual([AFTER]);
    expect(again.of('constructor')).toEqual([]);
  });

  it('makes the folder, and forgets a file that has none left', async () => {
    const store = new BreakpointStore(`${tempFolder()}/not/yet`, files);
    await store.change('/x/one.yaml', () => [BEFORE]);
    await store.change('/x/one.yaml', () => []);
    expect(JSON.parse(readFileSync(store.path, 'utf8'))).toEqual({ format: 1, pipelines: {} });
  });

  it('loses none of many changes at once', async () => {
    const store = new BreakpointStore(tempFolder(), files);
    const steps = Array.from({ length: 20 }, (_, at) => ({ ...BEFORE, step: `s${at}` }));
    await Promise.all(steps.map((each) => store.change('/x/one.yaml', (before) => [...before, each])));
    expect(store.of('/x/one.yaml')).toEqual(steps);
  });

  it.each(['{', '{"format":2,"pipelines":{}}', '{"format":1,"pipelines":{"a":[{"step":1}]}}', ''])(
    'E6 is never read as empty when it is damaged: %s',
    async (text) => {
      const store = new BreakpointStore(tempFolder(), files);
      writeFileSync(store.path, text);
      expect(() => store.of('/x/one.yaml')).toThrow(expect.objectContaining({ code: 'breakpoints_damaged' }));
      await expect(store.change('/x/one.yaml', () => [BEFORE])).rejects.toMatchObject({ code: 'breakpoints_damaged' });
      expect(readFileSync(store.path, 'utf8')).toBe(text);
    },
  );
});
