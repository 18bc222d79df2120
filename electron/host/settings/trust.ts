import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { toolUses } from '../../../shared/tool-uses.ts';
import { type SettingsStore, trustedFolders, trustFolder } from './settings-store.ts';

/**
 * A pipeline file is a program: the first run from a folder that nobody has trusted is refused, naming the tools it
 * would use. Trust is given to the file's folder and holds for what lies below it.
 */
export interface Trust {
  isTrusted(file: string): boolean;
  give(file: string): Promise<void>;
  /** Throws `not_trusted` before anything runs. */
  require(file: string, pipeline: Pipeline | null): void;
}

/** `always`: folders that came with the app. */
export function createTrust(store: SettingsStore, always: readonly string[]): Trust {
  const isTrusted = (file: string): boolean => {
    const resolved = path.resolve(file);
    return [...always, ...trustedFolders(store)].some((folder) => resolved.startsWith(withSeparator(folder)));
  };
  return {
    isTrusted,
    give: (file) => trustFolder(store, path.dirname(path.resolve(file))),
    require: (file, pipeline) => {
      if (!isTrusted(file)) throw notTrusted(file, pipeline);
    },
  };
}

function notTrusted(file: string, pipeline: Pipeline | null): StepglassError {
  const folder = path.dirname(path.resolve(file));
  const used = (pipeline === null ? [] : toolUses(pipeline)).map(({ tool, action }) =>
    tool === action ? tool : `${tool}.${action}`,
  );
  const tools = [...new Set(used)].sort();
  const message = `Nothing was run: the folder ${folder} is not trusted yet, and a pipeline is a program. It uses: ${tools.join(', ') || 'unknown tools'}. Trust the folder to run it.`;
  return new StepglassError('illegal_state', 'not_trusted', message, { details: { folder, file, tools } });
}

function withSeparator(folder: string): string {
  const resolved = path.resolve(folder);
  return resolved.endsWith(path.sep) ? resolved : resolved + path.sep;
}
