import { Window } from './page-objects.ts';
import { RATES } from './pipelines.ts';
import { expect, test } from './studio.ts';

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

test('the pipeline is run from within its file by keyboard, and the file stays as it is', async ({ studio }) => {
  studio.trustFolder();
  const window = new Window(await studio.start(studio.write('rates.yaml', RATES)));
  await window.editor.click();
  await window.page.keyboard.press('ControlOrMeta+Enter');
  await window.expectRun('Failed');
  await expect(window.toolbar.getByLabel('unsaved changes')).toBeHidden();
});

test('a checkpoint is compared with what the run has become', async ({ studio }) => {
  studio.trustFolder();
  const window = new Window(await studio.start(studio.write('rates.yaml', RATES)));
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
