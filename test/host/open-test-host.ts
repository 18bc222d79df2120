import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ulid } from 'ulid';
import { onTestFinished } from 'vitest';
import type {
  RequestAnswer,
  RequestName,
  RequestParameters,
  SubscriptionEvent,
  SubscriptionName,
  SubscriptionParameters,
} from '../../shared/api/studio-api.ts';
import type { ErrorBody } from '../../shared/errors.ts';
import { systemClock } from '../../electron/execution/clock.ts';
import { createEngine, type Engine } from '../../electron/execution/engine.ts';
import { CompileCache } from '../../electron/host/heavy/compile-cache.ts';
import { createHeavyJobs } from '../../electron/host/heavy/heavy-jobs.ts';
import { createHeavyWork } from '../../electron/host/heavy/heavy-work.ts';
import { createHost, type Host } from '../../electron/host/host.ts';
import { cancelRuns } from '../../electron/host/runs/stop-runs.ts';
import type { SettingsStore } from '../../electron/host/settings/settings-store.ts';
import { systemPacer } from '../../electron/host/transport/pump.ts';
import { noShell } from '../../electron/host/web/no-shell.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { type FileLayer, nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import { memorySettings, tempFolder } from './helpers.ts';

export interface TestHost {
  readonly host: Host;
  readonly engine: Engine;
  readonly data: DataFolder;
  readonly settings: SettingsStore;
  /** The person's folder, trusted unless the test says otherwise. */
  readonly folder: string;
  write(name: string, text: string): string;
  /** The answer; a refused request fails the test. */
  ask<K extends RequestName>(name: K, parameters: RequestParameters<K>): Promise<RequestAnswer<K>>;
  refused<K extends RequestName>(name: K, parameters: RequestParameters<K>): Promise<ErrorBody>;
  /** Everything that a subscription hears. */
  listen<K extends SubscriptionName>(
    name: K,
    parameters: SubscriptionParameters<K>,
  ): { readonly events: SubscriptionEvent<K>[]; end(): void };
}

/** A host over a real engine in an empty folder. `at`: the folder of an earlier one, as after a restart. */
export function openTestHost(
  options: {
    readonly trusted?: boolean;
    readonly at?: string;
    readonly log?: (line: string) => void;
    readonly files?: FileLayer;
  } = {},
): TestHost {
  const base = options.at ?? tempFolder();
  const folder = path.join(base, 'work');
  mkdirSync(folder, { recursive: true });
  const log = options.log ?? (() => undefined);
  const files = options.files ?? nodeFileLayer;
  const data = new DataFolder(path.join(base, 'data'), { files, now: Date.now });
  const compilations = new CompileCache([]);
  const engine = createEngine({
    compiled: (file, text) => compilations.find(file, text),
    data,
    files,
    tools: builtinTools,
    clock: systemClock,
    random: Math.random,
    newId: () => ulid().toLowerCase(),
    env: { PATH: process.env['PATH'] ?? '', API_KEY: 'a-very-secret-value' },
    settings: { allowedEnv: [], writableFolders: [], python: 'python3', maxOutputBytes: 1 << 20 },
    log,
  });
  const settings = memorySettings(options.trusted === false ? {} : { trustedFolders: [folder] });
  const heavy = createHeavyWork(createHeavyJobs(builtinTools), null);
  const identity = {
    version: '1.2.3',
    host: 'browser',
    platform: 'test',
    examplesFolder: null,
    openAtStart: null,
  } as const;
  const host = createHost({
    engine,
    data,
    settings,
    heavy,
    identity,
    shell: noShell,
    env: new Map(),
    compilations,
    pacer: systemPacer,
    languageSchema: () => ({}),
    log,
  });
  onTestFinished(async () => {
    await cancelRuns(engine, log);
    await host.close();
  });
  return {
    host,
    engine,
    data,
    settings,
    folder,
    write: (name, text) => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    async ask<K extends RequestName>(name: K, parameters: RequestParameters<K>) {
      const reply = await host.request(name, parameters);
      if (!reply.ok) throw new Error(`${name}: ${reply.error.code}: ${reply.error.message}`);
      return reply.value as RequestAnswer<K>;
    },
    async refused(name, parameters) {
      const reply = await host.request(name, parameters);
      if (reply.ok) throw new Error(`${name} was not refused: ${JSON.stringify(reply.value)}`);
      return reply.error;
    },
    listen<K extends SubscriptionName>(name: K, parameters: SubscriptionParameters<K>) {
      const events: SubscriptionEvent<K>[] = [];
      const end = host.subscribe(name, parameters, {
        send: async (event) => {
          if (event.ok) events.push(event.value as SubscriptionEvent<K>);
          else log(`${name}: ${event.error.message}`);
        },
      });
      onTestFinished(end);
      return { events, end };
    },
  };
}

/** Waits until the run has left this process. */
export async function untilDone({ engine }: Pick<TestHost, 'engine'>, run: string): Promise<void> {
  await engine.handle(run)?.done;
}
