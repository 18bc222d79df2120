// Adds up the runners' reports. `--strict`: a skipped contract suite, kill test or end-to-end scenario is a failure.
import { countOutcomes, formatCounts, isForbiddenSkip, readReports } from './lib/reports.mjs';

const strict = process.argv.includes('--strict');
const tests = readReports();
for (const test of tests) {
  if (test.outcome === 'failed') console.log(`failed: ${test.file}: ${test.title.split('\n')[0]}`);
  else if (strict && isForbiddenSkip(test)) console.log(`failed, for it was skipped: ${test.file}: ${test.title}`);
}
const counts = countOutcomes(tests, { strict });
console.log(formatCounts(counts));
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
