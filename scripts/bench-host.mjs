// How long the host's event loop is held up while a window opens, runs and looks at a pipeline of 1,000 steps
// (monitor.md: never over 50 ms). Prints a table, and JSON with --json.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './lib/files.mjs';

const { WebSocket } = await import('ws');
const STEPS = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 1000);

/** Layers of 20; each step needs two of the layer before. */
function pipelineText(count) {
  const steps = Array.from({ length: count }, (_, at) => {
    const needs = at < 20 ? [] : [`s${at - 20}`, `s${at - 20 + (at % 20 === 19 ? -1 : 1)}`];
    const value = needs.length === 0 ? `step ${at}` : `{{ ${needs[0]} | length }} ${at}`;
    return `  - id: s${at}\n    tool: echo\n    parameters: { value: "${value}" }\n    dependencies: [${needs.join(', ')}]\n`;
  });
  return `name: Bench\nconfig: { max_parallel: 8 }\nsteps:\n${steps.join('')}`;
}

async function startHost(folder) {
  const args = ['--data-dir', path.join(folder, 'data'), 'serve', '--no-open'];
  const execArgv = ['--require', path.join(ROOT, 'scripts/lib/loop-probe.cjs')];
  const child = fork(path.join(ROOT, 'dist/electron/cli.js'), args, {
    execArgv,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /http:\S+/.exec(text);
      if (found) resolve(new URL(found[0]));
    });
    child.once('exit', () => reject(new Error(`serve ended: ${text}`)));
  });
  return { child, url };
}

async function connect(url) {
  const token = new URLSearchParams(url.hash.slice(1)).get('token');
  const socket = new WebSocket(`ws://${url.host}/ws?token=${token}`, { headers: { Origin: url.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  let counter = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
  });
  const request = (name, parameters) =>
    new Promise((resolve, reject) => {
      const id = ++counter;
      waiting.set(id, (message) =>
        message.type === 'answer' ? resolve(message.value) : reject(new Error(message.error.message)),
      );
      socket.send(JSON.stringify({ id, type: 'request', name, parameters }));
    });
  const subscribe = (name, parameters, listener) => {
    const id = ++counter;
    waiting.set(id, (message) => listener(message.value));
    socket.send(JSON.stringify({ id, type: 'subscribe', name, parameters }));
  };
  return { request, subscribe, close: () => socket.close() };
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'stepglass-bench-'));
const file = path.join(folder, 'bench.yaml');
writeFileSync(file, pipelineText(STEPS));
const { child, url } = await startHost(folder);
const client = await connect(url);
const probe = (message) =>
  new Promise((resolve) => {
    child.once('message', resolve);
    child.send(message);
  });
const rows = [];
async function measure(what, act) {
  await probe('reset');
  const startedAt = performance.now();
  const result = await act();
  const tookMs = Math.round(performance.now() - startedAt);
  const { maxMs, p99Ms } = await probe('report');
  rows.push({ what, tookMs, 'held up, longest (ms)': maxMs, 'held up, p99 (ms)': p99Ms });
  return result;
}

try {
  await client.request('pipelines:trust', { path: file });
  await client.request('app:info', {});
  await measure('first open (loads the compiler)', () => client.request('pipelines:open', { path: file }));
  const { text } = await measure('open again', () => client.request('pipelines:open', { path: file }));
  await measure('compile an edit', () =>
    client.request('pipelines:compile', { path: file, text: `${text}# edited\n` }),
  );
  await measure('plan', () => client.request('runs:plan', { kind: 'start', path: file, inputs: {} }));
  const { run } = await measure('run: start', () =>
    client.request('runs:execute', { kind: 'start', path: file, inputs: {} }),
  );
  await measure(
    'run: to its end, watched',
    () =>
      new Promise((resolve) => {
        client.subscribe(
          'run',
          { run, from: 0 },
          ({ facts }) => facts.some(({ type }) => type === 'run.completed') && resolve(),
        );
      }),
  );
  const { lastFact } = await measure('open the run', () => client.request('runs:open', { run }));
  await measure(`read its ${lastFact} facts`, () => client.request('runs:facts', { run, from: 0, limit: 20_000 }));
  await measure('inspect a late step', () => client.request('steps:inspect', { run, step: `s${STEPS - 1}` }));
  await measure('list the runs', () => client.request('runs:list', {}));
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ steps: STEPS, node: process.version, rows }, null, 2));
  else console.table(rows);
} finally {
  client.close();
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
