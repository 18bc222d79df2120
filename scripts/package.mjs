// npm run package: the installable app for this system, in release/. Where the only Electron at hand is a folder
// (ELECTRON_OVERRIDE_DIST_PATH), an unpacked app is made from it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rebuild } from './lib/build.mjs';
import { ROOT } from './lib/files.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled();
rebuild();
const electronDist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
const versionFile = electronDist ? path.join(electronDist, 'version') : '';
const unpacked = [
  '--dir',
  `-c.electronDist=${electronDist}`,
  ...(existsSync(versionFile) ? [`-c.electronVersion=${readFileSync(versionFile, 'utf8').trim()}`] : []),
];
const args = [
  path.join(ROOT, 'node_modules/electron-builder/cli.js'),
  '--publish',
  'never',
  ...(electronDist ? unpacked : []),
];
process.exitCode =
  spawnSync(process.execPath, [...args, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
