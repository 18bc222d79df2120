// npm run check: everything that must hold before a change goes in. Goes on after a failure, so that one run tells all.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './lib/files.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled();
const bin = (name) => path.join(ROOT, 'node_modules/.bin', name);
const types = ['tsconfig.shared.json', 'tsconfig.electron.json', 'tsconfig.renderer.json', 'tsconfig.json'];
const STEPS = [
  ['format', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings', '.']],
  ['borders', process.execPath, ['scripts/check-borders.mjs']],
  ...types.map((file) => [`types (${file})`, bin('tsc'), ['--noEmit', '-p', file]]),
  ['unused exports', bin('knip'), ['--no-progress']],
  ['rules', process.execPath, ['scripts/rules.mjs']],
  ['build', process.execPath, ['scripts/build.mjs']],
  ['tests', process.execPath, ['scripts/test.mjs']],
];
const skipped = process.argv.includes('--no-tests') ? ['tests'] : [];

const failed = STEPS.filter(([name]) => !skipped.includes(name)).filter(([name, command, args]) => {
  console.log(`\n── ${name}`);
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0;
});
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
