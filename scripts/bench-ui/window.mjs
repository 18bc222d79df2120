import { openPage } from '../lib/bench-page.mjs';

/** The window on made-up runs, ready. No better layout comes in between: it is measured elsewhere. */
export async function openReplay(browser, host) {
  const came = host.nextWindow();
  const opened = await openPage(browser, {
    url: host.url,
    before: (page) => page.route('**/elk-worker*', (route) => route.abort()),
  });
  await came;
  return opened;
}
