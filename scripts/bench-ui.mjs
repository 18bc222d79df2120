// npm run bench:ui [-- --times N] [-- --sizes 100,300] [-- --only graph,seek] : the limits of monitor.md M21, M4 and M7,
// in a real Chromium with the built window. Prints tables, writes test-results/bench-ui.json. No test depends on it:
// figures are for people. Times of the main thread are CPU times; what a person waits for is told by the clock, and grows
// on a busy machine.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { createFigures } from './bench-ui/figures.mjs';
import { prepareGraph } from './bench-ui/graph.mjs';
import { prepareHostile } from './bench-ui/hostile.mjs';
import { prepareLog, prepareSeek, prepareSeekLoop, prepareTable } from './bench-ui/lists.mjs';
import { prepareLoop } from './bench-ui/loop.mjs';
import { prepareOpening } from './bench-ui/opening.mjs';
import { report } from './bench-ui/report.mjs';
import { openChromium } from './lib/bench-page.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ROOT } from './lib/files.mjs';

/** In the order they are measured in; each is prepared once and measured once a round. */
const SCENARIOS = {
  opening: prepareOpening,
  graph: prepareGraph,
  seek: prepareSeek,
  'seek-loop': prepareSeekLoop,
  table: prepareTable,
  log: prepareLog,
  loop: prepareLoop,
  hostile: prepareHostile,
};

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const rounds = Number(option('times') ?? 5);
const sizes = (option('sizes') ?? '100,300,1000,2000').split(',').map(Number);
const only = option('only')?.split(',') ?? Object.keys(SCENARIOS);
const unknown = only.filter((name) => !(name in SCENARIOS));
if (unknown.length > 0)
  throw new Error(`there is no scenario ${unknown.join(', ')}; there are ${Object.keys(SCENARIOS).join(', ')}`);
/** No round is begun that would not end before this. */
const MOST_MS = 420_000;

const begunMs = performance.now();
const pastMs = () => performance.now() - begunMs;
const loads = [];
const figures = createFigures();
const folder = mkdtempSync(path.join(os.tmpdir(), 'stepglass-bench-'));
const stops = [];
try {
  ensureBuilt();
  const { startReplayHost, pipelineText } = await buildParts();
  const browser = await openChromium();
  stops.push(() => browser.close());
  const host = await startReplayHost(option('window') ?? path.join(ROOT, 'dist/renderer'));
  stops.push(() => host.close());
  const plain = await startReplayHost(path.join(folder, 'page'));
  stops.push(() => plain.close());
  const dataFolder = path.join(folder, 'data');
  mkdirSync(dataFolder);
  const { note } = figures;
  const tools = { browser, host, plainUrl: plain.url, folder, dataFolder, sizes, pipelineText, note };
  const scenarios = [];
  for (const [name, prepare] of Object.entries(SCENARIOS)) {
    if (!only.includes(name)) continue;
    const scenario = await prepare(tools);
    scenarios.push(scenario);
    stops.push(() => scenario.close());
  }
  let longestMs = 0;
  for (let round = 0; round < rounds && (round === 0 || pastMs() + longestMs < MOST_MS); round += 1) {
    const roundMs = performance.now();
    loads.push(os.loadavg()[0]);
    process.stderr.write(
      `round ${round + 1}/${rounds}, ${Math.round(pastMs() / 1000)} s, load ${loads.at(-1).toFixed(1)}\n`,
    );
    for (const scenario of scenarios) await scenario.measure(round);
    longestMs = Math.max(longestMs, performance.now() - roundMs);
  }
  report(figures, { sizes, rounds, loads, seconds: Math.round(pastMs() / 1000) });
} finally {
  for (const stop of stops.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The replaying host for this process, and the page with the plain graph. */
async function buildParts() {
  const common = { configFile: false, logLevel: 'error' };
  const output = { entryFileNames: '[name].mjs' };
  await build({
    ...common,
    ssr: { noExternal: true, external: ['bufferutil', 'utf-8-validate'] },
    build: {
      ssr: path.join(ROOT, 'test/bench/ui/host.ts'),
      outDir: path.join(folder, 'host'),
      target: 'node20',
      minify: false,
      rolldownOptions: { output, external: ['bufferutil', 'utf-8-validate'] },
    },
  });
  await build({
    ...common,
    root: path.join(ROOT, 'test/bench/ui/page'),
    base: './',
    plugins: [react()],
    build: { outDir: path.join(folder, 'page'), emptyOutDir: true, target: 'chrome130' },
  });
  return import(pathToFileURL(path.join(folder, 'host/host.mjs')).href);
}
