import { rmSync } from 'node:fs';
import { Window } from './page-objects.ts';
import { RATES, SHOP } from './pipelines.ts';
import { expect, test, testInOne } from './studio.ts';

test('panes come back as they were when a small window is made large again, and nothing is cut off in it', async ({
  studio,
}) => {
  studio.trustFolder();
  const window = new Window(await studio.start(studio.write('rates.yaml', RATES)));
  await window.action('Run').click();
  await window.expectRun('Failed');
  const widths = async () => {
    const [inspector, dock] = [await window.inspector.boundingBox(), await window.dock.boundingBox()];
    return { inspector: inspector?.width, dock: dock?.height };
  };
  const before = await widths();
  await window.openDock('YAML');
  // Half of the usual size: as large as the window looks at 200 % zoom.
  await window.page.setViewportSize({ width: 720, height: 450 });
  await expect(window.page.getByRole('navigation', { name: 'Pipelines and runs' })).toBeHidden();
  await expect(window.dock.getByRole('tab', { name: 'YAML' })).toBeInViewport({ ratio: 1 });
  for (const name of ['Show step', /Show in YAML/, 'Go on…'])
    await expect(window.alert.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  await window.page.setViewportSize({ width: 1440, height: 900 });
  await expect(window.page.getByRole('navigation', { name: 'Pipelines and runs' })).toBeVisible();
  await expect.poll(widths).toEqual(before);
});

testInOne('the pipeline is run from within its file by keyboard, and the file stays as it is', async ({ studio }) => {
  await studio.open('rates.yaml', RATES);
  const window = new Window(studio.page);
  await window.editor.click();
  await window.page.keyboard.press('ControlOrMeta+Enter');
  await window.expectRun('Failed');
  await expect(window.toolbar.getByLabel('unsaved changes')).toBeHidden();
});

testInOne('a checkpoint is compared with what the run has become', async ({ studio }) => {
  await studio.open('rates.yaml', RATES);
  const window = new Window(studio.page);
  await window.action('Run').click();
  await window.expectRun('Failed');
  await window.openDock('Checkpoints');
  const first = window.dock.getByRole('list', { name: 'Checkpoints' }).getByRole('listitem').last();
  await first.getByRole('button', { name: 'Compare' }).click();
  const steps = window.page.getByRole('region', { name: 'Steps' });
  await expect(steps.getByRole('button', { name: /^convert/ })).toContainText('Failed');
  await expect(window.page.getByText('the other is this run at', { exact: false })).toBeVisible();
  await window.expectAccessible();
});

test('a run whose file is gone is never taken for one of the file that was open before', async ({ studio }) => {
  studio.trustFolder();
  const window = new Window(await studio.start(studio.write('rates.yaml', RATES)));
  await window.action('Run').click();
  await window.expectRun('Failed');
  await studio.open('shop.yaml', SHOP);
  await window.editor.click();
  await window.page.keyboard.press('ControlOrMeta+End');
  await window.page.keyboard.insertText('# not saved\n');
  rmSync(`${studio.folder}/rates.yaml`);
  await window.page.getByRole('button', { name: 'This pipeline' }).click();
  await window.runs.filter({ hasText: 'Rates' }).getByRole('button').first().click();
  await window.expectRun('Failed');
  await expect(window.action('Run')).toBeDisabled();
  await window.openDock('YAML');
  await expect(window.dock).toContainText('This is the text that ran.');
  await expect(window.editor).toContainText('cat rate.txt');
  await window.alert.getByRole('button', { name: 'Go on…' }).click();
  await expect(window.page.getByRole('menuitem', { name: /with the file as it is now/ })).toHaveAttribute(
    'data-disabled',
  );
  await window.page.keyboard.press('Escape');
  // What was typed into the other one is still there.
  await window.page.getByRole('button', { name: /^shop\.yaml/ }).click();
  await expect(window.editor).toContainText('# not saved');
});
