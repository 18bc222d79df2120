// npm run screenshots: makes the pictures of the README from the real app, served to a real Chromium, while it runs the
// pipelines of scripts/screenshots. The folder that is shown is always the same one, wherever the pictures are made.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openChromium } from './lib/bench-page.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ROOT } from './lib/files.mjs';
import { serve } from './lib/serve.mjs';

const IMAGES = path.join(ROOT, 'docs/images');
const SHOWN_FOLDER = '/home/ada/reports';
const RATES = { EUR: 1, GBP: 0.83, CHF: 0.95 };

const folder = mkdtempSync(path.join(os.tmpdir(), 'stepglass-screenshots-'));
const work = path.join(folder, 'reports');
const file = path.join(work, 'nightly-revenue.yaml');
const stops = [];
const step = (page, id) => page.getByRole('button', { name: new RegExp(`^${id}, `) });
const action = (page, name) => page.getByRole('banner').getByRole('button', { name, exact: true });
const inspector = (page) => page.getByRole('complementary', { name: 'Inspector' });

try {
  ensureBuilt();
  cpSync(path.join(ROOT, 'scripts/screenshots'), work, { recursive: true });
  const dataFolder = path.join(folder, 'data');
  mkdirSync(dataFolder);
  writeFileSync(path.join(dataFolder, 'settings.json'), JSON.stringify({ trustedFolders: [work] }));
  mkdirSync(IMAGES, { recursive: true });
  const host = await serve({ dataFolder, home: folder, args: [file] });
  stops.push(() => host.close());
  const browser = await openChromium();
  stops.push(() => browser.close());

  const light = await openWindow(browser, host.url, 'light');
  await beforeRun(light);
  const dark = await openWindow(browser, host.url, 'dark');
  await running(dark);
  await failed(light);
  await rerun(dark);
} finally {
  for (const stop of stops.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function openWindow(browser, url, colorScheme) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme });
  const page = await context.newPage();
  await page.routeWebSocket(/\/ws\?/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => server.send(message.replaceAll(SHOWN_FOLDER, work)));
    server.onMessage((message) => socket.send(message.replaceAll(work, SHOWN_FOLDER)));
  });
  await page.goto(url);
  await step(page, 'report').waitFor();
  return page;
}

async function keep(page, name) {
  // Past what moves: the better layout, the fading of states, messages that go away by themselves.
  await page.mouse.move(720, 20);
  await page.waitForTimeout(700);
  await page.screenshot({ path: path.join(IMAGES, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`docs/images/${name}.png`);
}

/** The whole graph, the text, and what the pipeline asks for. */
async function beforeRun(page) {
  await page.locator('[data-editor] .cm-content').waitFor();
  await keep(page, 'before-a-run');
}

async function start(page) {
  await action(page, 'Run').click();
  await page.getByRole('form').getByRole('button', { name: 'Run', exact: true }).click();
}

/** A step is at work, and prints. */
async function running(page) {
  await start(page);
  await step(page, 'forecast')
    .and(page.getByRole('button', { name: /running/ }))
    .waitFor({ timeout: 30_000 });
  await step(page, 'forecast').click();
  await inspector(page).getByRole('tab', { name: 'Logs', exact: true }).click();
  await page.getByText('round 9 of 30').first().waitFor({ timeout: 20_000 });
  await keep(page, 'running');
  await page.getByRole('banner').getByText('Completed', { exact: true }).waitFor({ timeout: 30_000 });
}

/** A rate is missing. */
async function failed(page) {
  const { CHF: _missing, ...rates } = RATES;
  writeFileSync(path.join(work, 'rates.json'), JSON.stringify(rates));
  await start(page);
  await page.getByRole('banner').getByText('Failed', { exact: true }).waitFor({ timeout: 30_000 });
  await step(page, 'to_euro').click();
  await inspector(page).getByRole('tab', { name: 'Error', exact: true }).click();
  await keep(page, 'failed');
}

/** The rate is there again: what would run, and what is kept. */
async function rerun(page) {
  writeFileSync(path.join(work, 'rates.json'), JSON.stringify(RATES));
  await page.getByRole('list', { name: 'Runs' }).getByRole('listitem').first().getByRole('button').first().click();
  await page.getByRole('banner').getByText('Failed', { exact: true }).waitFor();
  await step(page, 'read_rates').click();
  await inspector(page).getByRole('button', { name: 'Rerun from here' }).click();
  await page.getByRole('form').locator('summary').filter({ hasText: 'Inputs' }).click();
  await page.getByRole('form').getByLabel('target').fill('9000');
  await page
    .getByRole('form')
    .getByText(/reused/)
    .first()
    .waitFor();
  await keep(page, 'rerun');
}
