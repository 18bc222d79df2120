// What the bench of the window measures a page of Chromium with: CPU time of its main thread, so that a busy machine
// changes the figures as little as possible.
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { findChromium } from './machine.mjs';

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine, or Playwright's own if it has one. */
export function openChromium() {
  const executablePath = process.env.STEPGLASS_CHROMIUM ?? findChromium() ?? undefined;
  if (executablePath !== undefined && !existsSync(executablePath)) throw new Error(`there is no ${executablePath}`);
  // Chromium's sandbox refuses to run as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ args: [...sandbox, ...QUIET], ...(executablePath ? { executablePath } : {}) });
}

/** A page in a context of its own; `cpu` runs something and answers the seconds that its main thread was busy. */
export async function openPage(browser, { url, viewport = { width: 1440, height: 900 }, before }) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await before?.(page);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  const read = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
  };
  return {
    page,
    cdp,
    close: () => context.close(),
    /** `{ script, task }` in milliseconds of thread time. */
    async cpu(act) {
      const before = await read();
      await act();
      const after = await read();
      return { script: after.ScriptDuration - before.ScriptDuration, task: after.TaskDuration - before.TaskDuration };
    },
    /** Turns the wheel `times` times over the middle of an element, about sixty times a second. */
    async wheel(selector, { x = 0, y = 0, times, pinch = false, turn = () => 1 }) {
      const box = await page.locator(selector).first().boundingBox();
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      for (let i = 0; i < times; i += 1) {
        const sign = turn(i);
        const message = { type: 'mouseWheel', ...at, deltaX: x * sign, deltaY: y * sign, modifiers: pinch ? 2 : 0 };
        await Promise.all([
          cdp.send('Input.dispatchMouseEvent', message),
          new Promise((resolve) => setTimeout(resolve, 16)),
        ]);
      }
    },
  };
}

const SCRIPT = new Set([
  'FunctionCall',
  'EvaluateScript',
  'v8.compile',
  'EventDispatch',
  'TimerFire',
  'FireAnimationFrame',
  'RunMicrotasks',
  'V8.GC_SCAVENGER',
  'MinorGC',
  'MajorGC',
]);
const DRAWING = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit', 'HitTest']);

/**
 * Script and drawing of each frame in milliseconds of thread time, and the longest task, while `act` runs. A frame is
 * all that happens from the end of the one before until its layers are handed on.
 */
export async function traceFrames(browser, page, act) {
  await browser.startTracing(page, { categories: ['-*', 'devtools.timeline', 'toplevel', 'blink.user_timing'] });
  await page.evaluate(() => performance.mark('bench'));
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8'));
  const mark = traceEvents.find(({ name, cat }) => name === 'bench' && cat.includes('user_timing'));
  if (mark === undefined) throw new Error('the trace does not hold the mark of the bench');
  const own = traceEvents
    .filter(({ pid, tid, ts }) => pid === mark.pid && tid === mark.tid && ts >= mark.ts)
    .sort((a, b) => a.ts - b.ts);
  const spans = own.filter(({ ph }) => ph === 'X');
  const script = outermost(spans.filter(({ name }) => SCRIPT.has(name)));
  const drawing = outermost(spans.filter(({ name }) => DRAWING.has(name)));
  const ends = spans.filter(({ name }) => name === 'Layerize').map(({ ts }) => ts);
  const perFrame = (events) => ends.map((end, i) => sumIn(events, ends[i - 1] ?? 0, end) / 1000);
  const inside = drawing.filter((each) => script.some((outer) => contains(outer, each)));
  const nested = perFrame(inside);
  return {
    frames: ends.length,
    script: perFrame(script).map((ms, i) => ms - (nested[i] ?? 0)),
    drawing: perFrame(drawing),
    longestTaskMs: Math.max(0, ...spans.filter(({ name }) => /RunTask/.test(name)).map(busy)) / 1000,
  };
}

const busy = (event) => event.tdur ?? event.dur ?? 0;
const contains = (outer, inner) => inner.ts >= outer.ts && inner.ts + inner.dur <= outer.ts + outer.dur;

function outermost(events) {
  const kept = [];
  for (const event of events) if (kept.length === 0 || !contains(kept.at(-1), event)) kept.push(event);
  return kept;
}

function sumIn(events, from, to) {
  let sum = 0;
  for (const event of events) if (event.ts >= from && event.ts < to) sum += busy(event);
  return sum;
}
