import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseExactJson } from '../../../shared/exact-json.ts';
import { isJsonObject, type JsonObject } from '../../../shared/json.ts';
import { failed, failure, success, toolError } from '../failure.ts';
import { readBytes } from '../files/contents.ts';
import { objectOf, shorten, textOf } from '../parameters.ts';
import { lastLines, returnCodeOf } from '../terminal.ts';
import {
  type Action,
  type ProcessResult,
  type ToolContext,
  type ToolError,
  ToolFailure,
  type ToolOutcome,
} from '../tool.ts';

/** A value goes into the run's records whole; more than this belongs into a file. */
const MAX_VALUE_BYTES = 64 * 1024 * 1024;

export interface Language {
  /** For messages: `Python`. */
  readonly name: string;
  readonly codeFile: string;
  readonly runnerFile: string;
  readonly runner: string;
  /** Starts the runner on the folder that holds the code. */
  readonly start: (runner: string, folder: string, context: ToolContext) => Promise<ProcessResult>;
}

export const codeAction: Pick<Action, 'parameters' | 'result' | 'effects' | 'aliases'> = {
  aliases: ['run'],
  parameters: {
    code: {
      type: 'string',
      required: true,
      description: 'The program. Its value is its variable `result`, or else its last expression.',
    },
    inputs: {
      type: 'object',
      description: 'Values for the program: as `inputs`, and each under its own name.',
      aliases: ['variables', 'args'],
    },
  },
  result: {
    type: 'object',
    properties: {
      stdout: { type: 'string', required: true },
      stderr: { type: 'string', required: true },
      return_code: { type: 'integer', required: true },
      value: { type: 'any', required: true, description: 'Null where the program gives none.' },
    },
    additionalProperties: false,
  },
  effects: 'external',
};

/** Runs a step's code in a child process and reads its value, or what went wrong in which line of it. */
export async function executeCode(
  language: Language,
  parameters: JsonObject,
  context: ToolContext,
): Promise<ToolOutcome> {
  const code = textOf(parameters, 'code');
  await mkdir(context.tempDir, { recursive: true });
  const folder = await mkdtemp(path.join(context.tempDir, 'code-'));
  try {
    const runner = path.join(folder, language.runnerFile);
    await writeFile(runner, language.runner);
    await writeFile(path.join(folder, language.codeFile), code);
    await writeFile(path.join(folder, 'inputs.json'), JSON.stringify(objectOf(parameters, 'inputs')));
    const ended = await language.start(runner, folder, context);
    return await judge(language, folder, ended);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function judge(language: Language, folder: string, ended: ProcessResult): Promise<ToolOutcome> {
  const { stdout, stderr } = ended;
  const returnCode = returnCodeOf(ended);
  const result = { stdout, stderr, return_code: returnCode, value: null };
  if (returnCode !== 0) return failed(describeFailure(language, await readLeft(folder, 'error.json'), ended), result);
  const left = await readLeft(folder, 'value.json');
  return success({ ...result, value: left?.['value'] ?? null });
}

/** What the runner left; undefined if it left nothing, as after `os._exit(0)`. */
async function readLeft(folder: string, name: string): Promise<JsonObject | undefined> {
  try {
    const bytes = await readBytes(path.join(folder, name), 'the value of the code', MAX_VALUE_BYTES);
    const left = parseExactJson(bytes.toString('utf8'));
    return isJsonObject(left) ? left : undefined;
  } catch (thrown) {
    if (thrown instanceof ToolFailure && thrown.error.code === 'file_not_found') return undefined;
    throw thrown;
  }
}

const NO_FUNCTION =
  'The code is a program, not the body of a function: put its value into `result`, or write it as the last line.';

function describeFailure(language: Language, left: JsonObject | undefined, ended: ProcessResult): ToolError {
  const details = { return_code: returnCodeOf(ended), signal: ended.signal };
  if (left === undefined) {
    const how =
      ended.signal === null ? `ended with code ${details.return_code}` : `was ended by the signal ${ended.signal}`;
    const said = lastLines(ended.stderr);
    return toolError('execution/code_failed', `the ${language.name} code ${how}${said === '' ? '' : `: ${said}`}`, {
      details,
    });
  }
  const { kind, type, message, line } = left;
  const text = shorten(String(message), 1000);
  if (kind === 'value') {
    return toolError(
      'execution/value_not_json',
      `the value of the ${language.name} code holds ${text}, which JSON cannot hold`,
      {
        hint: 'Put texts, numbers, lists and maps into `result`.',
        details,
      },
    );
  }
  const where = typeof line === 'number' ? ` in line ${line} of the code` : '';
  return toolError('execution/code_failed', `${String(type)}${where}: ${text}`, {
    details: { ...details, type: type ?? null, line: line ?? null },
    ...(type === 'SyntaxError' && /\breturn\b/.test(text) ? { hint: NO_FUNCTION } : {}),
  });
}

/** For starters that cannot find their interpreter. */
export function interpreterMissing(what: string, hint: string): Error {
  return failure('configuration/interpreter_missing', what, { hint });
}
