import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { OpenedPipeline } from '../../../shared/api/answers.ts';
import type { RequestParameters } from '../../../shared/api/studio-api.ts';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import { replaceFile } from '../../storage/files/atomic-file.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import type { HostDeps } from '../deps.ts';
import { snapshotText } from '../runs/run-snapshot.ts';
import { forgetFile, rememberFile } from '../settings/settings-store.ts';
import type { Trust } from '../settings/trust.ts';
import type { AreaHandlers } from '../transport/wire.ts';

const MAX_FILE_BYTES = 6 * 1024 * 1024;

/** A window may read and write pipeline files, not any file: what it cannot reach, a hostile page cannot either. */
export function pipelinePath(named: string): string {
  const resolved = path.resolve(named);
  if (/\.ya?ml$/i.test(resolved)) return resolved;
  throw new StepglassError(
    'invalid_input',
    'not_a_pipeline_file',
    `${resolved} is not a pipeline file: its name must end in .yaml or .yml.`,
    { details: { file: resolved } },
  );
}

/** Pipeline files as windows see them: read, compiled, and with a version to base an edit on. */
export class PipelineFiles {
  readonly #deps: Pick<HostDeps, 'heavy' | 'compilations'>;
  readonly #trust: Trust;

  constructor(deps: Pick<HostDeps, 'heavy' | 'compilations'>, trust: Trust) {
    this.#deps = deps;
    this.#trust = trust;
  }

  /** Throws `file_not_found`, `file_not_readable`, `file_too_large`, `not_a_pipeline_file`. */
  async readText(named: string): Promise<string> {
    const file = pipelinePath(named);
    try {
      if ((await stat(file)).size > MAX_FILE_BYTES) throw tooLarge(file);
      return await readFile(file, 'utf8');
    } catch (error) {
      throw unreadable(file, error);
    }
  }

  async open(named: string): Promise<OpenedPipeline> {
    return this.compile(named, await this.readText(named));
  }

  async compile(named: string, text: string): Promise<OpenedPipeline> {
    const file = pipelinePath(named);
    const { pipeline, diagnostics, outline } = await this.#deps.compilations.compile(this.#deps.heavy, {
      file,
      text,
    });
    return {
      path: file,
      text,
      version: versionOf(text),
      pipeline,
      diagnostics,
      outline,
      trusted: this.#trust.isTrusted(file),
    };
  }

  async save({ path: named, text, baseVersion }: RequestParameters<'pipelines:save'>): Promise<OpenedPipeline> {
    const file = pipelinePath(named);
    const found = await this.#versionOnDisk(file);
    if (found !== baseVersion) throw changed(file, found);
    await replaceFile(nodeFileLayer, file, text);
    return this.compile(file, text);
  }

  async #versionOnDisk(file: string): Promise<string | null> {
    try {
      return versionOf(await this.readText(file));
    } catch (error) {
      if (error instanceof StepglassError && error.code === 'file_not_found') return null;
      throw error;
    }
  }
}

export function pipelineHandlers(deps: HostDeps, files: PipelineFiles, trust: Trust): AreaHandlers<'pipelines'> {
  return {
    'pipelines:pick': () => deps.shell.pickPipeline(),
    'pipelines:open': async ({ path: named }) => {
      const opened = await files.open(named);
      await rememberFile(deps.settings, opened.path);
      return opened;
    },
    'pipelines:text': async ({ path: named, run }) => ({
      text:
        run === null ? await files.readText(named) : snapshotText(deps, deps.data.resolve(run), pipelinePath(named)),
    }),
    'pipelines:compile': ({ path: named, text }) => files.compile(named, text),
    'pipelines:save': (parameters) => files.save(parameters),
    'pipelines:trust': async ({ path: named }) => {
      await trust.give(pipelinePath(named));
      return null;
    },
    'pipelines:forget': async ({ path: named }) => {
      await forgetFile(deps.settings, path.resolve(named));
      return null;
    },
  };
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function tooLarge(file: string): StepglassError {
  return new StepglassError(
    'invalid_input',
    'file_too_large',
    `${file} is larger than 6 MiB; a pipeline may be at most 5 MiB.`,
    { details: { file } },
  );
}

function unreadable(file: string, error: unknown): StepglassError {
  if (error instanceof StepglassError) return error;
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const code = isMissing ? 'file_not_found' : 'file_not_readable';
  const why = isMissing ? 'there is no such file' : describeThrown(error);
  return new StepglassError('invalid_input', code, `The pipeline ${file} cannot be opened: ${why}.`, {
    details: { file },
    cause: error,
  });
}

function changed(file: string, found: string | null): StepglassError {
  const what = found === null ? 'is no longer there' : 'was changed by another program since it was opened here';
  return new StepglassError(
    'illegal_state',
    'file_changed',
    `${file} was not saved: it ${what}. Compare both, then save again.`,
    { details: { file, version: found } },
  );
}
