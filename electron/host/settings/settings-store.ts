import { z } from 'zod';
import type { Settings } from '../../../shared/api/answers.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';

/** Where settings are kept: electron-store in the app, a JSON file in the browser host. Both are read whole and small. */
export interface SettingsStore {
  get(name: string): unknown;
  /** On disk when it resolves; rejects if it cannot be. */
  set(name: string, value: Json): Promise<void>;
}

const json: z.ZodType<Json> = z.json();
const paths = z.array(z.string().max(4096)).max(1000);

/** What a window may read and change. */
const WINDOW_SETTINGS: { readonly [K in keyof Settings]: z.ZodType<Settings[K]> } = {
  theme: z.enum(['system', 'light', 'dark']),
  layoutDirection: z.record(z.string().max(4096), z.enum(['right', 'down'])),
  panes: z.record(z.string().max(200), z.number()),
  notifications: z.boolean(),
  lastInputs: z.record(z.string().max(4096), z.record(z.string(), json)),
};
/** What holds when nothing was chosen, or what was kept cannot be understood. */
const DEFAULTS: Settings = { theme: 'system', layoutDirection: {}, panes: {}, notifications: true, lastInputs: {} };

export function readSettings(store: SettingsStore): Settings {
  const read = <K extends keyof Settings>(name: K): Settings[K] => {
    const parsed = WINDOW_SETTINGS[name].safeParse(store.get(name));
    return parsed.success ? parsed.data : DEFAULTS[name];
  };
  return {
    theme: read('theme'),
    layoutDirection: read('layoutDirection'),
    panes: read('panes'),
    notifications: read('notifications'),
    lastInputs: read('lastInputs'),
  };
}

/** Refuses names that are not for windows (the trust list is not) and values of the wrong shape. */
export async function writeSetting(store: SettingsStore, name: string, value: Json): Promise<void> {
  if (!isWindowSetting(name)) {
    const known = Object.keys(WINDOW_SETTINGS);
    throw new StepglassError(
      'invalid_input',
      'unknown_setting',
      `There is no setting "${name}". Known: ${known.join(', ')}.`,
      { details: { name, known } },
    );
  }
  const schema: z.ZodType<unknown> = WINDOW_SETTINGS[name];
  const result = schema.safeParse(value);
  if (result.success) return store.set(name, value);
  const why = result.error.issues.map((issue) => issue.message).join('; ');
  throw new StepglassError('invalid_input', 'invalid_argument', `The setting "${name}" cannot be that: ${why}.`, {
    details: { name },
  });
}

function isWindowSetting(name: string): name is keyof Settings {
  return Object.hasOwn(WINDOW_SETTINGS, name);
}

/** Newest first. */
export function recentFiles(store: SettingsStore): readonly string[] {
  return paths.catch([]).parse(store.get('recentFiles'));
}

const MAX_RECENT = 20;

export async function rememberFile(store: SettingsStore, path: string): Promise<void> {
  const others = recentFiles(store).filter((each) => each !== path);
  await store.set('recentFiles', [path, ...others].slice(0, MAX_RECENT));
}

export async function forgetFile(store: SettingsStore, path: string): Promise<void> {
  await store.set(
    'recentFiles',
    recentFiles(store).filter((each) => each !== path),
  );
}

export function trustedFolders(store: SettingsStore): readonly string[] {
  return paths.catch([]).parse(store.get('trustedFolders'));
}

export async function trustFolder(store: SettingsStore, folder: string): Promise<void> {
  const folders = trustedFolders(store);
  if (!folders.includes(folder)) await store.set('trustedFolders', [...folders, folder].slice(-1000));
}
