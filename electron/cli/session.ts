import { type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { StepglassError } from '../../shared/errors.ts';
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
    const chosen = path.resolve(io.cwd, checkedDataDir(dataDir) ?? defaultDataPath(io.env, io.platform));
    checkDataFolder(chosen);
    return new DataFolder(chosen, { files: nodeFileLayer, now: io.now });
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

/** An unset variable in a script must not put the runs into the folder that it happens to stand in. */
function checkedDataDir(dataDir: string | undefined): string | undefined {
  if (dataDir?.trim() !== '') return dataDir;
  throw new StepglassError('invalid_input', 'bad_data_folder', '--data-dir is empty; expected the path of a folder.');
}

/** A folder that is not there yet is made when the first run is; what is there may be no file. */
function checkDataFolder(folder: string): void {
  let at = folder;
  while (statOf(at) === null && path.dirname(at) !== at) at = path.dirname(at);
  if (statOf(at)?.isFile() !== true) return;
  throw new StepglassError(
    'invalid_input',
    'bad_data_folder',
    `there can be no data folder ${folder}: ${at} is a file; name another one with --data-dir or $STEPGLASS_DATA.`,
    { details: { folder } },
  );
}

/** Null: it is not there, or nothing can be told of it; whoever needs it then says so. */
function statOf(file: string): Stats | null {
  try {
    return statSync(file);
  } catch {
    return null;
  }
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
