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

/** Examples that are meant to end otherwise: one fails, one waits for people. */
const EXITS: ReadonlyMap<string, number> = new Map([
  ['health-checks.yaml', 1],
  ['release.yaml', 3],
]);

/** What the examples show, all of them together (a text of the files each). */
const SHOWN: readonly (readonly [what: string, sign: RegExp])[] = [
  ['a loop over a list', /for_each: "\{\{/],
  ['a loop over an object', /for_each: \{ /],
  ['a loop in a loop', /loops\.outer\./],
  ['a loop that runs several items at once', /for_each: .*\n(?:.*\n)*? {4}max_parallel: \d/],
  ['while', /^ +while:/m],
  ['until', /^ +until:/m],
  ['action_loop', /^ +action_loop:/m],
  ['parallel', /^ +parallel:/m],
  ['pipeline', /^ +pipeline: .*\.yaml/m],
  ['pipeline-executor', /tool: pipeline-executor/],
  ['fail', /on_failure: fail/],
  ['continue', /on_failure: continue/],
  ['skip', /on_failure: skip/],
  ['retry with growing delays', /retry: .*backoff: exponential/],
  ['retry with equal delays', /retry: .*backoff: fixed/],
  ['ask', /on_failure: ask/],
  ['rollback', /on_failure: rollback/],
  ['another way', /on_failure: verdict/],
  ['a fallback value', /fallback_value:/],
  ['a handler that has the step run again', /retry_with_handler: true/],
  ['handlers of the file', /^error_handlers:/m],
  ['on_failure of the run', /^ {2}on_failure: continue/m],
  ['a question for a text', /user-prompt\n.*min_length/],
  ['a question for a number', /type: number/],
  ['a question for a boolean', /type: boolean/],
  ['a question for a choice', /choices: \[/],
  ['a question for a file', /prompt: .*type: file/],
  ['a default after some time', /default: .*timeout: /],
  ['an approval', /tool: approval-gate/],
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
    expect(end.code, end.stderr).toBe(EXITS.get(file) ?? 0);
    expectDocument(file.replace('.yaml', ''), document);
  });

  it.each(VARIATIONS)('%s gives its expected result', async (name, file, ...args) => {
    const { end, document } = await box.json('run', `examples/${file}`, ...args);
    expect(end.code, end.stderr).toBe(0);
    expectDocument(name, document);
  });

  it.each(SHOWN)('show %s', (_what, sign) => {
    expect(files.some((file) => sign.test(readFileSync(path.join(EXAMPLES, file), 'utf8')))).toBe(true);
  });

  it.each(files)('%s says what it is about', (file) => {
    expect(readFileSync(path.join(EXAMPLES, file), 'utf8')).toMatch(/^name: .+\ndescription: .{20,}\nx-topic: .+/m);
  });

  describe('the questions of release.yaml', () => {
    const ANSWERS = [
      ['attachment', 'data/orders.csv'],
      ['title', 'Winter release'],
      ['public', 'yes'],
      ['channel', 'beta'],
      ['copies', '12'],
    ] as const;

    async function askedToApprove(): Promise<string> {
      const { document } = await box.json('run', 'examples/release.yaml');
      for (const [step, value] of ANSWERS) await box.json('answer', document.run, step, value);
      return document.run;
    }

    it('are answered in any order; the text is changed, and the failure mended', async () => {
      const run = await askedToApprove();
      const approved = await box.json(
        'answer',
        run,
        'approve',
        '{"approved": true, "modified_content": "Out now: Winter release"}',
      );
      expect(approved.document).toMatchObject({ status: 'waiting', steps: { publish: { status: 'waiting' } } });
      const path = '{"choice": "retry", "parameters": {"path": "output/notes-of-release.md"}}';
      const { end, document } = await box.json('answer', run, 'publish', path);
      expect(end.code, end.stderr).toBe(0);
      expectDocument('release-published', document);
    });

    it('end with the reason where somebody rejects', async () => {
      const { end, document } = await box.json('answer', await askedToApprove(), 'approve', 'reject: too early');
      expect(end.code, end.stderr).toBe(0);
      expectDocument('release-rejected', document);
    });

    it('refuse what is none of the choices', async () => {
      const { document } = await box.json('run', 'examples/release.yaml');
      const refused = await box.run('answer', document.run, 'channel', 'nightly');
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('expected one of "stable", "beta"') });
    });
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
