import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';

/** The name of the folder of what is kept for a pipeline file: readable, and its own for each absolute path. */
export function pipelineFolderName(file: string): string {
  return uniqueName(basename(file), resolve(file));
}

/** `name` as every disk can hold it, and a hash of `identity` that tells apart what this makes equal. */
export function uniqueName(name: string, identity = name): string {
  const readable = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, 40);
  return `${readable}-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}
