import { quantile } from './figures.mjs';
import { openReplay } from './window.mjs';

/** A window that stays open on a run with 10,000 facts, and is sent from one moment of it to another. */
export async function prepareSeek({ browser, host, note }) {
  const run = host.addRun({ steps: 1000, failures: 4, finished: true });
  const seeking = await openHistory(browser, { host, run });
  return {
    measure: () => measureSeeking(seeking, { name: 'seek in 10,000 facts', note }),
    close: () => seeking.close(),
  };
}

/** The same in a loop of 10,000 iterations, with its table open. */
export async function prepareSeekLoop({ browser, host, note }) {
  const run = host.addLoop({ items: 10_000, atOnce: 8, told: 1 });
  const seeking = await openHistory(browser, { host, run });
  await openIterations(seeking.page);
  return {
    measure: () => measureSeeking(seeking, { name: 'seek in a loop of 10,000', note }),
    close: () => seeking.close(),
  };
}

export async function prepareTable({ browser, host, note }) {
  const rows = await openReplay(browser, host);
  host.show(host.addRun({ steps: 10_000, finished: true }));
  await rows.page.locator('.step').first().waitFor({ timeout: 60_000 });
  await rows.page.getByRole('tab', { name: 'Table' }).click();
  await rows.page.getByRole('grid', { name: 'Steps' }).waitFor();
  return {
    measure: () => measureScrolling(rows, { name: 'table of 10,000 rows', list: '[role=grid]', y: 700, note }),
    close: () => rows.close(),
  };
}

export async function prepareLog({ browser, host, note }) {
  const logs = await openReplay(browser, host);
  const begun = performance.now();
  host.show(host.addRun({ steps: 100, logLines: 1_000_000, finished: true }));
  await logs.page.getByText('1,000,000 lines').waitFor({ timeout: 60_000 });
  note('log of 1,000,000 lines, read', performance.now() - begun);
  return {
    measure: () => measureScrolling(logs, { name: 'log of 1,000,000 lines', list: '[role=log]', y: -900, note }),
    close: () => logs.close(),
  };
}

/** Selects the loop, and with it its table of iterations. */
export async function openIterations(page) {
  await page.locator('.step[data-step=process]').click();
  await page.getByRole('tab', { name: 'Iterations' }).click();
  await page.getByRole('listbox', { name: 'Iterations' }).waitFor();
}

async function openHistory(browser, { host, run }) {
  const opened = await openReplay(browser, host);
  host.show(run);
  const count = host.factsOf(run);
  await opened.page.getByText(`${count} / ${count}`).waitFor();
  await opened.page.locator('.step').first().waitFor();
  await opened.page.evaluate(timePresses);
  return opened;
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
async function measureSeeking({ page, cpu }, { name, note }) {
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
  note(`${name}, to the frame (< 50)`, quantile(seeks, 0.5));
  note(`${name}, main thread`, busy.task / PLACES);
  note(`${name}, script`, busy.script / PLACES);
}

async function measureScrolling({ page, cpu, wheel }, { name, list, y, note }) {
  const TURNS = 40;
  await page.bringToFront();
  const busy = await cpu(() => wheel(list, { y, times: TURNS, turn: (i) => (i < TURNS / 2 ? 1 : -1) }));
  note(`${name}, script per turn of the wheel`, busy.script / TURNS);
}
