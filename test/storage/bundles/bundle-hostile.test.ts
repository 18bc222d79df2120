import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tarHeader } from '../../../electron/storage/bundles/tar.ts';
import { encodeJournalLine } from '../../../electron/storage/journal/journal-lines.ts';
import { now, tempFolder } from '../support.ts';
import {
  createdFact,
  makeRun,
  manifestOf,
  openData,
  part,
  RUN,
  smallRun,
  tarOf,
  writeBundle,
  writeFile,
} from './bundle-support.ts';

/** The code that a bundle is refused with; nothing of it may be left. */
async function refusal(path: string): Promise<string> {
  const data = openData();
  const code = await data.importBundle(path).then(
    () => 'imported',
    (error: { kind?: string; code?: string; message?: string }) => `${error.kind} ${error.code}`,
  );
  if (existsSync(data.runsPath)) expect(readdirSync(data.runsPath)).toEqual([]);
  return code;
}

const journal = (facts: readonly object[]): string =>
  facts
    .map((fact, at) => ({ n: at + 1, at: new Date(now()).toISOString(), ...fact }))
    .map((fact) => encodeJournalLine(fact as Parameters<typeof encodeJournalLine>[0], 0))
    .join('');
const withJournal = (facts: readonly object[]) => [part('journal.jsonl', journal(facts)), ...smallRun().slice(1)];

describe('a hostile bundle', () => {
  it('M18 is imported when it is none: the hand-made one is good', async () => {
    const data = openData();
    expect(await data.importBundle(writeBundle(smallRun()))).toEqual({ run: RUN, isNew: true });
  });

  it.each([
    '../evil',
    '/etc/passwd',
    'definition/../../evil',
    'blobs/../lock',
    'lock',
    'imported.json',
    'C:\\evil',
    'logs/x.log',
    'definition/0-a/b',
    'journal.jsonl/x',
  ])('M18 cannot name %j', async (name) => {
    expect(await refusal(writeBundle([...smallRun(), part(name, 'x')]))).toBe('invalid_input bundle_damaged');
  });

  it.each(['symlink', 'folder'])('M18 cannot hold a %s', async (kind) => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'blobs'));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifestOf(smallRun())));
    if (kind === 'symlink') symlinkSync('/etc/passwd', join(folder, 'journal.jsonl'));
    else mkdirSync(join(folder, 'journal.jsonl'));
    const path = join(tempFolder(), 'b.stepglass');
    execFileSync('tar', ['--format=ustar', '-czf', path, '-C', folder, 'manifest.json', 'journal.jsonl']);
    expect(await refusal(path)).toBe('invalid_input bundle_damaged');
  });

  it('M18 cannot claim a run id that leads elsewhere', async () => {
    expect(await refusal(writeBundle(smallRun(), manifestOf(smallRun(), { run: '../../evil' })))).toBe(
      'invalid_input bundle_damaged',
    );
  });

  it('M18 cannot be that of another run', async () => {
    expect(await refusal(writeBundle(smallRun(), manifestOf(smallRun(), { run: 'other' })))).toBe(
      'invalid_input bundle_damaged',
    );
  });

  it('M18 of a newer format is refused by name', async () => {
    expect(await refusal(writeBundle(smallRun(), { format: 2, anything: true }))).toBe('invalid_input newer_format');
    const line = journal([createdFact()]).slice(9, -1).replace('"format":1', '"format":99');
    const { crc32 } = await import('node:zlib');
    const newer = `${crc32(line).toString(16).padStart(8, '0')} ${line}\n`;
    expect(await refusal(writeBundle([part('journal.jsonl', newer), ...smallRun().slice(1)]))).toBe(
      'invalid_input newer_format',
    );
  });

  it('M18 that claims to be larger than any run is refused before it is unpacked', async () => {
    const blob = { name: `blobs/${'a'.repeat(64)}`, sizeBytes: 5 * 1024 ** 3, sha256: 'a'.repeat(64) };
    const manifest = manifestOf(smallRun()) as { entries: object[] };
    manifest.entries.push(blob);
    expect(await refusal(writeBundle(smallRun(), manifest))).toBe('invalid_input bundle_too_large');
  });

  it.each([
    ['a journal', 'journal.jsonl', 600],
    ['a definition', 'definition/index.json', 65],
  ])('M18 that claims %s too large to be held in memory is refused', async (_what, name, mebibytes) => {
    const manifest = manifestOf(smallRun()) as { entries: { name: string; sizeBytes: number }[] };
    const entries = manifest.entries.map((entry) =>
      entry.name === name ? { ...entry, sizeBytes: mebibytes * 1024 ** 2 } : entry,
    );
    expect(await refusal(writeBundle(smallRun(), { ...manifest, entries }))).toBe('invalid_input bundle_too_large');
  });

  it.each([
    ['hint', { text: '<img src=x>' }],
    ['span', { file: { text: '<img src=x>' }, line: 1, column: 1 }],
  ])('M18 whose errors have something else than text for a %s is refused', async (name, value) => {
    const error = { category: 'execution', code: 'c', severity: 'high', retryable: false, message: 'm', [name]: value };
    const facts = [
      createdFact(),
      { type: 'step.failed', step: 'a', attempt: 1, error, durationMs: 1, consequences: [] },
    ];
    expect(await refusal(writeBundle(withJournal(facts)))).toBe('invalid_input bundle_damaged');
  });

  it('M18 whose definition names one file more than once is refused', async () => {
    const parts = smallRun().map(({ name, bytes }) => {
      if (name !== 'definition/index.json') return { name, bytes };
      const { format, files } = JSON.parse(bytes.toString('utf8')) as { format: number; files: object[] };
      return part(name, JSON.stringify({ format, files: [...files, ...files] }));
    });
    expect(await refusal(writeBundle(parts))).toBe('invalid_input bundle_damaged');
  });

  it('M18 that unpacks to more than it claims is refused', async () => {
    const [first, ...others] = smallRun();
    const bomb = Buffer.concat([first?.bytes ?? Buffer.alloc(0), Buffer.alloc(50_000_000)]);
    expect(await refusal(writeBundle([part('journal.jsonl', bomb), ...others], manifestOf(smallRun())))).toBe(
      'invalid_input bundle_damaged',
    );
    expect(await refusal(writeBundle([...smallRun(), part('logs/0-1.log', 'x')], manifestOf(smallRun())))).toBe(
      'invalid_input bundle_damaged',
    );
  });

  it('M18 with an endless list of contents is refused', async () => {
    const header = tarHeader('manifest.json', 70 * 1024 * 1024, 0);
    expect(await refusal(writeFile(gzipSync(Buffer.concat([header, Buffer.alloc(1024)]))))).toBe(
      'invalid_input bundle_damaged',
    );
  });

  it.each([
    ['an entry twice', [...smallRun(), part('definition/0-P.yaml', 'x')]],
    ['a value under another name', [...smallRun(), part(`blobs/${'a'.repeat(64)}`, '"x"')]],
    ['no journal', smallRun().slice(1)],
    ['no definition', smallRun().slice(0, 1)],
    ['an empty journal', [part('journal.jsonl', ''), ...smallRun().slice(1)]],
    ['another definition', smallRun().map((each) => (each.name.endsWith('.yaml') ? part(each.name, 'evil') : each))],
    ['a fact without its beginning', withJournal([{ type: 'run.started' }])],
    ['an unknown fact', withJournal([createdFact(), { type: 'run.exploded' }])],
    [
      'a path as the name of a value',
      withJournal([
        createdFact(),
        { type: 'run.completed', outputs: { x: { blob: '../../etc/passwd', sizeBytes: 1 } } },
      ]),
    ],
    [
      'a step that is no text',
      withJournal([
        createdFact(),
        { type: 'step.skipped', step: { evil: true }, reason: 'condition', consequences: [] },
      ]),
    ],
    [
      'a fact without what it needs',
      withJournal([createdFact(), { type: 'step.reset', reason: 'rerun', consequences: [] }]),
    ],
    ['a run without a name', withJournal([{ ...createdFact(), pipeline: { id: 1 } }])],
  ])('M18 with %s is refused', async (_, parts) => {
    expect(await refusal(writeBundle(parts))).toBe('invalid_input bundle_damaged');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('name: no bundle\n')],
    ['gzip of text', gzipSync('hello')],
    ['gzip of an empty archive', gzipSync(Buffer.alloc(1024))],
    ['a bundle without its list', gzipSync(tarOf(smallRun()))],
    ['a list that is no JSON', gzipSync(tarOf([part('manifest.json', '{')]))],
  ])('M18 that is %s is refused', async (_, bytes) => {
    expect(await refusal(writeFile(bytes))).toBe('invalid_input bundle_damaged');
  });

  it('M18 is refused wherever it was cut', async () => {
    const data = openData();
    await makeRun(data);
    const path = join(tempFolder(), 'whole.stepglass');
    await data.exportBundle(RUN, path, '1');
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (at) => {
        expect(await refusal(writeFile(whole.subarray(0, at)))).toBe('invalid_input bundle_damaged');
      }),
      { numRuns: 40 },
    );
  });

  it('M18 is refused whichever byte of its files was changed', async () => {
    const path = writeBundle(smallRun());
    const whole = gunzipSync(readFileSync(path));
    const places = [...whole.keys()].filter((at) => at % 512 < 8 && whole[at] !== 0);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), async (at) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ 0x15;
        expect(await refusal(writeFile(gzipSync(changed)))).toMatch(/^invalid_input /);
      }),
      { numRuns: 40 },
    );
  });
});
