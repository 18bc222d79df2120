import { existsSync } from 'node:fs';
import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { Plan, PlannedStep } from '../../../shared/plan.ts';
import type { PlanRequest } from '../../execution/api.ts';
import { type CommandContext, JSON_OPTION, printJson, type RegisterCommand } from '../command.ts';
import { showRefusal } from '../diagnostics-report.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatTable } from '../format/table.ts';
import { editsOf, hasEdits } from '../options/edit-options.ts';
import { parseCount } from '../options/numbers.ts';
import { addOnlyOptions, ignorePins, type OnlyOptions, onlyRequest } from '../options/only-options.ts';
import { parsePlace } from '../options/places.ts';
import type { Session } from '../session.ts';
import type { Paint } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';
import { addRerunOptions, type RerunOptions, rerunRequest } from './rerun.ts';
import { type StartOptions, startRequest } from './run.ts';

interface PlanOptions extends RerunOptions, StartOptions, OnlyOptions {
  readonly rerun?: boolean;
  readonly checkpoint?: string;
  readonly json?: boolean;
}

export const registerPlan: RegisterCommand = (program, context) => {
  addOnlyOptions(addRerunOptions(program.command('plan')))
    .description('say what would run, be reused or be skipped, and why, without running anything')
    .argument(
      '<file-or-run>',
      'a pipeline file (a new run), or a run (its resume; with --rerun, --from, --definition or edits its rerun)',
    )
    .option('--rerun', 'plan a rerun of the run')
    .option('--checkpoint <c>', 'plan to continue the run from a checkpoint, or from @N')
    .option('-f, --inputs-file <file>', 'inputs as a JSON object; `-` reads standard input')
    .option('--workdir <folder>', 'the working directory of the run')
    .option('--max-parallel <n>', 'how many steps run at once', parseCount)
    .option('--until <step>', 'only this step and what it needs')
    .option(...JSON_OPTION)
    .action(context.action((target: string, options: PlanOptions) => plan(context, target, options)));
};

async function plan(context: CommandContext, target: string, options: PlanOptions): Promise<ExitCode> {
  const { io } = context;
  const session = await context.library().openSession();
  const request = planRequest(session, { target, cwd: io.cwd, io }, options);
  const text = request.kind === 'start' ? request.text : textOf(request);
  const planned = await showRefusal(io, { file: target, text }, () => session.engine.plan(request));
  if (options.json === true) printJson(io, planned);
  else for (const line of planLines(planned, io.stdout.paint)) io.stdout.line(line);
  return EXIT.completed;
}

interface PlanTarget {
  readonly target: string;
  readonly cwd: string;
  readonly io: CommandContext['io'];
}

function planRequest(session: Session, { target, cwd, io }: PlanTarget, options: PlanOptions): PlanRequest {
  if (isFile(target, cwd)) {
    const start = startRequest(io, target, options);
    const alone = onlyRequest(io, { file: start.file, text: start.text }, options);
    return alone === null ? { kind: 'start', ...start } : { kind: 'step', ...alone };
  }
  if (options.only !== undefined)
    throw new StepglassError('invalid_input', 'usage', 'plan --only takes a pipeline file; --from-run names the run.');
  const run = session.data.resolve(target);
  if (options.checkpoint !== undefined) {
    return {
      kind: 'continue',
      run,
      at: parsePlace(options.checkpoint),
      edits: { ...editsOf(options), ...ignorePins(options) },
    };
  }
  if (isRerun(options)) return { kind: 'rerun', run, ...rerunRequest(session, { run, cwd }, options) };
  return { kind: 'resume', run };
}

/** The text that diagnostics are about. */
function textOf(request: PlanRequest): string {
  return request.kind === 'step' && request.definition !== 'snapshot' ? request.definition.text : '';
}

/** A name with a dot or a slash is meant as a file, also if there is none: run ids have neither. */
function isFile(target: string, cwd: string): boolean {
  if (/[./\\]/.test(target)) return true;
  if (target === '')
    throw new StepglassError(
      'invalid_input',
      'usage',
      'plan takes the name of a pipeline file or the id of a run; found an empty text.',
    );
  return existsSync(path.resolve(cwd, target));
}

function isRerun(options: PlanOptions): boolean {
  return options.rerun === true || options.from !== undefined || options.definition === 'file' || hasEdits(options);
}

const DECISIONS = {
  run: { icon: '●', colour: 'blue' },
  reuse: { icon: '↺', colour: 'green' },
  skip: { icon: '»', colour: 'dim' },
  decide: { icon: '?', colour: 'yellow' },
} as const;

export function planLines(plan: Plan, paint: Paint): readonly string[] {
  const rows = plan.steps.map((step) => [
    fitLine(step.step, 60),
    `${DECISIONS[step.decision].icon} ${step.decision}${NOTED.has(step.reason) ? ` (${step.reason})` : ''}`,
    effectsOf(step),
    fitLine(step.why, 120),
  ]);
  const table = formatTable(rows, (text, { row, column }) => {
    const step = plan.steps[row];
    if (step === undefined) return text;
    if (column === 1) return paint(text, DECISIONS[step.decision].colour);
    return column === 2 && step.repeatsEffects ? paint(text, 'yellow') : text;
  });
  return [paint(headOf(plan), 'bold'), ...table, summaryOf(plan.steps)];
}

/** A result that the step itself has not made. */
const NOTED: ReadonlySet<PlannedStep['reason']> = new Set(['pinned', 'given']);

function headOf({ kind, newRun, parent }: Plan): string {
  const from = parent === null ? '' : ` of run ${parent.run}`;
  return safeLine(`plan: ${kind}${from}${newRun ? ' (a new run is made)' : ' (the same run goes on)'}`);
}

function effectsOf({ decision, effects, repeatsEffects }: PlannedStep): string {
  if (decision !== 'run' && decision !== 'decide') return '';
  if (repeatsEffects) return `! ${effects} effects again`;
  return effects === 'none' ? '' : `${effects} effects`;
}

function summaryOf(steps: readonly PlannedStep[]): string {
  const counts = Object.keys(DECISIONS).map(
    (decision) => `${steps.filter((step) => step.decision === decision).length} ${decision}`,
  );
  return `${steps.length} steps: ${counts.join(', ')}`;
}
