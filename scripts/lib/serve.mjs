import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './files.mjs';

/** `stepglass serve` in a process of its own, with a home folder of its own; `close` ends it as a person does. */
export async function serve({
  dataFolder,
  home,
  cwd = home,
  cli = path.join(ROOT, 'dist/electron/cli.js'),
  args = [],
}) {
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local'),
  };
  const all = [cli, '--data-dir', dataFolder, 'serve', '--no-open', ...args];
  const child = spawn(process.execPath, all, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(output);
      if (found !== null) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`serve ended:\n${output}`)));
  });
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
