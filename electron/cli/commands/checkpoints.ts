import type { Fact } from '../../../shared/facts.ts';
import type { CheckpointState, RunState } from '../../../shared/state/run-state.ts';
import { formatBytes } from '../../../shared/text/format.ts';
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatTime } from '../format/elapsed.ts';
import { formatTable } from '../format/table.ts';
import { loadRun } from '../runs/load-run.ts';
import type { Paint } from '../terminal/paint.ts';
import { fitLine } from '../terminal/text-width.ts';

interface ListedCheckpoint extends CheckpointState {
  /** Steps that were settled since the checkpoint before. */
  readonly settled: readonly string[];
}

export const registerCheckpoints: RegisterCommand = (program, context) => {
  program
    .command('checkpoints')
    .description('list the checkpoints of a run, newest first')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: JsonOption) => checkpoints(context, run, options)));
};

async function checkpoints({ io, library }: CommandContext, wanted: string, { json }: JsonOption): Promise<ExitCode> {
  const { run, state, facts } = await loadRun(await library().openData(), wanted);
  const listed = listCheckpoints(state, facts);
  if (json === true) printJson(io, listed);
  else for (const line of checkpointLines(run, listed, io.stdout.paint)) io.stdout.line(line);
  return EXIT.completed;
}

/** Newest first. */
function listCheckpoints({ checkpoints: all }: RunState, facts: readonly Fact[]): readonly ListedCheckpoint[] {
  const inOrder = [...all].sort((left, right) => left.seq - right.seq);
  return inOrder
    .map((checkpoint, index) => {
      const after = inOrder[index - 1]?.seq ?? 0;
      const between = facts.filter((fact) => fact.n > after && fact.n <= checkpoint.seq);
      return { ...checkpoint, settled: between.flatMap(stepsSettledBy) };
    })
    .reverse();
}

function stepsSettledBy(fact: Fact): readonly string[] {
  const own = SETTLING.has(fact.type) && 'step' in fact && fact.step !== undefined ? [fact.step] : [];
  const consequences = 'consequences' in fact ? fact.consequences : [];
  return [...own, ...consequences.flatMap((each) => (each.type === 'step.skipped' ? [each.step] : []))];
}

const SETTLING: ReadonlySet<string> = new Set([
  'step.completed',
  'step.failed',
  'step.cancelled',
  'step.skipped',
  'step.reused',
]);

function checkpointLines(run: string, listed: readonly ListedCheckpoint[], paint: Paint): readonly string[] {
  if (listed.length === 0) return [`Run ${run} has no checkpoints; @N (the number of a fact) names a place as well.`];
  const rows = listed.map(({ checkpoint, seq, at, sizeBytes, settled }) => [
    fitLine(checkpoint, 40),
    `@${seq}`,
    formatTime(at),
    formatBytes(sizeBytes),
    fitLine(settled.join(', '), 80),
  ]);
  return formatTable(
    [['checkpoint', 'fact', 'time', 'size', 'settled since the one before'], ...rows],
    (text, { row }) => (row === 0 ? paint(text, 'dim') : text),
  );
}
