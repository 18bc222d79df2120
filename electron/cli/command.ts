import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import type { Library } from './session.ts';
import { safeJson } from './terminal/safe-text.ts';

/** What every command gets. */
export interface CommandContext {
  readonly io: CliIo;
  /** To be asked for inside of an action: global options are known only then. */
  library(): Library;
  /** Wraps an action whose result is the exit code of the program. */
  action<A extends readonly unknown[]>(run: (...args: A) => Promise<ExitCode>): (...args: A) => Promise<void>;
}

/** Adds one command to the program. One file per command, in `commands/`. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

export interface JsonOption {
  readonly json?: boolean;
}

export const JSON_OPTION = ['--json', 'print one JSON document on stdout and nothing else'] as const;

export const NO_ASK_OPTION = [
  '--no-ask',
  'do not ask at the terminal: a run that waits for a person ends here, and `answer` goes on with it',
] as const;

export function printJson(io: CliIo, value: unknown): void {
  io.stdout.line(safeJson(JSON.stringify(value, null, 2)));
}
