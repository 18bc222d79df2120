import { securityHeaders } from '../host/web/security.ts';
import { readStaticFile } from '../host/web/static-files.ts';
import { APP_SCHEME } from './app-scheme.ts';

const APP_HOST = 'stepglass';
/** The address of the window. */
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/index.html`;

/** True for the app's own pages, and nothing else that a frame may show. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, port } = new URL(url);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && port === '';
}

/** Answers `app://stepglass/…` with files of `rendererFolder`, each with the security headers; anything else is refused. */
export async function answerAppRequest(
  rendererFolder: string,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  if (!isAppUrl(request.url)) return refuse(404);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const file = await readStaticFile(rendererFolder, rawPath(request.url));
  if (file === null) return refuse(404);
  const headers = { ...securityHeaders(), 'content-type': file.contentType };
  return new Response(new Uint8Array(file.body), { status: 200, headers });
}

/** As it was asked for: `URL` would resolve `..` and hide the attempt. */
function rawPath(url: string): string {
  const rest = url.slice(`${APP_SCHEME}://${APP_HOST}`.length);
  return rest.split(/[?#]/, 1)[0] ?? '/';
}

function refuse(status: number): Response {
  return new Response(`${status}\n`, {
    status,
    headers: { ...securityHeaders(), 'content-type': 'text/plain; charset=utf-8' },
  });
}
