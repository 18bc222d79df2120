import type { ElectronApplication } from '@playwright/test';
import { exited } from './launch.ts';
import { Window } from './page-objects.ts';
import { RATES, SHOP } from './pipelines.ts';
import { expect, type Studio, test } from './studio.ts';

// What only the desktop app has: quitting with runs under way, menus, several windows, its place on the screen.

function electronOf(studio: Studio): ElectronApplication {
  const { electron } = studio.host;
  if (electron === null) throw new Error('this scenario needs Electron');
  return electron;
}

/** Starts a run that waits for the file `gate`. */
async function running(studio: Studio): Promise<Window> {
  studio.trustFolder();
  const window = new Window(await studio.start(studio.write('shop.yaml', SHOP)));
  await window.action('Run').click();
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await window.expectStep('fetch', 'running');
  return window;
}

/** Quits as the menu does, and answers the question about runs with that button. */
async function quit(studio: Studio, button: string): Promise<void> {
  const electron = electronOf(studio);
  await electron.evaluate(({ app, dialog }, label) => {
    dialog.showMessageBox = (async (...given: unknown[]) => {
      const options = given.at(-1) as { buttons: string[] };
      return { response: options.buttons.indexOf(label), checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
    setImmediate(() => app.quit());
  }, button);
}

test('quitting pauses what runs, and the next start offers to resume it', async ({ studio }) => {
  await running(studio);
  const process = electronOf(studio).process();
  await quit(studio, 'Pause and Quit');
  studio.write('gate', '');
  await exited(process);
  const again = new Window(await studio.start());
  await expect(again.alert).toContainText('1 run was interrupted');
  await again.alert.getByRole('button', { name: 'Resume' }).click();
  await again.expectRun('Completed');
});

test('the computer is kept awake while something runs; when the system ends the app, the next start goes on', async ({
  studio,
}) => {
  await running(studio);
  const electron = electronOf(studio);
  const isKeptAwake = () =>
    electron.evaluate(({ powerSaveBlocker }) => [0, 1, 2].some((id) => powerSaveBlocker.isStarted(id)));
  await expect.poll(isKeptAwake, { timeout: 20_000 }).toBe(true);
  const process = electron.process();
  process.kill('SIGTERM');
  await exited(process);
  studio.write('gate', '');
  const again = new Window(await studio.start());
  await expect(again.alert).toContainText('1 run was interrupted');
  await again.alert.getByRole('button', { name: 'Resume' }).click();
  await again.expectRun('Completed');
});

test('quitting can wait until all is done', async ({ studio }) => {
  await running(studio);
  const electron = electronOf(studio);
  const process = electron.process();
  await quit(studio, 'Keep Running');
  await expect
    .poll(() =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible())),
    )
    .toBe(false);
  expect(process.exitCode).toBeNull();
  studio.write('gate', '');
  await exited(process);
  const again = new Window(await studio.start());
  await expect(again.page.getByRole('list', { name: 'Runs' }).getByRole('img', { name: 'Completed' })).toBeVisible();
});

test('quitting can cancel what runs, and can be thought better of', async ({ studio }) => {
  const window = await running(studio);
  const process = electronOf(studio).process();
  await quit(studio, 'Don’t Quit');
  await window.expectStep('fetch', 'running');
  expect(process.exitCode).toBeNull();
  await quit(studio, 'Cancel Runs and Quit');
  await exited(process);
  const again = new Window(await studio.start());
  await expect(again.page.getByRole('list', { name: 'Runs' }).getByRole('img', { name: 'Cancelled' })).toBeVisible();
});

test('two windows show the same run', async ({ studio }) => {
  await running(studio);
  const electron = electronOf(studio);
  const opened = electron.waitForEvent('window');
  await electron.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()
      ?.items.flatMap((item) => item.submenu?.items ?? [])
      .find((item) => item.label === 'New Window')
      ?.click(),
  );
  const second = new Window(await opened);
  await second.runs.first().getByRole('button').click();
  await second.expectStep('fetch', 'running');
  studio.write('gate', '');
  await second.expectRun('Completed');
  await new Window(studio.page).expectRun('Completed');
});

test('menu entries do what they say', async ({ studio }) => {
  studio.trustFolder();
  studio.write('gate', '');
  const window = new Window(await studio.start(studio.write('shop.yaml', SHOP)));
  await expect(window.step('fetch')).toBeVisible();
  const choose = (label: string) =>
    electronOf(studio).evaluate(
      ({ Menu }, wanted) =>
        Menu.getApplicationMenu()
          ?.items.flatMap((item) => item.submenu?.items ?? [])
          .flatMap((item) => [item, ...(item.submenu?.items ?? [])])
          .find((item) => item.label === wanted)
          ?.click(),
      label,
    );
  await choose('Command Palette…');
  await expect(window.page.getByRole('dialog', { name: 'All commands' })).toBeVisible();
  await window.page.keyboard.press('Escape');
  await choose('Keyboard Shortcuts');
  await expect(window.page.getByRole('dialog')).toContainText('Find a step');
  await window.page.keyboard.press('Escape');
  await choose('Dark');
  await expect(window.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await choose('Run');
  await expect(window.sheet).toBeVisible();
});

test('a second start hands its file to the first', async ({ studio }) => {
  const window = new Window(await studio.start());
  const file = studio.write('shop.yaml', SHOP);
  await electronOf(studio).evaluate(({ app }, opened) => {
    app.emit('second-instance', { preventDefault: () => undefined }, [], '/', { file: opened });
  }, file);
  await expect(window.step('fetch')).toBeVisible();
});

test('the window comes back where it was', async ({ studio }) => {
  await studio.start();
  const place = { x: 40, y: 30, width: 1100, height: 700 };
  const bounds = () =>
    electronOf(studio).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
  await electronOf(studio).evaluate(
    ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
    place,
  );
  await expect.poll(async () => (await bounds())?.width).toBe(1100);
  await studio.stop();
  await studio.start();
  expect(await bounds()).toMatchObject({ width: 1100, height: 700 });
});

test('a crash of the window loses nothing: the run goes on, and the window shows it again', async ({ studio }) => {
  const window = await running(studio);
  await window.step('fetch').click();
  await expect.poll(() => window.page.evaluate(() => sessionStorage.getItem('shown'))).toContain('"step":"fetch"');
  const electron = electronOf(studio);
  await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  studio.write('gate', '');
  // The page that was driven is gone; the new one is asked through the app. A page that crashes meanwhile never answers.
  const heading = () =>
    electron.evaluate(({ BrowserWindow }) => {
      const script =
        '`${document.querySelector("aside h2")?.textContent} ${document.querySelector("header")?.textContent}`';
      const answer: Promise<string> | undefined =
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script);
      const late = new Promise<string>((resolve) => setTimeout(() => resolve('no answer'), 1000));
      return Promise.race([answer ?? 'no window', late]);
    });
  await expect.poll(heading, { timeout: 30_000 }).toMatch(/^fetch .*Completed/);
});

test('what was typed and not saved is there after the window was closed', async ({ studio }) => {
  const file = studio.write('rates.yaml', RATES);
  const before = new Window(await studio.start(file));
  await before.editor.click();
  await before.page.keyboard.press('ControlOrMeta+End');
  await before.page.keyboard.insertText('# not saved\n');
  await expect(before.page.getByLabel('unsaved changes').first()).toBeVisible();
  await studio.stop();
  const after = new Window(await studio.start(file));
  await expect(after.editor).toContainText('# not saved');
  await after.page.getByRole('button', { name: 'Discard' }).click();
  await expect(after.editor).not.toContainText('# not saved');
});
