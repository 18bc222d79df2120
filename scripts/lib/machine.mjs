import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './files.mjs';

const LIBRARIES = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libXss.so.1': 'libxss1',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libcups.so.2': 'libcups2',
  'libdrm.so.2': 'libdrm2',
};
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
/** The same without its own windows and menus: a scenario takes a fifth less of the processor. */
const HEADLESS = 'chromium-headless-shell';
const PROGRAMS = {
  [HEADLESS]: [HEADLESS, ...BROWSERS],
  xvfb: ['Xvfb'],
  xauth: ['xauth'],
  python3: ['python3'],
};

/** The path of the first of these programs that is there, or null. */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => existsSync(file)) ?? null;
}

export const findChromium = () => findProgram(...BROWSERS, HEADLESS);
/** For tests, in which nobody looks at it. */
export const findHeadlessChromium = () => findProgram(HEADLESS, ...BROWSERS);
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** The Debian packages that the tests need and this machine lacks. Empty on systems that are not Linux. */
function missingPackages() {
  if (process.platform !== 'linux') return [];
  const programs = Object.entries(PROGRAMS).filter(([, names]) => findProgram(...names) === null);
  const known = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  const libraries = Object.entries(LIBRARIES).filter(([file]) => !known.includes(file));
  return [...programs.map(([name]) => name), ...libraries.map(([, name]) => name)];
}

/** Installs what is missing where that is possible; otherwise prints the command. Returns what is still missing. */
export function ensureSystemPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  const install = ['apt-get', 'install', '-y', '--no-install-recommends'];
  if (process.getuid?.() !== 0 || findProgram('apt-get') === null) {
    process.stderr.write(
      `Some tests need programs that are missing here; they are skipped. To have them:\n  sudo ${[...install, ...missing].join(' ')}\n`,
    );
    return missing;
  }
  process.stderr.write(`Installing system packages: ${missing.join(' ')} …\n`);
  const options = {
    stdio: ['ignore', 'ignore', process.stderr.fd],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  };
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync(install[0], [...install.slice(1), ...missing.map(nameHere)], options);
  return missingPackages();
}

/** Not every Debian has the headless shell in a package of its own. */
function nameHere(name) {
  if (name !== HEADLESS) return name;
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0 ? name : 'chromium';
}

/** The folder of an Electron runtime, or null. Electron downloads its runtime once; `download` allows that. */
export function findElectron({ download = false } = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const own = path.join(ROOT, 'node_modules/electron/dist');
  const found = [override, own].find((folder) => folder && existsSync(folder) && readdirSync(folder).length > 0);
  if (found !== undefined || !download) return found ?? null;
  spawnSync(process.execPath, [path.join(ROOT, 'node_modules/electron/install.js')], {
    stdio: 'ignore',
    timeout: 300_000,
  });
  return findElectron();
}
