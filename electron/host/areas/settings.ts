import { readSettings, type SettingsStore, writeSetting } from '../settings/settings-store.ts';
import type { AreaHandlers } from '../transport/wire.ts';

export function settingsHandlers(store: SettingsStore): AreaHandlers<'settings'> {
  return {
    'settings:get': () => readSettings(store),
    'settings:set': async ({ name, value }) => {
      await writeSetting(store, name, value);
      return readSettings(store);
    },
  };
}
