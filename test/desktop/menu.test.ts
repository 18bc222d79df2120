import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import type { AppCommand } from '../../shared/api/answers.ts';
import { menuTemplate } from '../../electron/desktop/menu.ts';

function build(platform: string) {
  const sent: AppCommand[] = [];
  const themes: string[] = [];
  const template = menuTemplate({
    platform,
    recentFiles: ['/jobs/a.yaml'],
    theme: 'dark',
    send: (command) => sent.push(command),
    setTheme: (theme) => themes.push(theme),
    newWindow: () => undefined,
  });
  const all = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
  const click = (label: string): void => {
    const item = all(template).find((each) => each.label === label);
    item?.click?.(undefined as never, undefined, undefined as never);
  };
  return { template, sent, themes, click, items: all(template) };
}

it('sends what windows do as commands', () => {
  const { click, sent } = build('linux');
  for (const label of [
    'Open…',
    'a.yaml — /jobs',
    'Run',
    'Pause',
    'Cancel',
    'Save',
    'Command Palette…',
    'Keyboard Shortcuts',
  ])
    click(label);
  expect(sent).toEqual([
    { command: 'open', path: null },
    { command: 'open', path: '/jobs/a.yaml' },
    { command: 'run' },
    { command: 'pause' },
    { command: 'cancel' },
    { command: 'save' },
    { command: 'palette' },
    { command: 'shortcuts' },
  ]);
});

it('marks the theme and changes it', () => {
  const { click, themes, items } = build('linux');
  expect(items.filter((item) => item.checked).map((item) => item.label)).toEqual(['Dark']);
  click('Light');
  expect(themes).toEqual(['light']);
});

it('has the menu of the app on macOS only', () => {
  expect(build('darwin').template[0]).toEqual({ role: 'appMenu' });
  expect(build('win32').template[0]?.label).toBe('&File');
});

it('gives no shortcut twice', () => {
  const keys = build('linux').items.flatMap((item) => (item.accelerator === undefined ? [] : [item.accelerator]));
  expect(new Set(keys).size).toBe(keys.length);
});
