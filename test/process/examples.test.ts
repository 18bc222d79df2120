import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';
import { normaliseDocument } from '../helpers/normalise-document.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');
const EXPECTED = path.resolve(import.meta.dirname, '../fixtures/examples');
const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.yaml'));

/** What an example gives with other inputs, besides with its defaults. */
const VARIATIONS: readonly (readonly [name: string, file: string, ...args: string[]])[] = [
  ['quickstart-ada', 'quickstart.yaml', '-i', 'who=Ada'],
  ['routes-low', 'routes.yaml', '-i', 'score=40'],
  ['sales-below-target', 'sales.yaml', '-i', 'target=5000'],
  [
    'parameters-other',
    'parameters.yaml',
    '-i',
    'count=7',
    '-i',
    'tags=["x"]',
    '-i',
    'version=2.10',
    '-i',
    'verbose=yes',
  ],
];

let box: CliSandbox;
beforeAll(async () => {
  box = new CliSandbox();
  await cp(EXAMPLES, box.file('examples'), { recursive: true, filter: (source) => path.basename(source) !== 'output' });
});
afterAll(() => box.close());

/** Compares whole documents. `UPDATE_EXAMPLES=1` writes them anew, to be read before they are committed. */
function expectDocument(name: string, document: unknown): void {
  const normalised = normaliseDocument(document as never, box.file('examples'));
  const file = path.join(EXPECTED, `${name}.json`);
  if (process.env['UPDATE_EXAMPLES'] === '1') writeFileSync(file, `${JSON.stringify(normalised, null, 2)}\n`);
  expect(normalised).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

describe('the examples', () => {
  it.each(files)('%s is valid without a warning', async (file) => {
    expect(await box.run('validate', `examples/${file}`)).toMatchObject({
      code: 0,
      stdout: `examples/${file}: valid\n`,
    });
  });

  it.each(files)('%s gives its expected result', async (file) => {
    const { end, document } = await box.json('run', `examples/${file}`);
    expect(end.code, end.stderr).toBe(0);
    expectDocument(file.replace('.yaml', ''), document);
  });

  it.each(VARIATIONS)('%s gives its expected result', async (name, file, ...args) => {
    const { end, document } = await box.json('run', `examples/${file}`, ...args);
    expect(end.code, end.stderr).toBe(0);
    expectDocument(name, document);
  });

  it('the data job, killed half-way, is finished by resume with the same result', async () => {
    const half = await box.json('run', 'examples/sales.yaml', '--until', 'by_region');
    expect(half.document.status).toBe('paused');
    const { document } = await box.json('resume', half.document.run);
    expectDocument('sales', document);
  });

  it('the data job, rerun from its join, reuses everything before it', async () => {
    const first = await box.json('run', 'examples/sales.yaml');
    const { document } = await box.json('rerun', first.document.run, '--from', 'join');
    const reused = Object.entries(document.steps).filter(
      ([, step]) => (step as { reused_from: unknown }).reused_from !== null,
    );
    expect(reused.map(([id]) => id)).toEqual(['load', 'clean', 'by_region', 'by_product', 'best_day']);
    expect(document.outputs).toEqual(first.document.outputs);
  });

  it('write nothing but what they say', () => {
    const written = readdirSync(box.file('examples')).filter((name) => !existsSync(path.join(EXAMPLES, name)));
    expect(written.filter((name) => name !== 'output')).toEqual([]);
  });
});
