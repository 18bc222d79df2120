import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { listExamples } from '../../electron/host/examples.ts';
import { tempFolder } from './helpers.ts';

it('M20 lists examples by topic, in the order in which one learns, quickstart first', async () => {
  const folder = tempFolder();
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write('b.yaml', 'name: Bees\ndescription: About bees.\nx-topic: Failures\n');
  write('a.yaml', 'name: Ants\nx-topic: Failures\n');
  write('plain.yml', 'steps: []\n');
  write('zoo.yaml', 'name: Animals\nx-topic: Start here\n');
  write('quickstart.yaml', 'name: Quickstart\nx-topic: Start here\n');
  write('own.yaml', 'name: Own\nx-topic: Of the house\n');
  write('broken.yaml', 'name: [\n');
  mkdirSync(path.join(folder, 'parts'));
  const listed = await listExamples(folder);
  expect(listed.map(({ topic, name }) => `${topic}: ${name}`)).toEqual([
    'Start here: Quickstart',
    'Start here: Animals',
    'Failures: Ants',
    'Failures: Bees',
    'Of the house: Own',
    'More: plain.yml',
  ]);
  expect(listed.find(({ name }) => name === 'Bees')?.description).toBe('About bees.');
});

it('M20 every example that comes with the app says what it shows, under a heading', async () => {
  for (const { name, description, topic } of await listExamples(path.resolve(import.meta.dirname, '../../examples'))) {
    expect(description, name).not.toBe('');
    expect(topic, name).not.toBe('More');
  }
});
