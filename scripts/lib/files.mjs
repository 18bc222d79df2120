import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The repository's folder. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Every file below the named files and folders (relative to the root), in order; a missing one gives none. */
export function listFiles(...names) {
  return names.flatMap((name) => {
    const full = path.join(ROOT, name);
    if (!existsSync(full)) return [];
    if (!statSync(full).isDirectory()) return [name];
    return readdirSync(full)
      .filter((child) => child !== 'node_modules' && !child.startsWith('.'))
      .sort()
      .flatMap((child) => listFiles(path.posix.join(name, child)));
  });
}

/** A digest of the contents of those files: the same exactly when nothing was changed, added or deleted. */
export function stampOf(...names) {
  const hash = createHash('sha256');
  for (const name of listFiles(...names))
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(path.join(ROOT, name)))
      .update('\0');
  return hash.digest('hex');
}
