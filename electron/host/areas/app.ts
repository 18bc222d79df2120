import type { HostDeps } from '../deps.ts';
import { listExamples } from '../examples.ts';
import type { RunList } from '../runs/run-list.ts';
import { recentFiles } from '../settings/settings-store.ts';
import type { AreaHandlers } from '../transport/wire.ts';

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
