import { traceFrames } from '../lib/bench-page.mjs';
import { quantile } from './figures.mjs';
import { openIterations } from './lists.mjs';
import { openReplay } from './window.mjs';

const ITEMS = 10_000;
/** What the engine does durably in a second on a good day; each is four facts. */
const ITERATIONS_PER_SECOND = 400;
const PLAY_MS = 2500;

/** A loop of 10,000 that runs eight at once, its graph and its table open: at its beginning, and when it is nearly done. */
export function prepareLoop({ browser, host, note }) {
  return {
    async measure() {
      for (const [when, told] of [
        ['beginning', 0],
        ['end', 0.85],
      ]) {
        const run = host.addLoop({ items: ITEMS, atOnce: 8, told });
        const { page, close } = await openReplay(browser, host);
        host.show(run);
        await openIterations(page);
        await page.waitForTimeout(600);
        const traced = await traceFrames(browser, page, async () => {
          await host.play(run, { perSecond: ITERATIONS_PER_SECOND * 4, ms: PLAY_MS });
          await page.waitForTimeout(100);
        });
        note(`live loop of 10,000, ${when}, longest task (< 50)`, traced.longestTaskMs);
        note(`live loop of 10,000, ${when}, script per frame p95`, quantile(traced.script, 0.95));
        note(`live loop of 10,000, ${when}, drawing per frame p95`, quantile(traced.drawing, 0.95));
        await close();
        host.remove(run);
      }
    },
    close: () => undefined,
  };
}
