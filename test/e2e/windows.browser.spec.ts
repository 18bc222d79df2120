import { Window } from './page-objects.ts';
import { SHOP } from './pipelines.ts';
import { expect, test } from './studio.ts';

test('a window that lost its connection makes it again and misses nothing', async ({ studio }) => {
  studio.trustFolder();
  const file = studio.write('shop.yaml', SHOP);
  const cuts: (() => Promise<void>)[] = [];
  let connections = 0;
  const page = await studio.start(file, async (opened) => {
    await opened.routeWebSocket(/\/ws/, (socket) => {
      connections += 1;
      socket.connectToServer();
      cuts.push(() => socket.close({ code: 1012, reason: 'lost' }));
    });
  });
  const window = new Window(page);
  await window.action('Run').click();
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await window.expectStep('fetch', 'running');
  const before = connections;
  await cuts.at(-1)?.();
  studio.write('gate', '');
  await window.expectRun('Completed');
  for (const id of ['fetch', 'rows', 'count', 'report']) await window.expectStep(id, 'completed');
  expect(connections).toBeGreaterThan(before);
});

test('two windows show the same run', async ({ studio }) => {
  studio.trustFolder();
  const first = new Window(await studio.start(studio.write('shop.yaml', SHOP)));
  await first.action('Run').click();
  await first.sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await first.expectStep('fetch', 'running');
  const page = await first.page.context().newPage();
  await page.goto(studio.host.url ?? '');
  const second = new Window(page);
  await second.runs.first().getByRole('button').click();
  await second.expectStep('fetch', 'running');
  studio.write('gate', '');
  await first.expectRun('Completed');
  await second.expectRun('Completed');
});
