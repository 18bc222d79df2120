import type { App, Session } from 'electron';
import { expect, it } from 'vitest';
import { windowOptions } from '../../electron/desktop/main-window.ts';
import { keepOffline, keepSessionOffline } from '../../electron/desktop/offline.ts';

it('gives Chromium nobody to talk to, and no reason', () => {
  const given = new Map<string, string | undefined>();
  const commandLine = { appendSwitch: (name: string, value?: string) => void given.set(name, value) };
  keepOffline({ commandLine: commandLine as App['commandLine'] });
  expect(given.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
  for (const name of ['disable-background-networking', 'disable-component-update', 'no-proxy-server', 'no-pings'])
    expect(given.has(name)).toBe(true);
});

it('checks no spelling, for that would fetch dictionaries, and cancels what a page asks of others', () => {
  let isSpellingChecked = true;
  let filter: readonly string[] = [];
  let isCancelled: boolean | undefined = false;
  keepSessionOffline({
    setSpellCheckerEnabled: (isOn: boolean) => (isSpellingChecked = isOn),
    webRequest: {
      onBeforeRequest: (
        { urls }: { urls: readonly string[] },
        decide: (details: object, answer: (response: { cancel?: boolean }) => void) => void,
      ) => {
        filter = urls;
        decide({}, ({ cancel }) => (isCancelled = cancel));
      },
    },
  } as unknown as Session);
  expect(isSpellingChecked).toBe(false);
  expect(isCancelled).toBe(true);
  expect(filter).toEqual(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*']);
  expect(windowOptions({ preload: '/p', saved: null, isDark: false }).webPreferences?.spellcheck).toBe(false);
});
