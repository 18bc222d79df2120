import { Worker } from 'node:worker_threads';

// What runs a step's JavaScript file in the app: `script-host.cjs <script> <arguments…>`, in a process of its own.
// A process of Electron does not end when nothing is left to do, as Node's does; a thread of it ends like Node.
const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new Error('script-host: no script was named');

const worker = new Worker(script, { argv: args });
worker.on('error', (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
});
worker.on('exit', (code) => {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});
