import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './launch.ts';
import { Window } from './page-objects.ts';
import { BROKEN, HOSTILE, RATES, RATES_MENDED, SHOP } from './pipelines.ts';
import { expect, type Studio, testInOne as test, test as testAlone } from './studio.ts';

// What a person does, in both hosts.

async function open(studio: Studio, name: string, text: string): Promise<Window> {
  await studio.open(name, text);
  return new Window(studio.page);
}

async function runInputs(window: Window): Promise<void> {
  await window.action('Run').click();
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
}

async function failedRates(studio: Studio): Promise<Window> {
  if (!studio.isStarted) studio.trustFolder();
  const window = await open(studio, 'rates.yaml', RATES);
  await window.action('Run').click();
  await window.expectRun('Failed');
  return window;
}

testAlone('first start offers to open a pipeline, examples and recent files', async ({ studio }) => {
  const window = new Window(await studio.start());
  await expect(window.page.getByRole('button', { name: 'Open a pipeline' }).first()).toBeVisible();
  await expect(window.page.getByRole('heading', { name: 'Examples that run offline' })).toBeVisible();
  await studio.screenshot('start');
  await window.expectAccessible();
  await window.page.getByRole('button', { name: /Quickstart/ }).click();
  await expect(window.page.getByRole('button', { name: /^summary, / })).toBeVisible();
});

testAlone('a file is opened through the dialog of the host', async ({ studio }) => {
  const file = studio.write('shop.yaml', SHOP);
  const window = new Window(await studio.start());
  const { electron } = studio.host;
  await electron?.evaluate(({ dialog }, picked) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [picked] });
  }, file);
  await window.page.getByRole('button', { name: 'Open a pipeline' }).first().click();
  if (electron === null) {
    const dialog = window.page.getByRole('dialog', { name: 'Open a pipeline' });
    // The home folder of the scenario lies beside the person's folder.
    await dialog.getByRole('button', { name: 'One folder up' }).click();
    await dialog.getByRole('button', { name: 'work' }).click();
    await dialog.getByRole('button', { name: 'shop.yaml' }).click();
  }
  await expect(window.step('fetch')).toBeVisible();
});

testAlone('the whole graph is there before anything runs, and the first run from a folder asks', async ({ studio }) => {
  const window = await open(studio, 'shop.yaml', SHOP);
  for (const id of ['fetch', 'rows', 'count', 'large', 'report']) await window.expectStep(id, 'pending');
  await studio.screenshot('before-run');
  await window.expectAccessible();
  await window.action('Run').click();
  await expect(window.sheet.getByText('First run from this folder')).toBeVisible();
  await expect(window.sheet.getByText(/^terminal/)).toBeVisible();
  await studio.screenshot('trust');
  await expect(window.sheet.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  expect(readdirSync(path.join(studio.dataFolder, 'runs'))).toEqual([]);
  await window.sheet.getByRole('checkbox').check();
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await window.expectStep('fetch', 'running');
  studio.write('gate', '');
  await window.expectRun('Completed');
});

test('a run colours the graph live, streams its output, shows branches and variables', async ({ studio }) => {
  const window = await open(studio, 'shop.yaml', SHOP);
  await window.action('Run').click();
  await window.sheet.getByLabel('region').fill('south');
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await window.expectStep('fetch', 'running');
  await window.expectRun('Running');
  await window.expectStep('report', 'pending');
  await window.inspect('fetch', 'Logs');
  await expect(window.inspector.getByText('reading south')).toBeVisible();
  await studio.screenshot('running');
  studio.write('gate', '');
  await window.expectRun('Completed');
  for (const id of ['fetch', 'rows', 'count', 'report']) await window.expectStep(id, 'completed');
  await window.expectStep('large', 'skipped');
  await window.inspect('report', 'Result');
  await expect(window.inspector.getByText('south sold 6')).toBeVisible();
  await window.inspect('report', 'Input');
  await expect(window.inspector.getByText('variables.total')).toBeVisible();
  await window.openDock('Variables');
  const total = window.dock
    .getByRole('list', { name: 'Variables' })
    .getByRole('listitem')
    .filter({ hasText: /^total/ });
  await expect(total).toContainText('6');
  await expect(total).toContainText('count');
  await studio.screenshot('completed');
  await window.expectAccessible();
});

test('a failure says what, where and what can be done; the file is mended and the run goes on', async ({ studio }) => {
  const window = await failedRates(studio);
  await expect(window.alert).toContainText('convert failed');
  await window.alert.getByRole('button', { name: 'Show step' }).click();
  await expect(window.inspector.getByRole('tab', { name: 'Error' })).toHaveAttribute('aria-selected', 'true');
  await studio.screenshot('failed');
  await window.expectAccessible();
  await window.alert.getByRole('button', { name: /Show in YAML/ }).click();
  await expect(window.editor).toBeVisible();
  await expect(window.editor).toContainText('cat rate.txt');
  await window.replaceText(RATES_MENDED);
  await expect(window.page.getByLabel('unsaved changes').first()).toBeVisible();
  await window.page.keyboard.press('ControlOrMeta+s');
  await expect(window.page.getByLabel('unsaved changes')).toHaveCount(0);
  expect(readFileSync(path.join(studio.folder, 'rates.yaml'), 'utf8')).toBe(RATES_MENDED);

  // As it was: the same run, the definition that ran, so it fails again.
  await window.alert.getByRole('button', { name: 'Go on…' }).click();
  await window.page.getByRole('menuitem', { name: /Resume as it was/ }).click();
  await expect(window.step('convert')).toContainText('×2');
  await window.expectRun('Failed');
  await expect(window.runs).toHaveCount(1);

  // As the file is now: a new run, and the plan says why.
  await window.alert.getByRole('button', { name: 'Go on…' }).click();
  await window.page.getByRole('menuitem', { name: /with the file as it is now/ }).click();
  await window.sheet.getByLabel('From step').selectOption('wherever something has changed');
  const planned = (step: string) =>
    window.sheet.getByRole('listitem').filter({ has: window.page.getByRole('button', { name: step, exact: true }) });
  await expect(planned('convert')).toContainText(/definition/i);
  await expect(planned('keep')).toContainText('reused');
  await studio.screenshot('plan');
  await window.expectAccessible();
  await window.sheet.getByRole('button', { name: 'Rerun', exact: true }).click();
  await window.expectRun('Completed');
  await window.expectStep('prepare', 'reused');
  await window.expectStep('result', 'completed');
  await window.inspect('result', 'Result');
  await expect(window.inspector.getByText('10 at 1.5')).toBeVisible();
  await expect(window.runs).toHaveCount(2);
});

test('resume as it was finishes the same run when the cause is gone', async ({ studio }) => {
  const window = await failedRates(studio);
  studio.write('rate.txt', '2.5\n');
  await window.action('Resume').click();
  await window.expectRun('Completed');
  await window.expectStep('prepare', 'completed');
  await window.inspect('result', 'Result');
  await expect(window.inspector.getByText('10 at 2.5')).toBeVisible();
  await expect(window.runs).toHaveCount(1);
});

test('a rerun from a step with an edited variable makes a new run below its parent', async ({ studio }) => {
  studio.write('rate.txt', '3\n');
  const window = await open(studio, 'rates.yaml', RATES);
  await window.action('Run').click();
  await window.expectRun('Completed');
  await window.step('result').click();
  await window.inspector.getByRole('button', { name: 'Rerun from here' }).click();
  await window.sheet.getByText('Variables', { exact: true }).click();
  await window.sheet.getByRole('textbox', { name: 'base' }).fill('99');
  const planned = (step: string) =>
    window.sheet.getByRole('listitem').filter({ has: window.page.getByRole('button', { name: step, exact: true }) });
  await expect(planned('result')).toContainText('runs');
  await expect(planned('prepare')).toContainText('reused');
  await studio.screenshot('rerun');
  await window.sheet.getByRole('button', { name: 'Rerun', exact: true }).click();
  // The run that it was made from is completed, too: only the new one has reused steps.
  await window.expectStep('prepare', 'reused');
  await window.expectRun('Completed');
  await window.inspect('result', 'Result');
  await expect(window.inspector.getByText('99 at 3')).toBeVisible();
  await expect(window.runs).toHaveCount(2);
  await expect(window.runs.nth(1)).toContainText('from result');
});

test('the past can be looked at, and a checkpoint continued from', async ({ studio }) => {
  studio.write('rate.txt', '3\n');
  const window = await open(studio, 'rates.yaml', RATES);
  await window.action('Run').click();
  await window.expectRun('Completed');
  const playhead = window.page.getByRole('slider', { name: 'Playhead' });
  await playhead.focus();
  await window.page.keyboard.press('Home');
  await window.expectStep('prepare', 'pending');
  await expect(window.page.getByRole('button', { name: 'Newest' })).toBeVisible();
  for (let fact = 0; fact < 3; fact += 1) await window.page.getByRole('button', { name: 'One fact on' }).click();
  await expect(window.step('result')).toHaveAccessibleName(/pending/);
  await studio.screenshot('scrubbing');
  await window.page.getByRole('button', { name: 'Newest' }).click();
  await window.expectStep('result', 'completed');

  await window.openDock('Checkpoints');
  const checkpoint = window.dock
    .getByRole('list', { name: 'Checkpoints' })
    .getByRole('listitem')
    .filter({ hasText: 'keep' })
    .first();
  await checkpoint.getByRole('button', { name: 'Continue from here…' }).click();
  await window.sheet.getByText('Variables as they were then').click();
  await window.sheet.getByRole('textbox', { name: 'base' }).fill('7');
  await window.sheet.getByRole('button', { name: 'Continue', exact: true }).click();
  await window.expectStep('prepare', 'reused');
  await window.expectRun('Completed');
  await window.inspect('result', 'Result');
  await expect(window.inspector.getByText('7 at 3')).toBeVisible();
  await expect(window.runs).toHaveCount(2);
});

test('runs are listed, told apart, deleted and brought back', async ({ studio }) => {
  studio.write('gate', '');
  const window = await open(studio, 'shop.yaml', SHOP);
  for (let run = 1; run <= 2; run += 1) {
    await runInputs(window);
    await window.expectRun('Completed');
    await expect(window.runs).toHaveCount(run);
  }
  await expect(window.runs.first().getByRole('img', { name: 'Completed' })).toBeVisible();
  await window.runs.first().getByRole('button').press('Delete');
  await expect(window.runs).toHaveCount(1);
  await window.page.getByRole('button', { name: 'Undo' }).click();
  await expect(window.runs).toHaveCount(2);
});

test('a run is cancelled with everything that it has started, and can be resumed', async ({ studio }) => {
  const window = await open(studio, 'shop.yaml', SHOP);
  await runInputs(window);
  await window.expectStep('fetch', 'running');
  await window.action('Cancel').click();
  await window.expectRun('Cancelled');
  await window.expectStep('fetch', 'cancelled');
  studio.write('gate', '');
  await window.action('Resume').click();
  await window.expectRun('Completed');
});

test('a run is paused and goes on', async ({ studio }) => {
  const window = await open(studio, 'shop.yaml', SHOP);
  await runInputs(window);
  await window.expectStep('fetch', 'running');
  await window.action('Pause').click();
  studio.write('gate', '');
  await window.expectRun('Paused');
  await window.expectStep('fetch', 'completed');
  await window.expectStep('report', 'pending');
  await window.action('Resume').click();
  await window.expectRun('Completed');
});

test('an invalid file shows its problems and what is known of the graph', async ({ studio }) => {
  const window = await open(studio, 'broken.yaml', BROKEN);
  await expect(window.alert).toContainText('ecko');
  await expect(window.step('first')).toBeVisible();
  await expect(window.step('second')).toBeVisible();
  await studio.screenshot('invalid');
  await window.expectAccessible();
  await window.alert.getByRole('button', { name: /Show in YAML/ }).click();
  await window.replaceText(BROKEN.replace('ecko', 'echo'));
  await expect(window.alert).toHaveCount(0);
});

test('a change of the file by another program is shown at once; edits of one’s own are never lost', async ({
  studio,
}) => {
  const window = await open(studio, 'rates.yaml', RATES);
  studio.write('rates.yaml', RATES.replaceAll('prepare', 'gather'));
  await expect(window.step('gather')).toBeVisible();
  await window.openDock('YAML');
  await window.replaceText(`${RATES}# mine\n`);
  studio.write('rates.yaml', `${RATES}# theirs\n`);
  await expect(window.dock.getByRole('alert')).toContainText('changed on disk');
  await expect(window.editor).toContainText('# mine');
  await window.dock.getByRole('button', { name: 'Keep mine' }).click();
  await window.page.keyboard.press('ControlOrMeta+s');
  await expect.poll(() => readFileSync(path.join(studio.folder, 'rates.yaml'), 'utf8')).toContain('# mine');
});

testAlone(
  'a run that was interrupted by a power failure is offered and resumed after the restart',
  async ({ studio }) => {
    studio.trustFolder();
    const window = await open(studio, 'shop.yaml', SHOP);
    await runInputs(window);
    await window.expectStep('fetch', 'running');
    await studio.kill();
    const again = new Window(await studio.start());
    await expect(again.alert).toContainText('1 run was interrupted');
    await studio.screenshot('interrupted');
    studio.write('gate', '');
    await again.alert.getByRole('button', { name: 'Resume' }).click();
    await again.expectRun('Completed');
    await again.expectStep('report', 'completed');
  },
);

testAlone('a window that is loaded again shows the same, unsaved text included', async ({ studio }) => {
  const window = await failedRates(studio);
  await window.step('keep').click();
  await window.openDock('YAML');
  await window.replaceText(`${RATES}# not saved\n`);
  await expect(window.page.getByLabel('unsaved changes').first()).toBeVisible();
  await window.step('keep').click();
  await expect
    .poll(() => window.page.evaluate(() => JSON.stringify([localStorage, sessionStorage])))
    .toContain('# not saved');
  await window.page.reload();
  await window.expectRun('Failed');
  await window.expectStep('convert', 'failed');
  await expect(window.inspector.getByRole('heading', { name: 'keep' })).toBeVisible();
  await window.openDock('YAML');
  await expect(window.editor).toContainText('# not saved');
});

testAlone('everything can be done by keyboard alone', async ({ studio }) => {
  studio.trustFolder();
  studio.write('gate', '');
  const window = await open(studio, 'shop.yaml', SHOP);
  const { keyboard } = window.page;
  await expect(window.step('fetch')).toBeVisible();
  await keyboard.press('ControlOrMeta+Enter');
  await expect(window.sheet).toBeVisible();
  await keyboard.press('ControlOrMeta+Enter');
  await window.expectRun('Completed');
  await keyboard.press('/');
  await keyboard.type('rows');
  await keyboard.press('Enter');
  await expect(window.inspector.getByRole('heading', { name: 'rows' })).toBeVisible();
  await keyboard.press('r');
  await expect(window.sheet.getByRole('heading', { name: 'Rerun from rows' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(window.sheet).toHaveCount(0);
  await keyboard.press('[');
  await expect(window.page.getByRole('button', { name: 'Continue from here…' }).first()).toBeVisible();
  await keyboard.press('ControlOrMeta+k');
  await keyboard.type('timeline');
  await keyboard.press('Enter');
  await expect(window.page.getByRole('tab', { name: 'Timeline' })).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('?');
  await expect(window.page.getByRole('dialog')).toContainText('Find a step');
  await window.expectAccessible();
});

testAlone('both themes are whole, and the choice is kept', async ({ studio }) => {
  const window = await failedRates(studio);
  for (const theme of ['Light', 'Dark']) {
    await window.toolbar.getByRole('button', { name: /rates\.yaml/ }).click();
    await window.page.getByRole('menuitem', { name: 'Theme' }).click();
    // By key: the menu is gone before a click has been seen through.
    await window.page.getByRole('menuitemcheckbox', { name: theme }).press('Enter');
    await expect(window.page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
    await studio.screenshot(`failed-${theme.toLowerCase()}`);
    await window.expectAccessible();
  }
  await studio.stop();
  const again = await studio.start();
  await expect(again.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('on the first screen and on a failed run the next things to do are in sight', async ({ studio }) => {
  const window = await failedRates(studio);
  await expect(window.alert).toContainText('convert failed');
  await expect(window.alert.getByRole('button', { name: /Show in YAML/ })).toBeVisible();
  await expect(window.action('Rerun from here')).toBeVisible();
  await expect(window.action('Resume')).toBeVisible();
  await expect(window.action('Run')).toBeVisible();
});

test('the table and the timeline show the same run', async ({ studio }) => {
  studio.write('gate', '');
  const window = await open(studio, 'shop.yaml', SHOP);
  await runInputs(window);
  await window.expectRun('Completed');
  await window.page.getByRole('tab', { name: 'Table' }).click();
  await expect(window.page.getByRole('row').filter({ hasText: 'report' })).toContainText(/completed/i);
  await studio.screenshot('table');
  await window.expectAccessible();
  await window.page.getByRole('tab', { name: 'Timeline' }).click();
  await expect(window.page.getByText('report').first()).toBeVisible();
  await studio.screenshot('timeline');
  await window.expectAccessible();
});

test('the sales example runs to its report', async ({ studio }) => {
  cpSync(path.join(ROOT, 'examples'), studio.folder, { recursive: true });
  const window = await open(studio, 'sales.yaml', readFileSync(path.join(ROOT, 'examples/sales.yaml'), 'utf8'));
  await runInputs(window);
  await window.expectRun('Completed');
  await window.inspect('join', 'Input');
  await expect(window.inspector.getByText('by_region').first()).toBeVisible();
  await studio.screenshot('sales');
  await window.page.emulateMedia({ colorScheme: 'dark' });
  await expect(window.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await studio.screenshot('sales-dark');
  await window.expectAccessible();
});

test('hostile names, values, logs and errors are shown and do nothing', async ({ studio }) => {
  const window = await open(studio, 'hostile.yaml', HOSTILE);
  await window.page.evaluate(() => {
    const state = window as unknown as { longest: number };
    state.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) state.longest = Math.max(state.longest, entry.duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  await window.action('Run').click();
  await window.expectRun('Failed');
  for (const id of ['markup', 'noise', 'large', 'fails']) {
    await window.inspect(id, 'Result');
    await window.inspect(id, 'Logs');
  }
  await window.inspect('noise', 'Logs');
  await expect(window.inspector.getByText('200000').first()).toBeVisible();
  await studio.screenshot('hostile');
  const state = await window.page.evaluate(() => ({
    hurt: Reflect.get(window, 'hurt'),
    longest: Reflect.get(window, 'longest') as number,
    title: document.title,
  }));
  expect(state.hurt).toBeUndefined();
  test.info().annotations.push({ type: 'longest task (ms)', description: String(Math.round(state.longest)) });
  rmSync(path.join(studio.folder, 'gate'), { force: true });
});
