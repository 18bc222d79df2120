import type { StudioClient } from '../../shared/api/studio-api.ts';
import { SOCKET_PATH, type StudioBridge, TOKEN_NAME } from '../../shared/api/studio-wire.ts';
import { createBridgeClient } from './bridge-client.ts';
import { createSocketClient } from './socket-client.ts';

declare global {
  interface Window {
    /** What the preload script hands over in the desktop app. */
    readonly stepglass?: StudioBridge;
  }
}

/** The way to the host: the desktop app's bridge if there is one, else a socket to the local web host. */
export function obtainClient(): StudioClient {
  if (window.stepglass !== undefined) return createBridgeClient(window.stepglass);
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const token = takeToken();
  return createSocketClient({
    open: () => new WebSocket(`${scheme}://${location.host}${SOCKET_PATH}?${TOKEN_NAME}=${encodeURIComponent(token)}`),
    later: (act, ms) => setTimeout(act, ms),
  });
}

/** The token of the printed address, taken out of the address bar and kept for this tab. */
function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get(TOKEN_NAME);
  if (given === null) return sessionStorage.getItem(TOKEN_NAME) ?? '';
  sessionStorage.setItem(TOKEN_NAME, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}

/** The path of a file that was dropped on the window; null where the system does not say (a browser). */
export function pathOfFile(file: File): string | null {
  const path = window.stepglass?.pathForFile(file) ?? '';
  return path === '' ? null : path;
}
