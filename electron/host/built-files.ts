import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where the parts of a built Stepglass lie; null where a part was not built (tests run from sources). */
export interface BuiltFiles {
  readonly worker: URL | null;
  readonly renderer: string | null;
  readonly preload: string | null;
  /** What runs the scripts of steps in the desktop app. */
  readonly scriptHost: string | null;
  readonly examples: string | null;
}

/** `moduleUrl`: of any file of the build; the bundler puts what several programs share into `chunks/`. */
export function findBuiltFiles(moduleUrl: string): BuiltFiles {
  const folder = path.dirname(fileURLToPath(moduleUrl));
  const built = path.basename(folder) === 'chunks' ? path.dirname(folder) : folder;
  const existing = (...parts: string[]): string | null => {
    const file = path.resolve(built, ...parts);
    return existsSync(file) ? file : null;
  };
  const worker = existing('work.js');
  const renderer = existing('../renderer/index.html');
  return {
    worker: worker === null ? null : pathToFileURL(worker),
    renderer: renderer === null ? null : path.dirname(renderer),
    preload: existing('preload.cjs'),
    scriptHost: existing('script-host.cjs'),
    examples: existing('../../examples'),
  };
}

/**
 * A folder of examples that pipelines can run in. Those of a packed app lie in its archive, where no program can work,
 * so they are copied beside the runs; what is there already stays as the person left it.
 */
export async function unpackExamples(examples: string | null, dataPath: string): Promise<string | null> {
  if (examples === null || !examples.includes('.asar')) return examples;
  const target = path.join(dataPath, 'examples');
  await copyMissing(examples, target);
  return target;
}

async function copyMissing(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, copy] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await copyMissing(source, copy);
    else if (!existsSync(copy)) await writeFile(copy, await readFile(source));
  }
}
