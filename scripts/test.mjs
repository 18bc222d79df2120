// npm test: installs what is missing, builds what is stale, runs every test, and adds up the runners' own reports.
// With arguments (`npm test -- test/compiler`): only those files, by vitest.
import { spawn, spawnSync } from 'node:child_process';
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
process.exitCode = only.length > 0 ? await runNode([VITEST, 'run', ...only]) : await testEverything();

async function testEverything() {
  const missing = ensureSystemPackages();
  const { ensureBuilt } = await import('./lib/build.mjs');
  mkdirSync(RESULTS, { recursive: true });
  for (const file of Object.values(REPORTS)) rmSync(file, { force: true });
  ensureBuilt();
  // Side by side: both wait for processes more than they compute. What Playwright prints is shown after the rest.
  console.log('The scenarios of test/e2e run beside the tests below; their list follows.');
  const scenarios = runPlaywright(missing);
  const tests = await runVitest();
  const { status, output } = await scenarios;
  process.stdout.write(output);
  const counts = countOutcomes(readReports());
  console.log(formatCounts(counts));
  return counts.failed === 0 && counts.passed > 0 && tests === 0 && status === 0 ? 0 : 1;
}

function runVitest() {
  return runNode([VITEST, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORTS.vitest}`]);
}

/** Resolves to its exit code and what it has printed. */
async function runPlaywright(missing) {
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
  if (xvfb === null) return await runHeld(process.execPath, args, env);
  return await runHeld(xvfb, ['-a', '-s', '-screen 0 1600x1000x24', process.execPath, ...args], env);
}

/** The scenarios are listed, so that they count, and none is run. */
function countAsSkipped(missing) {
  const output = `End-to-end scenarios skipped: there is no Chromium here (missing: ${missing.join(' ')})\n`;
  const listed = spawnSync(process.execPath, [PLAYWRIGHT, 'test', '--list', '--reporter=json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (listed.status !== 0) return { status: listed.status ?? 1, output: `${output}${listed.stdout}${listed.stderr}` };
  const report = JSON.parse(listed.stdout, (key, value) => (key === 'status' ? 'skipped' : value));
  writeFileSync(REPORTS.playwright, JSON.stringify(report));
  return { status: 0, output };
}

function runNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function runHeld(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    child.once('error', reject);
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}
