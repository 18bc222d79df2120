// npm test: installs what is missing, builds what is stale, runs every test, and adds up the runners' own reports.
// With arguments (`npm test -- test/compiler`): only those files, by vitest.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/files.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureSystemPackages, findElectron, findHeadlessChromium, findProgram, hasDisplay } from './lib/machine.mjs';
import { countOutcomes, formatCounts, REPORTS, RESULTS, readReports } from './lib/reports.mjs';

const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
const PLAYWRIGHT = path.join(ROOT, 'node_modules/@playwright/test/cli.js');
const only = process.argv.slice(2);

ensureInstalled();
process.exitCode = only.length > 0 ? runNode([VITEST, 'run', ...only]) : await testEverything();

async function testEverything() {
  const missing = ensureSystemPackages();
  const { ensureBuilt } = await import('./lib/build.mjs');
  mkdirSync(RESULTS, { recursive: true });
  for (const file of Object.values(REPORTS)) rmSync(file, { force: true });
  ensureBuilt();
  const status = [runVitest(), runPlaywright(missing)];
  const counts = countOutcomes(readReports());
  console.log(formatCounts(counts));
  return counts.failed === 0 && counts.passed > 0 && status.every((code) => code === 0) ? 0 : 1;
}

function runVitest() {
  return runNode([VITEST, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORTS.vitest}`]);
}

function runPlaywright(missing) {
  const chromium = findHeadlessChromium();
  if (chromium === null) return countAsSkipped(missing);
  const env = {
    STEPGLASS_CHROMIUM: chromium,
    ...(findElectron({ download: true }) === null
      ? { STEPGLASS_NO_ELECTRON: 'no Electron runtime on this machine' }
      : {}),
  };
  // playwright.config.ts says where its report goes.
  const args = [PLAYWRIGHT, 'test'];
  const xvfb = hasDisplay() ? null : findProgram('xvfb-run');
  if (xvfb === null) return runNode(args, env);
  // Without a reset it takes new clients at any time, also when the last one has just gone.
  return run(xvfb, ['-a', '-s', '-screen 0 1600x1000x24 -noreset', process.execPath, ...args], env);
}

/** The scenarios are listed, so that they count, and none is run. */
function countAsSkipped(missing) {
  console.log(`End-to-end scenarios skipped: there is no Chromium here (missing: ${missing.join(' ')})`);
  const listed = spawnSync(process.execPath, [PLAYWRIGHT, 'test', '--list', '--reporter=json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (listed.status !== 0) {
    console.log(`${listed.stdout}${listed.stderr}`);
    return listed.status ?? 1;
  }
  const report = JSON.parse(listed.stdout, (key, value) => (key === 'status' ? 'skipped' : value));
  writeFileSync(REPORTS.playwright, JSON.stringify(report));
  return 0;
}

function runNode(args, env = {}) {
  return run(process.execPath, args, env);
}

function run(command, args, env) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  return result.status ?? 1;
}
