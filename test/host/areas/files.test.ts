import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fileHandlers } from '../../../electron/host/areas/files.ts';
import { noShell } from '../../../electron/host/web/no-shell.ts';
import { tempFolder } from '../helpers.ts';

const list = (folder: string | null) => fileHandlers(noShell)['files:list']({ folder });

it('lists folders first, by name, without hidden ones', async () => {
  const folder = tempFolder();
  for (const name of ['b', 'a', '.git']) mkdirSync(path.join(folder, name));
  for (const name of ['z.yaml', 'A.csv', '.env']) writeFileSync(path.join(folder, name), '');
  symlinkSync(path.join(folder, 'a'), path.join(folder, 'link'));
  symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'broken'));
  const listing = await list(folder);
  expect(listing.entries.map(({ name, type }) => `${type} ${name}`)).toEqual([
    'folder a',
    'folder b',
    'folder link',
    'file A.csv',
    'file broken',
    'file z.yaml',
  ]);
  expect(listing).toMatchObject({ folder, parent: path.dirname(folder) });
});

it('begins in the home folder, and the root has no parent', async () => {
  expect((await list(null)).folder).toBe(path.resolve(process.env['HOME'] ?? '/'));
  expect((await list(path.parse(process.cwd()).root)).parent).toBeNull();
});

it('says why a folder cannot be listed', async () => {
  await expect(list(path.join(tempFolder(), 'missing'))).rejects.toMatchObject({ code: 'folder_not_readable' });
});

it('has no native dialog in the browser host', async () => {
  await expect(fileHandlers(noShell)['files:pick']({ title: 'x' })).rejects.toMatchObject({ code: 'not_available' });
});
