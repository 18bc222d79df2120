import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import type { JsonObject } from '../../shared/json.ts';
import { failed, failure, success, toolError } from './failure.ts';
import { doing } from './files/file-errors.ts';
import { locate, quote } from './files/places.ts';
import { asText, objectOf, optionalText, shorten, textOf } from './parameters.ts';
import type { ProcessRequest, ProcessResult, Tool, ToolContext, ToolError, ToolOutcome } from './tool.ts';

export const terminal: Tool = {
  name: 'terminal',
  version: '1',
  description: 'Runs commands of the operating system.',
  defaultAction: 'execute',
  actions: {
    execute: {
      description:
        'Runs `command` in the platform shell (`/bin/sh`, on Windows `cmd.exe`). Fails on a return code other than 0.',
      aliases: ['run'],
      parameters: {
        command: { type: 'string', required: true, minLength: 1, description: 'A command line.' },
        working_dir: {
          type: 'string',
          description: 'Where it runs. Default: the working directory of the run.',
          aliases: ['cwd', 'workdir'],
        },
        env: { type: 'object', description: 'Variables of the environment, added to those of the run.' },
        stdin: { type: 'string', description: 'Text that the command reads from its standard input.' },
      },
      result: {
        type: 'object',
        properties: {
          command: { type: 'string', required: true },
          return_code: {
            type: 'integer',
            required: true,
            description: '128 + the number of the signal that ended it.',
          },
          stdout: { type: 'string', required: true },
          stderr: { type: 'string', required: true },
          elapsed_ms: { type: 'number', required: true },
        },
        additionalProperties: false,
      },
      effects: 'external',
      run: execute,
    },
  },
};

async function execute(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const command = textOf(parameters, 'command');
  if (command.includes('\0')) throw failure('validation/invalid_parameter', 'the parameter `command` holds a NUL byte');
  const stdin = optionalText(parameters, 'stdin');
  const ended = await context.spawn({
    ...shellFor(command, process.platform, context.env['ComSpec']),
    cwd: await folderOf(optionalText(parameters, 'working_dir') ?? '.', context.workdir),
    env: environment(context, objectOf(parameters, 'env')),
    ...(stdin === undefined ? {} : { stdin }),
  });
  const returnCode = returnCodeOf(ended);
  const { stdout, stderr, elapsedMs } = ended;
  const result = { command, return_code: returnCode, stdout, stderr, elapsed_ms: elapsedMs };
  return returnCode === 0 ? success(result) : failed(describeEnd(command, returnCode, ended), result);
}

/** Checked here: a shell that is started in a folder that is not there reports that the shell is missing. */
async function folderOf(given: string, workdir: string): Promise<string> {
  const folder = locate(given, workdir);
  const shown = given === '.' ? `the working directory of the run, ${quote(folder)}` : quote(given);
  const stats = await doing(`cannot run in ${shown}`, () => stat(folder));
  if (stats.isDirectory()) return folder;
  throw failure('validation/not_a_folder', `cannot run in ${shown}: it is not a folder`);
}

/** What starts the platform's shell with one command line. */
export function shellFor(
  command: string,
  platform: NodeJS.Platform,
  comSpec = 'cmd.exe',
): Pick<ProcessRequest, 'command' | 'args' | 'windowsVerbatimArguments'> {
  if (platform !== 'win32') return { command: '/bin/sh', args: ['-c', command] };
  // The outer quotes are cmd's own: `/s` takes away the first and the last one and leaves the rest as it is.
  return { command: comSpec, args: ['/d', '/s', '/c', `"${command}"`], windowsVerbatimArguments: true };
}

/** The run's environment with `added` on top; the marker that finds survivors cannot be overwritten. */
export function environment(context: ToolContext, added: JsonObject): { readonly [name: string]: string } {
  const entries = Object.entries(added).map(([name, value]) => {
    const text = value === null ? '' : asText(value);
    if (name === '' || /[=\0]/.test(name) || text.includes('\0')) {
      throw failure(
        'validation/invalid_parameter',
        `\`env\`: ${JSON.stringify(shorten(name))} is no variable that an environment can hold`,
      );
    }
    return [name, text] as const;
  });
  const marker = context.env['STEPGLASS_ATTEMPT'];
  const own = Object.fromEntries(entries);
  return { ...context.env, ...own, ...(marker === undefined ? {} : { STEPGLASS_ATTEMPT: marker }) };
}

/** As shells report it: 128 + the signal's number for a process that a signal ended. */
export function returnCodeOf({ exitCode, signal }: Pick<ProcessResult, 'exitCode' | 'signal'>): number {
  if (exitCode !== null) return exitCode;
  const numbers = new Map<string, number>(Object.entries(constants.signals));
  return 128 + (numbers.get(signal ?? '') ?? 0);
}

/** The last lines of what a process said, for messages. */
export function lastLines(text: string, count = 5): string {
  const lines = text.trimEnd().split(/\r?\n/);
  return lines
    .slice(-count)
    .map((line) => shorten(line, 300))
    .join('\n');
}

function describeEnd(command: string, returnCode: number, { signal, stdout, stderr }: ProcessResult): ToolError {
  const how = signal === null ? `ended with code ${returnCode}` : `was ended by the signal ${signal}`;
  const said = lastLines(stderr) || lastLines(stdout);
  const hint = HINTS.get(returnCode);
  return toolError(
    'execution/command_failed',
    `the command \`${shorten(command.trim().split('\n')[0] ?? '')}\` ${how}${said === '' ? ' and said nothing' : `: ${said}`}`,
    { ...(hint === undefined ? {} : { hint }), details: { return_code: returnCode, signal } },
  );
}

const HINTS = new Map([
  [126, 'The shell found the program but may not execute it: check its permissions (chmod +x).'],
  [127, 'The shell did not find a program of that name: check the spelling, install it, or extend PATH with `env`.'],
]);
