import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { describeThrown, StepglassError } from '../../shared/errors.ts';
import type { EngineSettings } from '../execution/api.ts';

/** The part of `<data>/settings.json` that the engine goes by; other names in the file belong to the app. */
const settingsSchema = z.object({
  allowedEnv: z.array(z.string()).default([]),
  writableFolders: z
    .array(z.string().refine((folder) => path.isAbsolute(folder), 'must be an absolute path'))
    .default([]),
  python: z.string().min(1).default('python3'),
  maxOutputBytes: z
    .int()
    .min(1024)
    .default(1024 * 1024),
  cancelGraceMs: z.int().min(0).default(5000),
  allowTracing: z.boolean().default(false),
});

/** Settings of the engine from `<data>/settings.json`; defaults where there is no file or no entry. Throws `invalid_input` `bad_settings`. */
export function readEngineSettings(dataPath: string): EngineSettings {
  const file = path.join(dataPath, 'settings.json');
  const parsed = settingsSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw badSettings(file, problems.join('; '));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return {};
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') throw unreadable(file, error);
    throw badSettings(file, describeThrown(error), error);
  }
}

function unreadable(file: string, cause: unknown): StepglassError {
  return new StepglassError(
    'invalid_input',
    'bad_settings',
    `the settings in ${file} may not be read (permissions). Mend the mode of the file and of its folder, or name another data folder with --data-dir or $STEPGLASS_DATA.`,
    { details: { file }, cause },
  );
}

function badSettings(file: string, why: string, cause?: unknown): StepglassError {
  return new StepglassError(
    'invalid_input',
    'bad_settings',
    `The settings in ${file} cannot be used: ${why}. Mend the file, or move it away.`,
    { details: { file }, cause },
  );
}
