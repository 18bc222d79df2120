import type { ComparedStep, RunComparison } from '../../../shared/compare/compare-runs.ts';
import { compareRuns } from '../../../shared/compare/compare-runs.ts';
import type { Difference } from '../../../shared/compare/json-difference.ts';
import { differencesOf } from '../../../shared/compare/json-difference.ts';
import type { StoredValue } from '../../../shared/facts.ts';
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { comparisonLines } from '../format/comparison-lines.ts';
import { type LoadedRun, loadRun } from '../runs/load-run.ts';

/** What is compared in two runs, with every difference of values spelled out. */
export interface ComparisonDocument {
  readonly a: string;
  readonly b: string;
  /** The step that differed first in time. */
  readonly first: string | null;
  readonly durations: RunComparison['durations'];
  readonly steps: readonly (Omit<ComparedStep, 'a' | 'b'> & {
    readonly a: StepEnd | null;
    readonly b: StepEnd | null;
    readonly differences: readonly ValueDifference[];
  })[];
  /** Inputs, variables and outputs that differ. */
  readonly values: readonly ValueDifference[];
}

interface StepEnd {
  readonly status: string;
  readonly duration_ms: number | null;
  readonly attempts: number;
  readonly error: string | null;
}

export interface ValueDifference {
  /** `input month`, `result`. */
  readonly of: string;
  readonly found: readonly Difference[];
  readonly isCut: boolean;
}

export const registerCompare: RegisterCommand = (program, context) => {
  program
    .command('compare')
    .description('say where two runs differ: steps, durations, values')
    .argument('<a>', 'the id of a run, or the beginning of it')
    .argument('<b>', 'the id of another run')
    .option(...JSON_OPTION)
    .action(context.action((a: string, b: string, options: JsonOption) => compare(context, [a, b], options)));
};

async function compare(
  { io, library }: CommandContext,
  [first, second]: readonly [string, string],
  { json }: JsonOption,
): Promise<ExitCode> {
  const data = await library().openData();
  const document = compareLoaded(await loadRun(data, first), await loadRun(data, second));
  if (json === true) printJson(io, document);
  else for (const line of comparisonLines(document, io.stdout)) io.stdout.line(line);
  return EXIT.completed;
}

function compareLoaded(a: LoadedRun, b: LoadedRun): ComparisonDocument {
  const { steps, values, first, durations } = compareRuns(a.state, b.state);
  const differ = (of: string, left: StoredValue | null, right: StoredValue | null): readonly ValueDifference[] => {
    if (left === null || right === null)
      return left === right ? [] : [missing(of, left === null ? b : a, left ?? right)];
    const found = differencesOf(a.read(left), b.read(right));
    return found.found.length === 0 ? [] : [{ of, ...found }];
  };
  return {
    a: a.run,
    b: b.run,
    first,
    durations,
    steps: steps.map((step) => ({
      ...step,
      a: endOf(step.a),
      b: endOf(step.b),
      differences:
        step.difference === null || step.a === null || step.b === null
          ? []
          : [
              ...differ('parameters', step.a.parameters, step.b.parameters),
              ...differ('result', step.a.result, step.b.result),
            ],
    })),
    values: values
      .filter(({ isEqual }) => !isEqual)
      .flatMap((value) => differ(`${value.kind} ${value.name}`, value.a, value.b)),
  };

  function missing(of: string, side: LoadedRun, stored: StoredValue | null): ValueDifference {
    const value = stored === null ? null : side.read(stored);
    const found: Difference =
      side === a ? { path: [], kind: 'removed', before: value } : { path: [], kind: 'added', after: value };
    return { of, found: [found], isCut: false };
  }
}

function endOf(side: ComparedStep['a']): StepEnd | null {
  if (side === null) return null;
  const { look, durationMs, attempts, error } = side;
  return { status: look, duration_ms: durationMs, attempts, error };
}
