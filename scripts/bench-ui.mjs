// npm run bench:ui [-- --times N] [-- --sizes 100,300] : the limits of monitor.md M21, in a real Chromium with the built
// window. Prints tables, writes test-results/bench-ui.json. No test depends on it: figures are for people. Times of the
// main thread are CPU times; what a person waits for is told by the clock, and grows on a busy machine.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { openChromium, openPage, traceFrames } from './lib/bench-page.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ROOT } from './lib/files.mjs';
import { serve } from './lib/serve.mjs';

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const times = Number(option('times') ?? 5);
const sizes = (option('sizes') ?? '100,300,1000,2000').split(',').map(Number);
/** No round is begun that would not end before this. */
const MOST_MS = 330_000;
const FACTS_PER_SECOND = 200;
const FACTS_MS = 2000;
const ELK_ROUNDS = 3;
const ELK_DEADLINE_MS = 12_500;

const begunMs = performance.now();
const pastMs = () => performance.now() - begunMs;
const loads = [];
const figures = new Map();
const note = (name, value) => figures.set(name, [...(figures.get(name) ?? []), value]);
const median = (name) => {
  const values = (figures.get(name) ?? []).filter(Number.isFinite).sort((a, b) => a - b);
  return values.length === 0 ? Number.NaN : values[Math.floor((values.length - 1) / 2)];
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'stepglass-bench-'));
const stops = [];
try {
  ensureBuilt();
  const { startReplayHost, pipelineText } = await buildParts();
  const browser = await openChromium();
  stops.push(() => browser.close());
  const host = await startReplayHost(path.join(ROOT, 'dist/renderer'));
  stops.push(() => host.close());
  const plain = await startReplayHost(path.join(folder, 'page'));
  stops.push(() => plain.close());
  const files = sizes.map((size) => path.join(folder, `steps-${size}.yaml`));
  sizes.forEach((size, i) => writeFileSync(files[i], pipelineText(size)));
  const data = path.join(folder, 'data');
  mkdirSync(data);
  writeFileSync(path.join(data, 'settings.json'), JSON.stringify({ recentFiles: files, trustedFolders: [folder] }));
  const real = await serve({ dataFolder: data, home: folder });
  stops.push(() => real.close());
  const seekRun = host.addRun({ steps: 1000, failures: 4, finished: true });
  const rowsRun = host.addRun({ steps: 10_000, finished: true });
  const logRun = host.addRun({ steps: 100, logLines: 1_000_000, finished: true });

  const lists = await openLists(browser, host, { seekRun, rowsRun, logRun });
  let longestMs = 0;
  for (let round = 0; round < times && (round === 0 || pastMs() + longestMs < MOST_MS); round += 1) {
    const roundMs = performance.now();
    loads.push(os.loadavg()[0]);
    process.stderr.write(
      `round ${round + 1}/${times}, ${Math.round(pastMs() / 1000)} s, load ${loads.at(-1).toFixed(1)}\n`,
    );
    for (const [i, size] of sizes.entries()) {
      await measureOpening(browser, { url: real.url, file: files[i], size, elk: round < ELK_ROUNDS });
      const paneSize = await measureRun(browser, host, size);
      await measurePlain(browser, { url: plain.url, size, paneSize, text: pipelineText(size) });
    }
    await lists.measure();
    longestMs = Math.max(longestMs, performance.now() - roundMs);
  }
  report();
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

/** The real host: from a click on a file in the list until its graph is painted, and until ELK's layout stands. */
async function measureOpening(browser, { url, file, size, elk }) {
  const { page, cpu, close } = await openPage(browser, { url });
  const entry = page.getByRole('button', { name: path.basename(file) }).first();
  await entry.waitFor();
  await page.evaluate(watchFirstPaint);
  const busy = await cpu(async () => {
    await entry.click();
    await page.waitForFunction(() => window.paintedMs !== undefined);
  });
  note(`${size}.first paint`, await page.evaluate(() => window.paintedMs));
  note(`${size}.first paint, main thread`, busy.task);
  if (elk) note(`${size}.elk`, await page.evaluate(waitForElk, ELK_DEADLINE_MS));
  await close();
}

/** In the page: sets `paintedMs` to the time from the next click to the frame that shows the first nodes. */
function watchFirstPaint() {
  addEventListener(
    'click',
    () => {
      const clicked = performance.now();
      const observer = new MutationObserver(() => {
        if (document.querySelector('.step') === null) return;
        observer.disconnect();
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            window.paintedMs = performance.now() - clicked;
          }),
        );
      });
      observer.observe(document.body, { childList: true, subtree: true });
    },
    { capture: true, once: true },
  );
}

/** In the page: milliseconds until the better layout has been kept, which is when it is shown; Infinity: not in time. */
function waitForElk(deadlineMs) {
  const begun = performance.now();
  return new Promise((resolve) => {
    const look = () => {
      const waited = performance.now() - begun;
      if (Object.keys(localStorage).some((key) => key.startsWith('stepglass.layout.'))) resolve(waited);
      else if (waited > deadlineMs) resolve(Number.MAX_SAFE_INTEGER);
      else setTimeout(look, 20);
    };
    look();
  });
}

/** The real window: panning and zooming over the graph, then 200 facts a second with all nodes in sight. */
async function measureRun(browser, host, size) {
  const run = host.addRun({ steps: size, finished: false });
  const { page, cpu, wheel, close } = await openReplay(browser, host);
  host.open(run);
  await page.locator('.step').first().waitFor();
  await page.waitForTimeout(400);
  // Before the run begins: its clocks would be counted as part of the movement.
  for (const [name, act] of gestures(wheel)) note(`${size}.${name}, ours`, (await cpu(act)).script);
  await page.getByRole('button', { name: 'Fit the graph' }).click();
  host.show(run);
  await page.getByRole('progressbar').waitFor();
  await page.waitForTimeout(400);
  await page.evaluate(countChangedSteps);
  let told = 0;
  const traced = await traceFrames(browser, page, async () => {
    told = await host.play(run, { perSecond: FACTS_PER_SECOND, ms: FACTS_MS });
    await page.waitForTimeout(100);
  });
  note(`${size}.facts, script p50`, quantile(traced.script, 0.5));
  note(`${size}.facts, script p95`, quantile(traced.script, 0.95));
  note(`${size}.facts, script per second`, (1000 / FACTS_MS) * traced.script.reduce((sum, ms) => sum + ms, 0));
  note(`${size}.facts, frames per second`, (1000 / FACTS_MS) * traced.frames);
  note(`${size}.facts, drawing p95`, quantile(traced.drawing, 0.95));
  note(`${size}.facts, longest task`, traced.longestTaskMs);
  note(`${size}.nodes per fact`, (await page.evaluate(() => window.changedSteps)) / told);
  const box = await page.locator('.react-flow').boundingBox();
  await close();
  return { width: Math.round(box.width), height: Math.round(box.height) };
}

/** In the page: counts nodes that a commit of React changes, by their looks; the clock of those that run is not a fact. */
function countChangedSteps() {
  window.changedSteps = 0;
  new MutationObserver((records) => {
    const steps = new Set();
    for (const { type, target } of records) {
      if (type === 'characterData') continue;
      const step = target.closest('.step');
      if (step !== null && (type === 'attributes' || target === step)) steps.add(step);
    }
    window.changedSteps += steps.size;
  }).observe(document.querySelector('.react-flow__nodes'), {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-look', 'aria-label', 'class'],
  });
}

/** The same graph as plain nodes in an empty React Flow, moved in the same way. */
async function measurePlain(browser, { url, size, paneSize, text }) {
  const { page, cpu, wheel, close } = await openPage(browser, { url, viewport: paneSize });
  const { ids, edges } = readGraph(text);
  note(
    `${size}.quick layout`,
    await page.evaluate(([edges, ids, pane]) => window.bench.layoutMs(edges, ids, pane), [edges, ids, paneSize]),
  );
  await page.evaluate((pane) => window.bench.showPlain(pane), paneSize);
  await page.waitForTimeout(300);
  for (const [name, act] of gestures(wheel)) note(`${size}.${name}, plain`, (await cpu(act)).script);
  await close();
}

/** From all of the graph to its middle and back by the wheel, which is what a trackpad does. */
function gestures(wheel) {
  const back = (i) => (i % 20 < 10 ? 1 : -1);
  const inAndOut = (i) => (i < 20 ? 1 : -1);
  return [
    ['pan, all in sight', () => wheel('.react-flow', { x: 12, y: 8, times: 40, turn: back })],
    ['zoom in and out', () => wheel('.react-flow', { y: -60, times: 40, pinch: true, turn: inAndOut })],
    ['zoom in', () => wheel('.react-flow', { y: -60, times: 24, pinch: true })],
    ['pan, close', () => wheel('.react-flow', { x: 40, y: 24, times: 40, turn: back })],
  ];
}

function readGraph(text) {
  const found = [...text.matchAll(/id: (\w+), tool: echo, dependencies: \[([^\]]*)\]/g)];
  const edges = found.flatMap(([, id, needs]) => (needs === '' ? [] : needs.split(', ').map((from) => [from, id])));
  return { ids: found.map(([, id]) => id), edges };
}

/** Windows that stay open from round to round: on a long history, a long table, and a long log. */
async function openLists(browser, host, { seekRun, rowsRun, logRun }) {
  const seeking = await openReplay(browser, host);
  host.show(seekRun);
  await seeking.page.getByText(`${host.factsOf(seekRun)} / ${host.factsOf(seekRun)}`).waitFor();
  await seeking.page.evaluate(timePresses);
  const rows = await openReplay(browser, host);
  host.show(rowsRun);
  await rows.page.locator('.step').first().waitFor({ timeout: 60_000 });
  await rows.page.getByRole('tab', { name: 'Table' }).click();
  await rows.page.getByRole('grid', { name: 'Steps' }).waitFor();
  const logs = await openReplay(browser, host);
  const begun = performance.now();
  host.show(logRun);
  await logs.page.getByText('1,000,000 lines').waitFor({ timeout: 60_000 });
  note('log of 1,000,000 lines, read', performance.now() - begun);
  return {
    async measure() {
      await measureSeeking(seeking);
      await measureScrolling(rows, { name: 'table of 10,000 rows', list: '[role=grid]', y: 700 });
      await measureScrolling(logs, { name: 'log of 1,000,000 lines', list: '[role=log]', y: -900 });
    },
  };
}

/** In the page: how long it takes from each press to the end of the frame that shows what came of it. */
function timePresses() {
  window.seeks = [];
  const pressed = () => {
    const begun = performance.now();
    requestAnimationFrame(() => setTimeout(() => window.seeks.push(performance.now() - begun)));
  };
  addEventListener('pointerdown', pressed, { capture: true });
}

/** Clicks all over the scrubber's track: from the press to the frame that shows that moment. */
async function measureSeeking({ page, cpu }) {
  const PLACES = 16;
  await page.bringToFront();
  const box = await page.getByRole('slider', { name: 'Playhead' }).locator('xpath=../..').boundingBox();
  await page.evaluate(() => {
    window.seeks.length = 0;
  });
  const busy = await cpu(async () => {
    for (let i = 0; i < PLACES; i += 1) {
      await page.mouse.click(box.x + box.width * (0.05 + 0.9 * ((i * 0.37) % 1)), box.y + box.height / 2);
      await page.waitForTimeout(60);
    }
  });
  const seeks = await page.evaluate(() => window.seeks);
  note('seek in 10,000 facts, to the frame (< 50)', quantile(seeks, 0.5));
  note('seek in 10,000 facts, script', busy.script / PLACES);
}

async function measureScrolling({ page, cpu, wheel }, { name, list, y }) {
  const TURNS = 40;
  await page.bringToFront();
  const busy = await cpu(() => wheel(list, { y, times: TURNS, turn: (i) => (i < TURNS / 2 ? 1 : -1) }));
  note(`${name}, script per turn of the wheel`, busy.script / TURNS);
}

/** The window on made-up runs, ready. No better layout comes in between: it was measured before. */
async function openReplay(browser, host) {
  const came = host.nextWindow();
  const opened = await openPage(browser, {
    url: host.url,
    before: (page) => page.route('**/elk-worker*', (route) => route.abort()),
  });
  await came;
  return opened;
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report() {
  const round = (value) => (value > 100 ? Math.round(value) : Number(value.toFixed(2)));
  const ms = (value) => (value >= Number.MAX_SAFE_INTEGER ? 'not in time' : round(value));
  const ratio = (size, name) => {
    const ours = figures.get(`${size}.${name}, ours`);
    const plain = figures.get(`${size}.${name}, plain`);
    const each = ours.map((value, i) => value / plain[i]).sort((a, b) => a - b);
    return round(each[Math.floor((each.length - 1) / 2)]);
  };
  const bySize = Object.fromEntries(
    sizes.map((size) => [
      size,
      {
        'first paint (< 1500)': ms(median(`${size}.first paint`)),
        'of it, main thread': ms(median(`${size}.first paint, main thread`)),
        'quick layout (< 100)': ms(median(`${size}.quick layout`)),
        'ELK in its worker': ms(median(`${size}.elk`)),
        'script per frame, p50': ms(median(`${size}.facts, script p50`)),
        'script per frame, p95 (< 8)': ms(median(`${size}.facts, script p95`)),
        'script per second': ms(median(`${size}.facts, script per second`)),
        'frames per second': ms(median(`${size}.facts, frames per second`)),
        'drawing per frame, p95': ms(median(`${size}.facts, drawing p95`)),
        'longest task': ms(median(`${size}.facts, longest task`)),
        'nodes per fact (<= 1)': round(median(`${size}.nodes per fact`)),
        'pan ÷ plain (<= 1.3)': ratio(size, 'pan, all in sight'),
        'close pan ÷ plain (<= 1.3)': ratio(size, 'pan, close'),
        'zoom ÷ plain (<= 1.3)': ratio(size, 'zoom in and out'),
      },
    ]),
  );
  console.log('By number of nodes; milliseconds, medians:');
  console.table(transpose(bySize));
  const others = [...figures.keys()].filter((name) => !/^\d+\./.test(name));
  const lists = Object.fromEntries(others.map((name) => [name, ms(median(name))]));
  console.log('Whatever the number of nodes:');
  console.table(lists);
  const rounds = loads.length;
  console.log(
    `${rounds} of ${times} rounds, ${Math.round(pastMs() / 1000)} s; load of the machine ${loads.map((load) => load.toFixed(1)).join(', ')} on ${os.cpus().length} CPUs`,
  );
  mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
  const file = path.join(ROOT, 'test-results/bench-ui.json');
  const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, loads, node: process.version };
  writeFileSync(
    file,
    `${JSON.stringify({ rounds, machine, bySize, lists, figures: Object.fromEntries(figures) }, null, 2)}\n`,
  );
  console.log(`figures: ${path.relative(ROOT, file)}`);
}

function transpose(table) {
  const rows = Object.keys(Object.values(table)[0] ?? {});
  return Object.fromEntries(
    rows.map((row) => [row, Object.fromEntries(Object.entries(table).map(([size, column]) => [size, column[row]]))]),
  );
}
