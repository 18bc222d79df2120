import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSettingsFile } from '../../../electron/host/settings/settings-file.ts';
import {
  forgetFile,
  readSettings,
  recentFiles,
  rememberFile,
  type SettingsStore,
  writeSetting,
} from '../../../electron/host/settings/settings-store.ts';
import { memorySettings, tempFolder } from '../helpers.ts';

/** Both stores that the host is given keep the same promises. */
const STORES: readonly (readonly [name: string, make: () => SettingsStore])[] = [
  ['in memory', () => memorySettings()],
  ['in a file', () => openSettingsFile(path.join(tempFolder(), 'deep', 'settings.json'))],
];

describe.each(STORES)('settings %s', (_name, make) => {
  it('have defaults', () => {
    expect(readSettings(make())).toEqual({
      theme: 'system',
      layoutDirection: {},
      panes: {},
      notifications: true,
      lastInputs: {},
    });
  });

  it('are kept', async () => {
    const store = make();
    await writeSetting(store, 'theme', 'dark');
    await writeSetting(store, 'panes', { inspector: 0.3 });
    expect(readSettings(store)).toMatchObject({ theme: 'dark', panes: { inspector: 0.3 } });
  });

  it('keep changes that are made at the same time', async () => {
    const store = make();
    await Promise.all([
      writeSetting(store, 'theme', 'light'),
      writeSetting(store, 'notifications', false),
      writeSetting(store, 'panes', { a: 1 }),
    ]);
    expect(readSettings(store)).toMatchObject({ theme: 'light', notifications: false, panes: { a: 1 } });
  });

  it('refuse names that are not for windows, and values of the wrong shape', async () => {
    const store = make();
    await expect(writeSetting(store, 'trustedFolders', ['/'])).rejects.toMatchObject({ code: 'unknown_setting' });
    await expect(writeSetting(store, '__proto__', {})).rejects.toMatchObject({ code: 'unknown_setting' });
    await expect(writeSetting(store, 'theme', 'pink')).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(readSettings(store).theme).toBe('system');
  });

  it('remember files, newest first, each once, at most 20', async () => {
    const store = make();
    for (let at = 0; at < 25; at += 1) await rememberFile(store, `/p/${at}.yaml`);
    await rememberFile(store, '/p/20.yaml');
    await forgetFile(store, '/p/24.yaml');
    expect(recentFiles(store).slice(0, 3)).toEqual(['/p/20.yaml', '/p/23.yaml', '/p/22.yaml']);
    expect(recentFiles(store)).toHaveLength(19);
  });
});

it('reads a setting of a wrong shape as its default', () => {
  expect(readSettings(memorySettings({ theme: 7, panes: 'x' }))).toMatchObject({ theme: 'system', panes: {} });
});

it('leaves the other names in the file alone', async () => {
  const file = path.join(tempFolder(), 'settings.json');
  writeFileSync(file, '{"python": "/usr/bin/python3", "theme": "light"}');
  await writeSetting(openSettingsFile(file), 'theme', 'dark');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ python: '/usr/bin/python3', theme: 'dark' });
});

it('never takes a damaged file for an empty one', async () => {
  const file = path.join(tempFolder(), 'settings.json');
  writeFileSync(file, '{"theme": ');
  const store = openSettingsFile(file);
  expect(() => readSettings(store)).toThrowError(expect.objectContaining({ code: 'settings_damaged' }));
  await expect(writeSetting(store, 'theme', 'dark')).rejects.toMatchObject({ code: 'settings_damaged' });
  expect(readFileSync(file, 'utf8')).toBe('{"theme": ');
  expect(existsSync(`${file}.tmp`)).toBe(false);
});
