import type { App, Session } from 'electron';

/**
 * What keeps Chromium from talking to anybody by itself: no updates of components, no reports, no guesses at names, no
 * search for a proxy; and whatever it tries all the same finds no host. Steps that use the network do so through Node.
 */
const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['dns-prefetch-disable'],
  ['no-pings'],
  ['no-proxy-server'],
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
];
const REMOTE = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*'];

/** Works only before Electron is ready. */
export function keepOffline({ commandLine }: Pick<App, 'commandLine'>): void {
  for (const [name, value] of SWITCHES) commandLine.appendSwitch(name, value);
}

/** The page comes from the app itself; the spell checker would fetch its dictionaries from the makers of Chromium. */
export function keepSessionOffline(session: Session): void {
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest({ urls: REMOTE }, (_details, answer) => answer({ cancel: true }));
}
