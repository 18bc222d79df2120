import { openPage, traceFrames } from '../lib/bench-page.mjs';
import { quantile } from './figures.mjs';
import { openReplay } from './window.mjs';

const FACTS_PER_SECOND = 200;
const FACTS_MS = 2000;

/** The graph of one size: moved about, beside as many plain nodes, and while facts come in. */
export function prepareGraph({ browser, host, plainUrl, sizes, pipelineText, note }) {
  return {
    async measure() {
      for (const size of sizes) {
        const paneSize = await measureRun(browser, { host, size, note });
        await measurePlain(browser, { url: plainUrl, size, paneSize, text: pipelineText(size), note });
      }
    },
    close: () => undefined,
  };
}

/** The real window: panning and zooming over the graph, then 200 facts a second with all nodes in sight. */
async function measureRun(browser, { host, size, note }) {
  // One that is over: the clocks of a run that goes on would be counted as part of the movement.
  const still = host.addRun({ steps: size, finished: true });
  const { page, cpu, wheel, close } = await openReplay(browser, host);
  host.open(still);
  await page.locator('.step').first().waitFor();
  await page.waitForTimeout(400);
  for (const [name, act] of gestures(wheel)) note(`${size}.${name}, ours`, (await cpu(act)).script);
  await page.getByRole('button', { name: 'Fit the graph' }).click();
  const run = host.addRun({ steps: size, finished: false });
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
  host.remove(still);
  host.remove(run);
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
async function measurePlain(browser, { url, size, paneSize, text, note }) {
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
