import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../lib/bench-page.mjs';
import { serve } from '../lib/serve.mjs';

const ELK_ROUNDS = 3;
const ELK_DEADLINE_MS = 12_500;

/** The real host: from a click on a file in the list until its graph is painted, and until ELK's layout stands. */
export async function prepareOpening({ browser, folder, dataFolder, sizes, pipelineText, note }) {
  const files = sizes.map((size) => path.join(folder, `steps-${size}.yaml`));
  sizes.forEach((size, i) => writeFileSync(files[i], pipelineText(size)));
  writeFileSync(
    path.join(dataFolder, 'settings.json'),
    JSON.stringify({ recentFiles: files, trustedFolders: [folder] }),
  );
  const real = await serve({ dataFolder, home: folder });
  return {
    async measure(round) {
      for (const [i, size] of sizes.entries())
        await measureOpening(browser, { url: real.url, file: files[i], size, elk: round < ELK_ROUNDS, note });
    },
    close: () => real.close(),
  };
}

async function measureOpening(browser, { url, file, size, elk, note }) {
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
