import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, stampOf } from './files.mjs';

/** What each part of `dist` is built from, and the environments of vite.config.ts that build it. */
const PARTS = {
  electron: {
    environments: ['electron', 'preload'],
    sources: ['electron', 'shared', 'vite.config.ts', 'package-lock.json'],
  },
  renderer: { environments: ['client'], sources: ['renderer', 'shared', 'vite.config.ts', 'package-lock.json'] },
};

const stampFile = (part) => path.join(ROOT, 'dist', `.${part}.stamp`);

function isBuilt(part) {
  return existsSync(stampFile(part)) && readFileSync(stampFile(part), 'utf8') === stampOf(...PARTS[part].sources);
}

/** Builds the named parts, those that are stale only; says so on stderr. Throws if the build fails. */
export function ensureBuilt(parts = Object.keys(PARTS)) {
  const stale = parts.filter((part) => !isBuilt(part));
  if (stale.length > 0) buildParts(stale);
}

/** Builds everything into an empty folder: `dist` holds nothing that was left over. */
export function rebuild() {
  rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
  buildParts(Object.keys(PARTS));
}

/** Files of earlier builds stay: a program that is running may still load them. */
function buildParts(parts) {
  const stamps = parts.map((part) => [part, stampOf(...PARTS[part].sources)]);
  for (const part of parts) rmSync(stampFile(part), { force: true });
  const environments = parts.flatMap((part) => PARTS[part].environments);
  process.stderr.write(`Building ${parts.join(' and ')} …\n`);
  const result = spawnSync(
    process.execPath,
    [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--app', '--logLevel', 'warn'],
    {
      cwd: ROOT,
      env: { ...process.env, STEPGLASS_BUILD_ONLY: environments.join(','), VITEST: undefined },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (result.status !== 0)
    throw new Error(`The build of ${parts.join(' and ')} failed:\n${result.stdout}${result.stderr}`);
  mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
  // `npm link` makes a command of it; a new build must not take that away
  if (parts.includes('electron')) chmodSync(path.join(ROOT, 'dist/electron/cli.js'), 0o755);
  for (const [part, stamp] of stamps) {
    writeFileSync(`${stampFile(part)}.tmp`, stamp);
    renameSync(`${stampFile(part)}.tmp`, stampFile(part));
  }
}
