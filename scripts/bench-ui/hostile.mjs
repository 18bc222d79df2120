import { traceFrames } from '../lib/bench-page.mjs';
import { quantile } from './figures.mjs';
import { openReplay } from './window.mjs';

const LINES_PER_SECOND = 100_000;
const PLAY_MS = 2500;

/** A step that prints 100,000 lines a second while its log is followed; and one whose line and value are 5 MB long. */
export function prepareHostile({ browser, host, note }) {
  return {
    async measure() {
      await measurePrinting(browser, { host, note, lineBytes: 64 });
      await measurePrinting(browser, { host, note, lineBytes: 8 });
      await measureShortLines(browser, { host, note });
      await measureLongTexts(browser, { host, note });
    },
    close: () => undefined,
  };
}

/** The graph of the run's file stands: what it costs to draw it first is measured elsewhere. */
async function openFile(browser, { host, run }) {
  const opened = await openReplay(browser, host);
  host.open(run);
  await opened.page.locator('.step').first().waitFor();
  await opened.page.waitForTimeout(300);
  return opened;
}

async function measurePrinting(browser, { host, note, lineBytes }) {
  const run = host.addRun({ steps: 100, lineBytes, finished: false });
  const { page, close } = await openReplay(browser, host);
  host.show(run);
  await page.getByRole('progressbar').waitFor();
  await page.waitForTimeout(400);
  const traced = await traceFrames(browser, page, async () => {
    await host.print(run, { linesPerSecond: LINES_PER_SECOND, ms: PLAY_MS });
    await page.waitForTimeout(300);
  });
  note(`100,000 lines of ${lineBytes} bytes a second, longest task (<= 100)`, traced.longestTaskMs);
  note(`100,000 lines of ${lineBytes} bytes a second, script per frame p95`, quantile(traced.script, 0.95));
  await close();
  host.remove(run);
}

/** What `seq 1 1000000` leaves behind: by bytes little, by lines much. */
async function measureShortLines(browser, { host, note }) {
  const run = host.addRun({ steps: 100, logLines: 1_000_000, lineBytes: 8, finished: true });
  const { page, close } = await openFile(browser, { host, run });
  const traced = await traceFrames(browser, page, async () => {
    host.show(run);
    await page.getByText('1,000,000 lines').waitFor({ timeout: 60_000 });
  });
  note('a million lines of 8 bytes read, longest task (<= 100)', traced.longestTaskMs);
  await close();
  host.remove(run);
}

async function measureLongTexts(browser, { host, note }) {
  const run = host.addLongTexts({ bytes: 5_000_000 });
  const { page, close } = await openFile(browser, { host, run });
  const traced = await traceFrames(browser, page, async () => {
    host.show(run);
    await page.locator('.step').first().click();
    await page.getByRole('log').waitFor();
    await page.getByRole('tab', { name: 'Result' }).click();
    await page.waitForTimeout(600);
    await page.getByRole('tab', { name: 'Logs' }).last().click();
    await page.waitForTimeout(600);
  });
  note('line and value of 5 MB, longest task (<= 100)', traced.longestTaskMs);
  await close();
  host.remove(run);
}
