import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './files.mjs';

const OLDEST_NODE = [20, 19];

/** Runs `npm ci` when node_modules is missing or is not what package-lock.json says; returns at once otherwise. */
export function ensureInstalled() {
  refuseOldNode();
  const reason = whyInstall();
  if (reason === null) return;
  process.stderr.write(`Installing packages (${reason}) …\n`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: ROOT,
    // stdout stays free for the result of what is started afterwards.
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('npm ci failed; see above. Is the package registry reachable?\n');
    process.exit(result.status ?? 1);
  }
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  process.stderr.write(`Stepglass needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}

/** Compares what is installed with the lock file by content: times say nothing after a checkout or a copy. */
function whyInstall() {
  const installedFile = path.join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return 'node_modules is missing';
  const wanted = readPackages(path.join(ROOT, 'package-lock.json'));
  const installed = readPackages(installedFile);
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === '' || entry.optional || entry.devOptional || entry.link) continue;
    if (installed[name]?.version !== entry.version) return `${name} is not at ${entry.version}`;
  }
  return null;
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}
