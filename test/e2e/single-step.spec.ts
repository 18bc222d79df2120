import { Window } from './page-objects.ts';
import { expect, type Studio, testInOne as test } from './studio.ts';

// One step alone, and pinned results, in both hosts.

const PRICES = `name: Prices
inputs:
  size: { type: integer, default: 3 }
steps:
  - id: fetch
    tool: echo
    parameters: { value: { size: "{{ size }}" } }
  - id: double
    tool: echo
    parameters: { value: "{{ fetch.size * 2 }}" }
  - id: save
    tool: echo
    parameters: { value: "saved {{ double }}" }
outputs:
  saved: "{{ save }}"
`;

async function completed(studio: Studio): Promise<Window> {
  await studio.open('prices.yaml', PRICES);
  const window = new Window(studio.page);
  await start(window);
  await window.expectRun('Completed');
  return window;
}

async function start(window: Window, prepare: () => Promise<void> = async () => undefined): Promise<void> {
  await window.action('Run').click();
  await prepare();
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
}

async function choose(window: Window, step: string, entry: string): Promise<void> {
  await window.step(step).click({ button: 'right' });
  await window.page.getByRole('menuitem', { name: entry }).click();
}

test('one step runs alone over what the run has recorded, or over a result given by hand', async ({ studio }) => {
  const window = await completed(studio);
  await choose(window, 'double', 'Run this step alone…');
  await expect(window.sheet.getByText(/^recorded by run/)).toBeVisible();
  await expect(window.sheet.getByText('it was chosen')).toBeVisible();
  await studio.screenshots('single-step');
  await window.expectAccessible();
  await window.sheet.getByRole('button', { name: 'Give another result of fetch' }).click();
  await window.sheet.getByLabel('Result of fetch as JSON').fill('{ "size": 50 }');
  await expect(window.step('fetch')).toHaveAccessibleName(/plan: reuse$/);
  await window.sheet.getByRole('button', { name: 'Run this step' }).click();
  await window.expectRun('Paused');
  await window.expectStep('double', 'completed');
  await window.expectStep('fetch', 'reused');
  await window.expectStep('save', 'pending');
  await window.inspect('double', 'Result');
  await expect(window.inspector).toContainText('100');
  await window.inspect('fetch', 'Overview');
  await expect(window.inspector).toContainText('given by hand');
  await expect(window.runs.filter({ hasText: 'only double' })).toBeVisible();
});

test('a pinned result is taken by later runs, is marked in every view, and can be let go', async ({ studio }) => {
  const window = await completed(studio);
  await window.step('fetch').click();
  await window.inspector.getByRole('button', { name: 'Pin result' }).click();
  await expect(window.step('fetch')).toHaveAccessibleName('fetch, completed, pinned');
  await window.page.getByRole('tab', { name: 'Timeline' }).click();
  await expect(window.page.locator('li[data-step=fetch]').getByRole('img', { name: 'pinned' })).toBeVisible();
  await studio.screenshots('pinned-timeline');
  await window.page.getByRole('tab', { name: 'Graph' }).click();
  await start(window, async () => {
    await expect(window.sheet.getByText('1 step is pinned')).toBeVisible();
    await studio.screenshots('pinned-start');
    await window.sheet.getByLabel('size').fill('9');
  });
  await window.expectRun('Completed');
  await expect(window.step('fetch')).toHaveAccessibleName('fetch, reused, pinned');
  await window.inspect('fetch', 'Overview');
  await expect(window.inspector).toContainText('pinned, from run');
  await studio.screenshots('pinned-run');
  await expect(window.runs.first().getByRole('img', { name: '1 step took a pinned result' })).toBeVisible();
  await window.page.getByRole('tab', { name: 'Table' }).click();
  await expect(window.page.getByRole('row', { name: /fetch/ }).getByRole('img', { name: 'pinned' })).toBeVisible();
  await studio.screenshots('pinned-table');
  await window.page.getByRole('tab', { name: 'Graph' }).click();
  await window.expectAccessible();
  await start(window, () => window.sheet.getByLabel('Run them all the same').check());
  await window.expectStep('fetch', 'completed');
  await choose(window, 'fetch', 'Unpin');
  await expect(window.step('fetch')).toHaveAccessibleName('fetch, completed');
});

test('a pin whose step has changed in the file is marked while one types', async ({ studio }) => {
  const window = await completed(studio);
  await choose(window, 'double', 'Pin result');
  await expect(window.step('double')).toHaveAccessibleName('double, completed, pinned');
  await window.openDock('YAML');
  await window.replaceText(PRICES.replace('* 2', '* 3'));
  await expect(window.step('double')).toHaveAccessibleName('double, completed, pinned and changed since');
  await studio.screenshots('pinned-stale');
});
