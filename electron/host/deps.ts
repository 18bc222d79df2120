import type { JsonObject } from '../../shared/json.ts';
import type { Engine } from '../execution/engine.ts';
import type { DataFolder } from '../storage/data-folder.ts';
import type { CompileCache } from './heavy/compile-cache.ts';
import type { HeavyWork } from './heavy/heavy-work.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { Pacer } from './transport/pump.ts';

/** What only a desktop can do. The browser host answers `not_available` (`noShell`). */
export interface HostShell {
  /** Null when the dialog was dismissed. */
  pickPipeline(): Promise<{ path: string } | null>;
  pickFile(title: string): Promise<{ path: string } | null>;
  showItem(path: string): Promise<null>;
  /** The address has been checked: it is https. */
  openExternal(url: string): Promise<null>;
}

/** What the host says about itself. */
export interface HostIdentity {
  readonly version: string;
  readonly host: 'electron' | 'browser';
  readonly platform: string;
  /** Pipelines that came with the app; always trusted. Null: there are none. */
  readonly examplesFolder: string | null;
  /** Absolute. */
  readonly openAtStart: string | null;
}

/** Everything that the host needs from outside. It knows neither Electron nor HTTP. */
export interface HostDeps {
  readonly engine: Engine;
  readonly data: DataFolder;
  readonly settings: SettingsStore;
  readonly heavy: HeavyWork;
  /** Shared with the engine (`EngineDeps.compiled`). */
  readonly compilations: CompileCache;
  /** The JSON Schema of the pipeline language. */
  readonly languageSchema: () => JsonObject;
  readonly shell: HostShell;
  readonly identity: HostIdentity;
  /** What templates may read as `env.NAME`. */
  readonly env: ReadonlyMap<string, string>;
  readonly pacer: Pacer;
  readonly log: (line: string) => void;
}
