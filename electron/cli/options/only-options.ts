import path from 'node:path';
import { type Command, Option } from 'commander';
import { StepglassError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import type { StepRequest } from '../../execution/api.ts';
import type { CliIo } from '../io.ts';
import { collect, inputValues, parseJsonObject, untypedValues } from './assignments.ts';
import { type EditOptions, editsOf } from './edit-options.ts';
import { readNamedJson } from './read-file.ts';

/** What goes with `--only STEP`: one step alone, over what is given, pinned or recorded. */
export interface OnlyOptions extends EditOptions {
  readonly only?: string;
  readonly fromRun?: string;
  readonly given?: readonly string[];
  readonly givenFile?: string;
  readonly inputsFile?: string;
  readonly until?: string;
  readonly workdir?: string;
  readonly maxParallel?: number;
  readonly pins?: boolean;
}

export const NO_PINS_OPTION = ['--no-pins', 'run all steps, also those whose result is pinned'] as const;

export function addOnlyOptions(command: Command): Command {
  return command
    .option('--only <step>', 'run this step alone, with recorded, pinned or given results of what it reads')
    .option(
      '--from-run <run>',
      'with --only: the run to take inputs and results from (default: the newest that has them)',
    )
    .option('--given <step=json>', 'with --only: a result of a step that it reads (repeatable)', collect)
    .option('--given-file <file>', 'with --only: such results as a JSON object; `-` reads standard input');
}

/** Edits are options of their own for commands that have none yet. */
export function addOnlyEdits(command: Command): Command {
  return command
    .addOption(
      new Option('--var <name=value>', 'with --only: a value for a run variable (repeatable)').argParser(collect),
    )
    .addOption(
      new Option(
        '--param <step.name=value>',
        'with --only: a value for a parameter of the step (repeatable)',
      ).argParser(collect),
    );
}

/** The request of `--only`; null: all steps are meant. Throws `invalid_input` `usage` for options that go with the other. */
export function onlyRequest(
  io: CliIo,
  definition: { readonly file: string; readonly text: string },
  options: OnlyOptions,
): StepRequest | null {
  const { only, fromRun, until, workdir, maxParallel } = options;
  if (only === undefined) {
    const alone = ['fromRun', 'given', 'givenFile', 'var', 'param'] as const;
    const found = alone.find((name) => options[name] !== undefined);
    if (found === undefined) return null;
    throw usage(`--${dashed(found)} goes with --only STEP, which says which step is to run.`);
  }
  if (until !== undefined) throw usage('--only runs one step, --until all up to one: give one of them.');
  const inputsFile = options.inputsFile === undefined ? null : readNamedJson(options.inputsFile, io.cwd);
  return {
    ...editsOf(options),
    step: only,
    definition,
    inputs: inputValues(options.input ?? [], inputsFile),
    given: givenResults(io, options),
    ...(fromRun === undefined ? {} : { run: fromRun }),
    ...(workdir === undefined ? {} : { workdir: path.resolve(io.cwd, workdir) }),
    ...(maxParallel === undefined ? {} : { maxParallel }),
    ...ignorePins(options),
  };
}

export function ignorePins({ pins }: { readonly pins?: boolean }): { readonly ignorePins?: true } {
  return pins === false ? { ignorePins: true } : {};
}

/** Those of the file, then those of `--given`, which win. */
function givenResults(io: CliIo, { given = [], givenFile }: OnlyOptions): { readonly [step: string]: Json } {
  const fromFile = givenFile === undefined ? {} : parseJsonObject(readNamedJson(givenFile, io.cwd));
  return { ...fromFile, ...untypedValues('--given', given) };
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function usage(message: string): StepglassError {
  return new StepglassError('invalid_input', 'usage', message);
}
