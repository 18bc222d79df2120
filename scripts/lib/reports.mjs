import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './files.mjs';

export const RESULTS = path.join(ROOT, 'test-results');
export const REPORTS = { vitest: path.join(RESULTS, 'vitest.json'), playwright: path.join(RESULTS, 'playwright.json') };
/** Tests that no machine that vouches for a release may leave out. */
const MUST_RUN = /(^|\/)test\/(contract|kill|e2e)\//;

/** Every test of the reports as `{ file, title, outcome }`; a report that is not there gives none. */
export function readReports() {
  return [...readReport(REPORTS.vitest, parseVitest), ...readReport(REPORTS.playwright, parsePlaywright)];
}

/** `{ passed, failed, skipped }`. Strict: a skipped test of MUST_RUN is a failure. */
export function countOutcomes(tests, { strict = false } = {}) {
  const outcomes = tests.map((test) => (strict && isForbiddenSkip(test) ? 'failed' : test.outcome));
  const count = (outcome) => outcomes.filter((each) => each === outcome).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

export function isForbiddenSkip(test) {
  return test.outcome === 'skipped' && MUST_RUN.test(test.file);
}

export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function readReport(file, parse) {
  return existsSync(file) ? parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

export function parseVitest({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(name);
    const tests = assertionResults.map((test) => ({ file, title: test.fullName, outcome: vitestOutcome(test.status) }));
    // A file that cannot be loaded has no tests, and must not look like success.
    if (status === 'failed' && !tests.some((test) => test.outcome === 'failed')) {
      tests.push({ file, title: `the file itself: ${message ?? ''}`.trim(), outcome: 'failed' });
    }
    return tests;
  });
}

function vitestOutcome(status) {
  if (status === 'passed') return 'passed';
  return status === 'failed' ? 'failed' : 'skipped';
}

export function parsePlaywright(report) {
  const broken = (report.errors ?? []).map((error) => ({
    file: 'test/e2e/',
    title: String(error.message),
    outcome: 'failed',
  }));
  return [...report.suites.flatMap((suite) => readSuite(suite, report.config?.rootDir ?? ROOT)), ...broken];
}

function readSuite(suite, rootDir) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      file: relative(path.resolve(rootDir, spec.file)),
      title: `${test.projectName}: ${spec.title}`,
      outcome: { expected: 'passed', flaky: 'passed', skipped: 'skipped' }[test.status] ?? 'failed',
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((child) => readSuite(child, rootDir))];
}

function relative(file) {
  return path.relative(ROOT, file).split(path.sep).join('/');
}
