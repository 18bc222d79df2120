import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../lib/files.mjs';

/** Prints what was measured as tables, and writes all of it to test-results/bench-ui.json. */
export function report(figures, { sizes, rounds, loads, seconds }) {
  const bySize = Object.fromEntries(sizes.map((size) => [size, rowsOf(figures, size)]));
  const rows = Object.keys(Object.values(bySize)[0] ?? {});
  if (rows.length > 0) {
    console.log('By number of nodes; milliseconds, medians:');
    console.table(transpose(bySize));
  }
  const others = figures.names().filter((name) => !/^\d+\./.test(name));
  const lists = Object.fromEntries(others.map((name) => [name, ms(figures.median(name))]));
  if (others.length > 0) {
    console.log('Whatever the number of nodes:');
    console.table(lists);
  }
  const load = loads.map((value) => value.toFixed(1)).join(', ');
  console.log(
    `${loads.length} of ${rounds} rounds, ${seconds} s; load of the machine ${load} on ${os.cpus().length} CPUs`,
  );
  mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
  const file = path.join(ROOT, 'test-results/bench-ui.json');
  const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, loads, node: process.version };
  writeFileSync(
    file,
    `${JSON.stringify({ rounds: loads.length, machine, bySize, lists, figures: figures.toJson() }, null, 2)}\n`,
  );
  console.log(`figures: ${path.relative(ROOT, file)}`);
}

/** The rows of one size; those that were not measured are left out. */
function rowsOf(figures, size) {
  const one = (name) => ms(figures.median(`${size}.${name}`));
  const ratio = (name) => round(figures.ratio(`${size}.${name}, ours`, `${size}.${name}, plain`));
  const rows = {
    'first paint (< 1500)': one('first paint'),
    'of it, main thread': one('first paint, main thread'),
    'quick layout (< 100)': one('quick layout'),
    'ELK in its worker': one('elk'),
    'script per frame, p50': one('facts, script p50'),
    'script per frame, p95 (< 8)': one('facts, script p95'),
    'script per second': one('facts, script per second'),
    'frames per second': one('facts, frames per second'),
    'drawing per frame, p95': one('facts, drawing p95'),
    'longest task': one('facts, longest task'),
    'nodes per fact (<= 1)': round(figures.median(`${size}.nodes per fact`)),
    'pan ÷ plain (<= 1.3)': ratio('pan, all in sight'),
    'close pan ÷ plain (<= 1.3)': ratio('pan, close'),
    'zoom ÷ plain (<= 1.3)': ratio('zoom in and out'),
  };
  return Object.fromEntries(Object.entries(rows).filter(([, value]) => !Number.isNaN(value)));
}

const round = (value) => (value > 100 ? Math.round(value) : Number(value.toFixed(2)));
const ms = (value) => (value >= Number.MAX_SAFE_INTEGER ? 'not in time' : round(value));

function transpose(table) {
  const rows = Object.keys(Object.values(table)[0] ?? {});
  return Object.fromEntries(
    rows.map((row) => [row, Object.fromEntries(Object.entries(table).map(([size, column]) => [size, column[row]]))]),
  );
}
