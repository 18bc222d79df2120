import type { Session, WebContents, WebFrameMain } from 'electron';
import { isAppUrl } from './app-protocol.ts';

/** Copying a path or a value; everything else that a page may ask for is refused. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** No page may leave the app, open a window, or embed another one. */
export function guardContents(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }, url: string): void => {
    if (!isAppUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => refuse(event, event.url));
  contents.on('will-redirect', (event) => refuse(event, event.url));
  contents.on('will-frame-navigate', (event) => {
    // The app has one frame: whatever would load in another one is not ours.
    if (!event.isMainFrame) event.preventDefault();
    else refuse(event, event.url);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** No permissions, no devices, no extensions' worth of trust: the app needs none. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(ALLOWED_PERMISSIONS.has(permission) && isAppUrl(contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => ALLOWED_PERMISSIONS.has(permission) && isAppOrigin(origin),
  );
  session.setDevicePermissionHandler(() => false);
}

function isAppOrigin(origin: string): boolean {
  return isAppUrl(origin.endsWith('/') ? origin : `${origin}/`);
}

/** The one check of who calls: the main frame of a window of ours, showing our page. */
export function isOwnFrame(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isAppUrl(frame.url);
}
