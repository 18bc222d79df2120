import path from 'node:path';
import { type Breakpoint, describeBreakpoint, isSamePlace, type KeptBreakpoint } from '../../../shared/breakpoint.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { type CommandContext, JSON_OPTION, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { collect } from '../options/assignments.ts';
import { parseBreakpoint } from '../options/break-options.ts';
import { readNamedFile } from '../options/read-file.ts';
import { safeLine } from '../terminal/safe-text.ts';

interface BreakpointsOptions {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly clear?: boolean;
  readonly forgetDamaged?: boolean;
  readonly json?: boolean;
}

type Row = KeptBreakpoint & { readonly problem: string | null };

export const registerBreakpoints: RegisterCommand = (program, context) => {
  program
    .command('breakpoints')
    .description('the breakpoints that are kept for a pipeline file, in the window too')
    .argument('<file>', 'the pipeline file')
    .option(
      '--add <where>',
      "keep one more, as `run --break` takes it: `step`, `after:step`, `error:step`, 'load if rows > 5' (repeatable)",
      collect,
    )
    .option('--remove <where>', 'keep that one no longer: `step`, `after:step`, `error:step` (repeatable)', collect)
    .option('--clear', 'keep none')
    .option('--forget-damaged', 'forget those that cannot be read')
    .option(...JSON_OPTION)
    .action(context.action((file: string, options: BreakpointsOptions) => breakpoints(context, file, options)));
};

async function breakpoints(context: CommandContext, named: string, options: BreakpointsOptions): Promise<ExitCode> {
  const { io, library } = context;
  const file = path.resolve(io.cwd, named);
  const { pipeline } = await library().compile(readNamedFile(named, io.cwd), file);
  const problemOf = await problems(pipeline);
  const added = (options.add ?? []).map((text) => ({ ...parseBreakpoint('--add', text), enabled: true }));
  for (const each of added) {
    const problem = problemOf(each);
    if (problem !== null) throw problem;
  }
  const removed = (options.remove ?? []).map((text) => parseBreakpoint('--remove', text));
  const { breakpoints: store } = await library().openData();
  for (const each of removed) checkKept(each, store.of(file));
  if (options.clear === true) await store.clear(file);
  else if (options.forgetDamaged === true) await store.forgetDamaged(file);
  await store.remove(file, removed);
  for (const each of added) await store.put(file, each);
  const rows = store.of(file).map((each): Row => ({ ...each, problem: problemOf(each)?.message ?? null }));
  if (options.json === true) printJson(io, rows);
  else for (const line of linesOf(rows)) io.stdout.line(line);
  return EXIT.completed;
}

function checkKept(place: Breakpoint, kept: readonly KeptBreakpoint[]): void {
  if (kept.some((each) => isSamePlace(each, place))) return;
  const all = kept.length === 0 ? 'none is kept' : `kept are ${kept.map(describeBreakpoint).join(', ')}`;
  const message = `no breakpoint ${describeBreakpoint(place)} is kept for this file; ${all}`;
  throw new StepglassError('invalid_input', 'unknown_breakpoint', message, { details: { step: place.step } });
}

/** Null for a file with errors: then nothing can be said of its steps. */
async function problems(pipeline: Pipeline | null): Promise<(breakpoint: KeptBreakpoint) => StepglassError | null> {
  const { breakpointProblem } = await import('../../execution/people/breakpoints.ts');
  return (breakpoint) => (pipeline === null ? null : breakpointProblem(pipeline, breakpoint));
}

function linesOf(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No breakpoints are kept for this file: --add STEP keeps one.'];
  return rows.map((row) => {
    const note = row.problem !== null ? `  (${row.problem})` : row.enabled ? '' : '  (off)';
    return safeLine(`${row.enabled && row.problem === null ? '●' : '○'} ${describeBreakpoint(row)}${note}`);
  });
}
