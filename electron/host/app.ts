import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import type { AppInfo } from '../../shared/studio-api.ts';
import type { HostDeps } from './deps.ts';
import type { RunList } from './run-list.ts';
import { recentFiles } from './settings-store.ts';
import type { AreaHandlers } from './wire.ts';

type Example = AppInfo['examples'][number];

export function appHandlers(deps: HostDeps, runs: RunList): AreaHandlers<'app'> {
  const { identity, data, settings, shell } = deps;
  return {
    'app:info': async () => {
      const { version, host, platform, openAtStart, examplesFolder } = identity;
      return {
        version,
        host,
        platform,
        dataFolder: data.path,
        openAtStart,
        examples: examplesFolder === null ? [] : await listExamples(examplesFolder),
        recentFiles: recentFiles(settings),
        interrupted: await runs.interrupted(),
      };
    },
    'app:showItem': ({ path: item }) => shell.showItem(item),
    'app:openExternal': ({ url }) => shell.openExternal(url),
  };
}

/** Pipelines that lie in the folder itself, by name; files that cannot be read are no examples. */
async function listExamples(folder: string): Promise<readonly Example[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort(quickstartFirst);
  const examples = await Promise.all(names.map((name) => describeExample(path.join(folder, name))));
  return examples.filter((example) => example !== null);
}

function quickstartFirst(a: string, b: string): number {
  const rank = (name: string): number => (name.startsWith('quickstart') ? 0 : 1);
  return rank(a) - rank(b) || a.localeCompare(b);
}

async function describeExample(file: string): Promise<Example | null> {
  const document = parseDocument(await readFile(file, 'utf8'), { logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  const name = document.get('name');
  const description = document.get('description');
  return {
    path: file,
    name: typeof name === 'string' ? name : path.basename(file),
    description: typeof description === 'string' ? description : '',
  };
}
