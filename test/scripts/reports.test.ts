import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/files.mjs';
import { countOutcomes, formatCounts, parsePlaywright, parseVitest } from '../../scripts/lib/reports.mjs';

const at = (file: string) => path.join(ROOT, file);

describe('the sum of the reports', () => {
  it('counts what vitest reports, skipped and to-do as skipped', () => {
    const tests = parseVitest({
      testResults: [
        {
          name: at('test/cli/a.test.ts'),
          status: 'failed',
          assertionResults: ['passed', 'failed', 'skipped', 'todo', 'pending'].map((status) => ({
            fullName: status,
            status,
          })),
        },
      ],
    });
    expect(formatCounts(countOutcomes(tests))).toBe('1 passed, 1 failed, 3 skipped');
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const tests = parseVitest({
      testResults: [
        { name: at('test/cli/a.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] },
      ],
    });
    expect(countOutcomes(tests)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts what Playwright reports, a flaky one as passed', () => {
    const spec = (status: string) => ({
      title: status,
      file: 'open.spec.ts',
      tests: [{ projectName: 'electron', status }],
    });
    const report = {
      config: { rootDir: at('test/e2e') },
      errors: [],
      suites: [
        { specs: [spec('expected'), spec('flaky')], suites: [{ specs: [spec('unexpected'), spec('skipped')] }] },
      ],
    };
    const tests = parsePlaywright(report);
    expect(tests[0]).toEqual({ file: 'test/e2e/open.spec.ts', title: 'electron: expected', outcome: 'passed' });
    expect(countOutcomes(tests)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  it('takes a skipped contract suite, kill test or scenario for a failure where it is strict', () => {
    const skipped = ['test/contract/a.test.ts', 'test/kill/b.test.ts', 'test/e2e/c.spec.ts', 'test/cli/d.test.ts'].map(
      (file) => ({ file, title: '', outcome: 'skipped' }),
    );
    expect(countOutcomes(skipped, { strict: true })).toEqual({ passed: 0, failed: 3, skipped: 1 });
    expect(countOutcomes(skipped)).toEqual({ passed: 0, failed: 0, skipped: 4 });
  });
});
