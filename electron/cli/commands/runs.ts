import type { RunSummary } from '../../../shared/state/run-summary.ts';
import { formatDuration } from '../../../shared/text/format.ts';
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { elapsedMs, formatTime } from '../format/elapsed.ts';
import { markOf } from '../format/marks.ts';
import { formatTable } from '../format/table.ts';
import type { Paint } from '../terminal/paint.ts';
import { fitLine } from '../terminal/text-width.ts';

export const registerRuns: RegisterCommand = (program, context) => {
  program
    .command('runs')
    .description('list the runs, newest first')
    .option(...JSON_OPTION)
    .action(context.action((options: JsonOption) => listRuns(context, options)));
};

async function listRuns({ io, library }: CommandContext, { json }: JsonOption): Promise<ExitCode> {
  const data = await library().openData();
  const runs = await data.runs();
  if (json === true) printJson(io, runs);
  else for (const line of runsLines(runs, { now: io.now(), paint: io.stdout.paint })) io.stdout.line(line);
  return EXIT.completed;
}

export function runsLines(
  runs: readonly RunSummary[],
  { now, paint }: { now: number; paint: Paint },
): readonly string[] {
  if (runs.length === 0) return ['There are no runs yet: stepglass run FILE makes one.'];
  const rows = runs.map((run) => rowOf(run, now));
  return formatTable(
    [['run', 'status', 'pipeline', 'started', 'took', 'steps', ''], ...rows],
    (text, { row, column }) => {
      if (row === 0) return paint(text, 'dim');
      return column === 1 ? paint(text, ...markOf(runs[row - 1]?.status ?? '').colours) : text;
    },
  );
}

function rowOf(run: RunSummary, now: number): readonly string[] {
  const end = run.endedAt ?? (run.status === 'running' ? null : run.startedAt);
  const took = elapsedMs(run.startedAt, end, now);
  return [
    fitLine(run.run, 40),
    `${markOf(run.status).icon} ${run.status}`,
    fitLine(run.pipeline?.name ?? '—', 40),
    run.startedAt === null ? '—' : formatTime(run.startedAt),
    took === null || (end !== null && run.endedAt === null) ? '—' : formatDuration(took),
    `${run.settledSteps}/${run.totalSteps}`,
    fitLine([noteOf(run), pinNote(run)].filter((note) => note !== '').join(' · '), 80),
  ];
}

function pinNote({ pinned }: RunSummary): string {
  return pinned === 0 ? '' : `${pinned} pinned`;
}

function noteOf(run: RunSummary): string {
  if (run.problem !== undefined) return run.problem;
  if (run.importedAt !== undefined) return `imported, read only${run.error === null ? '' : `: ${run.error}`}`;
  if (run.brokeAt !== null) return `breakpoint at ${run.brokeAt}`;
  if (run.status === 'paused' && run.pauseReason === 'only') return `only ${run.only ?? 'one step'}`;
  if (run.status === 'paused' && run.pauseReason !== null) return run.pauseReason;
  if (run.status === 'waiting') return `${run.waiting} ${run.waiting === 1 ? 'step waits' : 'steps wait'} for a person`;
  if (run.status === 'interrupted') return 'stepglass resume goes on with it';
  if (run.error !== null && run.failedStep !== null) return `${run.failedStep}: ${run.error}`;
  return run.error ?? (run.parent === null ? '' : `made from ${run.parent.run}`);
}
