import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** A file of the app's window, ready to be sent. */
export interface StaticFile {
  readonly body: Uint8Array;
  readonly contentType: string;
}

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/**
 * The file that a path of an address names below `root`; null where there is none to be given: outside the folder
 * (also by a link, or by `..` however it is encoded), of an unknown type, or missing.
 */
export async function readStaticFile(root: string, urlPath: string): Promise<StaticFile | null> {
  const relative = relativePath(urlPath);
  const contentType = relative === null ? undefined : CONTENT_TYPES.get(path.extname(relative));
  if (relative === null || contentType === undefined) return null;
  try {
    const [folder, file] = await Promise.all([realpath(root), realpath(path.join(root, relative))]);
    if (!file.startsWith(folder + path.sep)) return null;
    return { body: await readFile(file), contentType };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Plain names only: what the build writes needs nothing else. */
function relativePath(urlPath: string): string | null {
  if (urlPath === '/' || urlPath === '') return 'index.html';
  const parts = urlPath.slice(1).split('/');
  return urlPath.startsWith('/') && parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part))
    ? path.join(...parts)
    : null;
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR')
  );
}
