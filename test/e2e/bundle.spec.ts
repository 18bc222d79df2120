import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Window } from './page-objects.ts';
import { RATES } from './pipelines.ts';
import { expect, type Studio, test } from './studio.ts';

// A run as one file, in both hosts.

/** What an entry of the menu hands over, kept in the person's folder. */
async function exported(studio: Studio, window: Window, entry: string): Promise<string> {
  const { electron } = studio.host;
  const target = path.join(studio.folder, 'exported.stepglass');
  const choose = async (): Promise<void> => {
    await window.toolbar.getByRole('button', { name: /rates\.yaml/ }).click();
    await window.page.getByRole('menuitem', { name: entry }).click();
  };
  if (electron === null) {
    const started = window.page.waitForEvent('download');
    await choose();
    await (await started).saveAs(target);
    return target;
  }
  const done = electron.evaluate(
    ({ session }, file) =>
      new Promise<string>((resolve) => {
        session.defaultSession.once('will-download', (_event, item) => {
          item.setSavePath(file);
          item.once('done', (_done, state) => resolve(state));
        });
      }),
    target,
  );
  await choose();
  expect(await done).toBe('completed');
  return target;
}

/** Drops a file on the window, as a browser does it: without saying where the file is. */
async function drop(window: Window, file: string): Promise<void> {
  const transfer = await window.page.evaluateHandle(
    ({ base64, name }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], name));
      return data;
    },
    { base64: readFileSync(file).toString('base64'), name: path.basename(file) },
  );
  await window.page.locator('body').dispatchEvent('drop', { dataTransfer: transfer });
}

test('M18 a run is exported, deleted, dropped on the window and looked at, read only', async ({ studio }) => {
  studio.trustFolder();
  const window = new Window(await studio.start(studio.write('rates.yaml', RATES)));
  await window.action('Run').click();
  await window.expectRun('Failed');
  const file = await exported(studio, window, 'Run bundle…');
  expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));

  await window.runs.first().getByRole('button').press('Delete');
  await expect(window.runs).toHaveCount(0);
  await drop(window, file);

  await expect(window.page.getByText('Imported, read only.')).toBeVisible();
  await window.expectRun('Failed');
  await window.expectStep('prepare', 'completed');
  await window.expectStep('convert', 'failed');
  await expect(window.runs.first().getByRole('img', { name: 'imported, read only' })).toBeVisible();
  await expect(window.action('Resume')).toHaveCount(0);
  await window.inspect('convert', 'Logs');
  await expect(window.inspector.getByText('looking for the rate')).toBeVisible();
  await window.openDock('Variables');
  await expect(window.dock.getByText('base').first()).toBeVisible();
  await window.openDock('YAML');
  await expect(window.editor).toContainText('cat rate.txt');
  await studio.screenshot('imported');
  await window.expectAccessible();

  await window.page.getByRole('slider', { name: 'Playhead' }).focus();
  await window.page.keyboard.press('Home');
  await window.expectStep('convert', 'pending');
});
