import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from './launch.ts';
import { Window } from './page-objects.ts';
import { ORDERS, PAIR, RELEASES } from './people-pipelines.ts';
import { expect, type Studio, testInOne as test, test as testAlone } from './studio.ts';

// Questions to people, in both hosts.

test.describe.configure({ mode: 'default' });

async function open(studio: Studio, name: string, text: string): Promise<Window> {
  await studio.open(name, text);
  return new Window(studio.page);
}

/** Another window of the same host. */
async function openAnother(studio: Studio): Promise<Page> {
  const { electron, url, page } = studio.host;
  if (electron === null) {
    const other = await page.context().newPage();
    await other.goto(url ?? '');
    return other;
  }
  const opened = electron.waitForEvent('window');
  await electron.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()
      ?.items.flatMap((item) => item.submenu?.items ?? [])
      .find((item) => item.label === 'New Window')
      ?.click(),
  );
  return await opened;
}

test('questions of every type wait at once, are checked at the field, and answered in any order', async ({
  studio,
}) => {
  const window = await open(studio, 'orders.yaml', ORDERS);
  studio.write('logo.png', '');
  await window.action('Run').click();
  await window.expectRun('Waiting');
  await window.expectStep('beside', 'completed');
  // Nobody was there for this one: its default counts.
  await window.expectStep('place', 'completed');
  await expect(window.banner).toContainText('4 other steps');
  await expect(window.runs.first()).toContainText('5');

  let form = await window.ask('urgent');
  await form.getByRole('radio', { name: 'Yes' }).click();
  await form.getByRole('button', { name: 'Answer' }).click();
  await window.expectStep('urgent', 'completed');

  form = await window.ask('copies');
  await form.getByRole('textbox').fill('1000');
  await form.getByRole('button', { name: 'Answer' }).click();
  await expect(form.getByRole('alert')).toContainText('at most 100');
  await studio.screenshots('question');
  await window.expectAccessible();
  await form.getByRole('textbox').fill('12');
  await form.getByRole('button', { name: 'Answer' }).click();
  await window.expectStep('copies', 'completed');

  form = await window.ask('logo');
  await form.getByRole('textbox').fill('no-logo.png');
  await form.getByRole('button', { name: 'Answer' }).click();
  await expect(form.getByRole('alert')).toContainText('there is no file no-logo.png');
  await form.getByRole('textbox').fill('logo.png');
  await form.getByRole('button', { name: 'Answer' }).click();
  await window.expectStep('logo', 'completed');

  form = await window.ask('colour');
  await form.getByRole('button', { name: 'Answer' }).click();
  await expect(form.getByRole('alert')).toContainText('Choose one');
  await form.getByRole('combobox').selectOption('green');
  await form.getByRole('button', { name: 'Answer' }).click();
  await window.expectStep('colour', 'completed');

  form = await window.ask('title');
  await form.getByRole('textbox').fill('Hi');
  await form.getByRole('button', { name: 'Answer' }).click();
  await expect(form.getByRole('alert')).toContainText('3');
  await form.getByRole('textbox').fill('Herald');
  await form.getByRole('button', { name: 'Answer' }).click();
  await window.expectRun('Completed');
  await window.inspect('order', 'Result');
  await expect(window.inspector.getByText('12 green Herald to home, now, with logo.png')).toBeVisible();
});

test('an approval is given, given with changes, or refused with a reason', async ({ studio }) => {
  const window = await open(studio, 'releases.yaml', RELEASES);
  await window.action('Run').click();
  await window.expectRun('Waiting');
  let form = await window.ask('letter');
  await form.getByLabel('Content, can be changed').fill('Dear readers,');
  await form.getByRole('button', { name: 'Approve as changed' }).click();
  await window.expectStep('letter', 'completed');
  form = await window.ask('rows');
  await form.getByLabel(/^Content/).fill('[1, 2');
  await expect(form.getByRole('alert')).toContainText('no JSON');
  await expect(form.getByRole('button', { name: 'Approve as changed' })).toBeDisabled();
  await studio.screenshots('approval');
  await window.expectAccessible();
  await form.getByLabel(/^Content/).fill('[\n  1,\n  2\n]');
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
  await window.expectStep('rows', 'completed');
  form = await window.ask('deletion');
  await form.getByLabel('Reason').fill('still needed');
  await form.getByRole('button', { name: 'Reject' }).click();
  await window.expectRun('Completed');
  await window.inspect('outcome', 'Result');
  await expect(window.inspector.getByText('Dear readers, true false: still needed')).toBeVisible();
});

test('what is answered in one window is gone from the other; a second answer is refused', async ({ studio }) => {
  const window = await open(studio, 'pair.yaml', PAIR);
  await window.action('Run').click();
  await window.expectRun('Waiting');
  const other = new Window(await openAnother(studio));
  await other.runs.first().getByRole('button').click();
  await other.ask('first');
  const form = await window.ask('first');
  await form.getByRole('textbox').fill('one');
  await form.getByRole('button', { name: 'Answer' }).click();
  await other.expectStep('first', 'completed');
  await expect(other.question('first')).toHaveCount(0);

  const run = await window.openRunId();
  const cli = path.join(ROOT, 'dist/electron/cli.js');
  const again = spawnSync(process.execPath, [cli, '--data-dir', studio.dataFolder, 'answer', run, 'first', 'two'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(again.status).toBe(2);
  expect(again.stderr).toContain('step first was answered already');
  expect(again.stderr).toContain('second');

  const last = await other.ask('second');
  await last.getByRole('textbox').fill('two');
  await last.getByRole('button', { name: 'Answer' }).click();
  await window.expectRun('Completed');
  await window.inspect('both', 'Result');
  await expect(window.inspector.getByText('one and two')).toBeVisible();
  await other.page.close();
});

test('questions are answered by keyboard alone', async ({ studio }) => {
  const window = await open(studio, 'keys.yaml', PAIR);
  const { keyboard } = window.page;
  await expect(window.step('first')).toBeVisible();
  await keyboard.press('ControlOrMeta+Enter');
  await window.expectRun('Waiting');
  await keyboard.press('a');
  await expect(window.inspector.getByRole('textbox', { name: 'Your answer' })).toBeFocused();
  await keyboard.type('by');
  await keyboard.press('ControlOrMeta+Enter');
  await expect(window.page.getByRole('region', { name: /^Question of/ })).toHaveCount(0);
  await keyboard.press('a');
  await expect(window.inspector.getByRole('textbox', { name: 'Your answer' })).toBeFocused();
  await keyboard.type('key');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await window.expectRun('Completed');
  await expect(window.runs).toHaveCount(1);
});

testAlone(
  'a question outlives the app: it is answered after the restart, and the run completes',
  async ({ studio }) => {
    studio.trustFolder();
    const window = new Window(await studio.start(studio.write('pair.yaml', PAIR)));
    await window.action('Run').click();
    await window.expectRun('Waiting');
    const form = await window.ask('second');
    await form.getByRole('textbox').fill('two');
    await form.getByRole('button', { name: 'Answer' }).click();
    await window.expectStep('second', 'completed');
    await studio.kill();

    const again = new Window(await studio.start());
    await again.runs.first().getByRole('button').click();
    await again.expectStep('second', 'completed');
    await again.banner.getByRole('button', { name: 'Answer' }).click();
    await expect(again.inspector.getByRole('textbox', { name: 'Your answer' })).toBeFocused();
    await studio.screenshots('question-after-restart');
    await again.page.keyboard.type('one');
    await again.page.keyboard.press('ControlOrMeta+Enter');
    await again.expectRun('Completed');
    await again.inspect('both', 'Result');
    await expect(again.inspector.getByText('one and two')).toBeVisible();
  },
);

test('the answer to a very long question is in sight without scrolling', async ({ studio }) => {
  const window = await open(
    studio,
    'long.yaml',
    PAIR.replace('The first?', 'Is every one of these right? '.repeat(120)),
  );
  await window.page.setViewportSize({ width: 1024, height: 700 });
  await window.action('Run').click();
  await window.expectStep('first', 'waiting');
  const form = await window.ask('first');
  await expect(form.getByRole('textbox')).toBeInViewport({ ratio: 1 });
  await expect(form.getByRole('button', { name: 'Answer' })).toBeInViewport({ ratio: 1 });
  await window.expectAccessible();
  await window.action('Cancel').click();
  await window.expectRun('Cancelled');
  await window.page.setViewportSize({ width: 1440, height: 900 });
});
