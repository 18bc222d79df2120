import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BlobStore } from '../../electron/storage/blobs.ts';
import { type FileLayer, nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { PinStore, type StoredPin } from '../../electron/storage/pins.ts';
import { removeFolders, tempFolder } from '../execution/support/test-engine.ts';

afterAll(removeFolders);

const FILE = '/work/prices.yaml';
const BIG = 'x'.repeat(10_000);

function open(files: FileLayer = nodeFileLayer, folder = tempFolder()) {
  const source = new BlobStore(path.join(folder, 'source'), nodeFileLayer);
  mkdirSync(source.folder, { recursive: true });
  return { folder, source, pins: new PinStore(path.join(folder, 'pins'), files) };
}

function pin(step: string, rest: Partial<StoredPin> = {}): StoredPin {
  return {
    file: FILE,
    step,
    pinnedAt: '2026-01-01T00:00:00.000Z',
    from: { run: '01abc', attempt: 1 },
    stepHash: 'h',
    result: { inline: step },
    parameters: null,
    durationMs: 3,
    variables: {},
    ...rest,
  };
}

const stepsOf = (pins: readonly StoredPin[]) => pins.map(({ step }) => step);
const pinFiles = (folder: string) =>
  readdirSync(path.join(folder, 'pins'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('pin.json'))
    .map((name) => path.join(folder, 'pins', name));

describe('the store of pins', () => {
  it('gives back what was put, by file and step, also in another process', async () => {
    const { pins, source, folder } = open();
    const big = await source.put(BIG);
    await pins.put(pin('b', { result: big, variables: { n: big } }), source);
    await pins.put(pin('a'), source);
    await pins.put(pin('c', { file: '/other.yaml' }), source);
    rmSync(source.folder, { recursive: true });
    const again = new PinStore(path.join(folder, 'pins'), nodeFileLayer);
    expect(stepsOf(again.list(FILE))).toEqual(['a', 'b']);
    expect(stepsOf(again.list())).toEqual(['c', 'a', 'b']);
    const [, found] = again.list(FILE);
    expect(found).toEqual(pin('b', { result: big, variables: { n: big } }));
    expect(found === undefined ? null : again.blobsOf(found).get(found.result)).toBe(BIG);
  });

  it('keeps apart steps and files whose names differ in little', async () => {
    const { pins, source } = open();
    for (const step of ['fetch', 'Fetch', 'fetch_', 'fetch-']) await pins.put(pin(step), source);
    await pins.put(pin('fetch', { file: '/work/Prices.yaml' }), source);
    expect(stepsOf(pins.list(FILE))).toEqual(['Fetch', 'fetch', 'fetch-', 'fetch_']);
  });

  it('replaces the pin of a step, and removes it', async () => {
    const { pins, source } = open();
    await pins.put(pin('a'), source);
    await pins.put(pin('a', { result: { inline: 2 } }), source);
    expect(pins.list(FILE)).toEqual([pin('a', { result: { inline: 2 } })]);
    expect(await pins.remove(FILE, 'a')).toBe(true);
    expect(pins.list()).toEqual([]);
    expect(await pins.remove(FILE, 'a')).toBe(false);
  });

  it('has nothing where nothing was pinned', () => {
    expect(open().pins.list()).toEqual([]);
  });

  it('keeps the pin that was there when the new one cannot be written', async () => {
    const { pins, source, folder } = open();
    await pins.put(pin('a'), source);
    const full: FileLayer = {
      ...nodeFileLayer,
      write: () => {
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      },
    };
    const onFullDisk = new PinStore(path.join(folder, 'pins'), full);
    await expect(onFullDisk.put(pin('a', { result: { inline: 2 } }), source)).rejects.toMatchObject({
      code: 'disk_full',
    });
    expect(pins.list(FILE)).toEqual([pin('a')]);
  });

  it('passes over what a kill has left half done, and nothing else', async () => {
    const { pins, source, folder } = open();
    await pins.put(pin('a'), source);
    const [made = ''] = pinFiles(folder);
    mkdirSync(path.join(made, '..', '..', 'b-0', 'blobs'), { recursive: true });
    mkdirSync(path.join(made, '..', '..', 'c-0.1-1.tmp'), { recursive: true });
    expect(stepsOf(pins.list(FILE))).toEqual(['a']);
  });

  it.each([
    ['is cut off', '{"format":1,"file"', 'pin_damaged'],
    ['is of another shape', '{"format":1}', 'pin_damaged'],
    ['is of a newer release', '{"format":2}', 'newer_format'],
  ])('refuses a pin that %s, and names it; it can be removed', async (_, text, code) => {
    const { pins, source, folder } = open();
    await pins.put(pin('a'), source);
    const [file = ''] = pinFiles(folder);
    writeFileSync(file, text);
    expect(() => pins.list(FILE)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(file) }));
    expect(await pins.remove(FILE, 'a')).toBe(true);
    expect(pins.list(FILE)).toEqual([]);
  });

  it.each(['{"format":1,"file"', '{"format":2}'])('forgets what cannot be read, and nothing else: %s', async (text) => {
    const { pins, source, folder } = open();
    await pins.put(pin('a'), source);
    const [bad = ''] = pinFiles(folder);
    await pins.put(pin('b'), source);
    writeFileSync(bad, text);
    expect(await pins.forgetDamaged('/other.yaml')).toBe(0);
    expect(await pins.forgetDamaged(FILE)).toBe(1);
    expect(pins.list()).toEqual([pin('b')]);
  });

  it('keeps a pin that is made while another process unpins the step', async () => {
    const { pins, source, folder } = open();
    await pins.put(pin('a'), source);
    let hasRemoved = false;
    const raced: FileLayer = {
      ...nodeFileLayer,
      rename: (from, to) => {
        if (!hasRemoved) {
          hasRemoved = true;
          rmSync(path.dirname(to), { recursive: true });
        }
        nodeFileLayer.rename(from, to);
      },
    };
    const big = await source.put(BIG);
    await new PinStore(path.join(folder, 'pins'), raced).put(pin('a', { result: big }), source);
    const [found] = pins.list(FILE);
    expect(found === undefined ? null : pins.blobsOf(found).get(found.result)).toBe(BIG);
  });
});
