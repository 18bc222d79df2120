import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../shared/diagnostics.ts';
import { StepglassError } from '../../shared/errors.ts';
import { REAL_FILES } from '../compiler/real-files-table.ts';
import { completed, isThere, PublicSandbox, stepsOf, whySkipped } from './public-files.ts';

/**
 * What becomes of 41 pipeline files that people outside wrote. The table of test/compiler holds what is said of each;
 * here those that compile run, and the others are refused before anything runs.
 */
const files = Object.entries(REAL_FILES).map(([file, [outcome, diagnostics]]) => ({
  file,
  outcome,
  expected: diagnostics.split(/\s+/).filter((part) => part !== ''),
}));
const compiling = files.filter(({ outcome }) => outcome === 'compiles').map(({ file }) => file);
const refused = files.filter(({ outcome }) => outcome !== 'compiles');

/** Time stamps in names of files, which differ from run to run. */
function withoutTimes(names: readonly string[]): string[] {
  return names.map((name) => name.replace(/\d{4}-\d\d-\d\dt[\d-]+z/, '<time>'));
}

async function refusalOf(box: PublicSandbox, file: string): Promise<readonly string[]> {
  const error: unknown = await box.run(file).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StepglassError) || error.code !== 'invalid_pipeline')
    throw new Error(`${file} was not refused: ${String(error)}`);
  const diagnostics = error.details['diagnostics'] as unknown as readonly Diagnostic[];
  return diagnostics.map(({ span, code, severity }) => `${span.line}:${code}${severity === 'warning' ? '?' : ''}`);
}

describe.skipIf(!isThere)(`public pipelines that are refused${whySkipped}`, () => {
  let box: PublicSandbox;
  beforeAll(() => {
    box = new PublicSandbox();
  });
  afterAll(() => box.close());

  it.each(refused)('L7 $file: $outcome, before anything runs', async ({ file, expected }) => {
    expect(await refusalOf(box, file)).toEqual(expected);
    expect(await box.runs()).toBe(0);
    expect(box.written()).toEqual([]);
  });
});

describe.skipIf(!isThere)(`public pipelines that run as they are${whySkipped}`, () => {
  let box: PublicSandbox;
  beforeEach(() => {
    box = new PublicSandbox();
  });
  afterEach(() => box.close());

  it('L7 those that compile are run below', () => {
    expect(compiling).toEqual(['simple_data_processing.yaml', 'simple_timeout_test.yaml']);
  });

  it('L14 simple_data_processing.yaml writes the active rows as CSV and a report, and nothing else', async () => {
    const document = await box.run('simple_data_processing.yaml');
    expect(document.status).toBe('completed');
    expect(stepsOf(document)).toEqual(completed('read_data', 'process_data', 'save_results', 'save_report'));
    const folder = 'examples/outputs/simple_data_processing';
    const written = box.written();
    expect(withoutTimes(written)).toEqual([`${folder}/output_<time>.csv`, `${folder}/report_<time>.md`]);
    const [header, ...rows] = box.read('data/input.csv').split('\n');
    const active = [header, ...rows.filter((row) => row.split(',')[1] === 'active')].join('\n');
    expect(box.read(written[0] ?? '')).toBe(`${active}\n`);
    expect(box.read(written[1] ?? '')).toContain(`\`\`\`csv\n${active}\n`);
  });

  it('E8 simple_timeout_test.yaml fails by its timeout, as its author expects', async () => {
    const document = await box.run('simple_timeout_test.yaml');
    expect(document.status).toBe('failed');
    expect(stepsOf(document)).toEqual({ test_timeout: 'failed: timeout' });
    expect(document.error).toMatchObject({ category: 'timeout', step: 'test_timeout' });
    expect(document.steps['test_timeout']?.result).toBeNull();
  });
});
