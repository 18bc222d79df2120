import path from 'node:path';
import type { JsonObject } from '../../shared/json.ts';
import type { Compiled } from '../compiler/compile.ts';
import type { Engine, EngineDeps } from '../execution/api.ts';
import type { DataFolder } from '../storage/data-folder.ts';
import type { CliIo } from './io.ts';
import { safeLine } from './terminal/safe-text.ts';

export interface Session {
  readonly data: DataFolder;
  readonly engine: Engine;
}

/** What a command may use. Everything is loaded when it is first asked for: `--help` must not wait for the engine. */
export interface Library {
  openData(): Promise<DataFolder>;
  /** `parts`: what a host passes on to its engine. Those of the first call hold. */
  openSession(parts?: Pick<EngineDeps, 'compiled'>): Promise<Session>;
  /** `kept`: what it includes, by the path that it is read by; default: what is on the disk. */
  compile(
    text: string,
    file: string,
    kept?: ReadonlyMap<string, string>,
  ): Promise<Pick<Compiled, 'pipeline' | 'diagnostics' | 'files'>>;
  schema(): Promise<JsonObject>;
}

/** `dataDir`: what `--data-dir` says; undefined: `$STEPGLASS_DATA`, else the platform's folder. */
export function createLibrary(io: CliIo, dataDir: string | undefined): Library {
  const openData = once(async () => {
    const [{ DataFolder, defaultDataPath }, { nodeFileLayer }] = await Promise.all([
      import('../storage/data-folder.ts'),
      import('../storage/files/file-layer.ts'),
    ]);
    const chosen = dataDir ?? defaultDataPath(io.env, io.platform);
    return new DataFolder(path.resolve(io.cwd, chosen), { files: nodeFileLayer, now: io.now });
  });
  return {
    openData,
    openSession: once(async (parts: Pick<EngineDeps, 'compiled'> = {}) => openEngine(io, await openData(), parts)),
    async compile(text, file, kept) {
      const [{ compilePipeline }, { builtinTools }] = await Promise.all([
        import('../compiler/compile.ts'),
        import('../tools/registry.ts'),
      ]);
      const { readEngineSettings } = await import('./engine-settings.ts');
      const { allowedEnv } = readEngineSettings((await openData()).path);
      const { readPipelineFile } = await import('../compiler/read-file.ts');
      const readFile = (name: string): string | Uint8Array =>
        kept?.get(name) ?? readPipelineFile(path.resolve(io.cwd, name));
      return compilePipeline({ text, file, tools: builtinTools, envNames: allowedEnv, readFile });
    },
    async schema() {
      const [{ pipelineJsonSchema }, { builtinTools }] = await Promise.all([
        import('../compiler/json-schema.ts'),
        import('../tools/registry.ts'),
      ]);
      return pipelineJsonSchema(builtinTools);
    },
  };
}

async function openEngine(io: CliIo, data: DataFolder, parts: Pick<EngineDeps, 'compiled'>): Promise<Session> {
  const [{ createEngine }, { systemClock }, { builtinTools }, { readEngineSettings }, { ulid }] = await Promise.all([
    import('../execution/engine.ts'),
    import('../execution/clock.ts'),
    import('../tools/registry.ts'),
    import('./engine-settings.ts'),
    import('ulid'),
  ]);
  const engine = createEngine({
    data,
    tools: builtinTools,
    clock: systemClock,
    random: Math.random,
    newId: () => ulid().toLowerCase(),
    env: definedOnly(io.env),
    settings: readEngineSettings(data.path),
    ...parts,
    ...(io.runScript === undefined ? {} : { runScript: io.runScript }),
    // What a person needs to know comes as facts and errors; this is for finding faults of ours.
    log: (line) => {
      if (io.env['STEPGLASS_DEBUG']) io.stderr.line(safeLine(line));
    },
  });
  return { data, engine };
}

function definedOnly(env: CliIo['env']): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function once<A extends readonly unknown[], T>(make: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let made: Promise<T> | null = null;
  return (...args) => {
    made ??= make(...args);
    return made;
  };
}
