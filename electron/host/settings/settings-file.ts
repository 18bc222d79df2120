import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { replaceFile } from '../../storage/files/atomic-file.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import type { SettingsStore } from './settings-store.ts';

/** Settings in one JSON file, read again at each use: the desktop app writes the same file. */
export function openSettingsFile(file: string): SettingsStore {
  let last = Promise.resolve();
  const change = async (name: string, value: Json): Promise<void> => {
    await mkdir(path.dirname(file), { recursive: true });
    await replaceFile(nodeFileLayer, file, `${JSON.stringify({ ...readAll(file), [name]: value }, null, 2)}\n`);
  };
  return {
    get: (name) => readAll(file)[name],
    set: (name, value) => {
      const done = last.then(() => change(name, value));
      // One after the other; a change that failed is told to its own caller and does not stop later ones.
      last = done.catch(() => undefined);
      return done;
    },
  };
}

function readAll(file: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJsonObject(parsed)) return parsed;
  } catch (error) {
    throw unreadable(file, describeThrown(error), error);
  }
  throw unreadable(file, 'it holds no JSON object');
}

function unreadable(file: string, why: string, cause?: unknown): StepglassError {
  return new StepglassError(
    'storage_failure',
    'settings_damaged',
    `The settings in ${file} cannot be read: ${why}. Mend the file or move it away; then the defaults hold.`,
    { details: { file }, cause },
  );
}
