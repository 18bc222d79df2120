import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './launch.ts';
import { expect, test } from './studio.ts';

const LIMIT_BYTES = 15 * 1024 * 1024;
const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(ROOT, 'node_modules/electron/dist');

/** Packs what is built into an unpacked folder, as `npm run package` does where an Electron folder is given. */
function pack(output: string): string {
  const config = [
    `-c.electronDist=${dist}`,
    `-c.electronVersion=${versionOf(dist)}`,
    `-c.directories.output=${output}`,
  ];
  const done = node([
    path.join(ROOT, 'node_modules/electron-builder/cli.js'),
    '--publish',
    'never',
    '--dir',
    ...config,
  ]);
  expect(done.status, done.stderr + done.stdout).toBe(0);
  return path.join(output, 'linux-unpacked');
}

function versionOf(folder: string): string {
  return spawnSync('cat', [path.join(folder, 'version')], { encoding: 'utf8' })
    .stdout.trim()
    .replace(/^v/, '');
}

function node(args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', timeout: 240_000 });
}

/** What the program prints when it is asked to be Node: the fuses have taken that out of it. */
function usedAsNode(program: string): string {
  const script = "console.log('it is Node')";
  const asNode = spawnSync(program, ['-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const options = {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` },
  } as const;
  return asNode.stdout + spawnSync(program, ['--no-sandbox', '--cli', '--version'], options).stdout;
}

test('the packed app is small, closed, and runs a pipeline from its command line', async () => {
  test.skip(process.platform !== 'linux', 'the folder that is looked into is that of Linux');
  const missing = process.env['STEPGLASS_NO_ELECTRON'];
  test.skip(missing !== undefined, missing);
  test.setTimeout(300_000);
  const output = mkdtempSync(path.join(os.tmpdir(), 'stepglass-package-'));
  try {
    const folder = pack(output);
    const program = path.join(folder, 'stepglass');
    expect(statSync(path.join(folder, 'resources/app.asar')).size).toBeLessThan(LIMIT_BYTES);
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const run = (...args: string[]) =>
      spawnSync(program, [...sandbox, '--cli', '--data-dir', path.join(output, 'data'), ...args], {
        encoding: 'utf8',
        timeout: 60_000,
      });
    const done = run('run', path.join(ROOT, 'examples/quickstart.yaml'), '--json');
    expect(done.status, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ status: 'completed', outputs: { greeting: 'Hello, World!' } });
    expect(run('run', path.join(ROOT, 'examples/no-such-file.yaml')).status).toBe(2);
    expect(usedAsNode(program)).not.toContain('it is Node');
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
});
