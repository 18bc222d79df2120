import { formatDuration } from '../../../shared/text/format.ts';
import type { LoadedRun } from '../runs/load-run.ts';
import { shownIn, viewOfRun } from '../runs/run-views.ts';
import { type StepRow, stepRows } from '../runs/step-rows.ts';
import type { Paint } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';
import { elapsedMs, formatTime } from './elapsed.ts';
import { markOf } from './marks.ts';
import { formatTable } from './table.ts';
import { formatNamed } from './value.ts';

export interface ShowRoom {
  readonly columns: number;
  readonly paint: Paint;
  readonly now: number;
}

/** A run for `show`: head, inputs, steps, variables, outputs, error. Pure but for reading values. */
export function runLines(loaded: LoadedRun, room: ShowRoom): readonly string[] {
  const { state } = loaded;
  const { inputs, variables } = viewOfRun(loaded);
  const outputs = Object.fromEntries(Object.entries(state.outputs).map(([name, value]) => [name, loaded.read(value)]));
  return [
    ...headLines(loaded, room),
    ...section(
      'inputs:',
      Object.entries(inputs).flatMap(([name, value]) => formatNamed(name, value)),
    ),
    ...section('steps:', stepTable(rowsOf(loaded, room.now), room)),
    ...section(
      'variables:',
      Object.entries(variables).flatMap(([name, value]) => formatNamed(name, value)),
    ),
    ...section(
      'outputs:',
      Object.entries(outputs).flatMap(([name, value]) => formatNamed(name, value)),
    ),
    ...section(
      'warnings:',
      state.warnings.map(({ message }) => `  ${fitLine(message, 400)}`),
    ),
  ];
}

function headLines(loaded: LoadedRun, { paint, now }: ShowRoom): readonly string[] {
  const { run, state, facts } = loaded;
  const status = shownIn(loaded, state.status);
  const mark = markOf(status);
  const took = elapsedMs(state.startedAt, state.endedAt, now);
  const isPast = state.n < (facts.at(-1)?.n ?? 0);
  const error = state.error;
  return [
    `${paint(`${mark.icon} ${status}`, ...mark.colours, 'bold')}  ${safeLine(state.pipeline?.name ?? '—')}  ${paint(run, 'dim')}`,
    safeLine(`  file ${state.pipeline?.file ?? '—'}`),
    `  fact ${state.n} of ${facts.at(-1)?.n ?? 0}${isPast ? ' (as it was then)' : ''}`,
    ...(state.startedAt === null
      ? []
      : [
          `  started ${formatTime(state.startedAt)}${took === null || state.endedAt === null ? '' : `, took ${formatDuration(took)}`}`,
        ]),
    ...(state.parent === null ? [] : [safeLine(`  made from run ${state.parent.run}`)]),
    ...(state.only === null ? [] : [safeLine(`  only ${state.only} runs`)]),
    ...pinLines(loaded),
    ...(error === null
      ? []
      : [
          paint(
            `  error: ${fitLine(`${error.step === undefined ? '' : `step ${error.step}: `}${error.message}`, 2000)}`,
            'red',
          ),
        ]),
  ];
}

/** Also those whose steps have not come to their turn. */
function pinLines({ state }: LoadedRun): readonly string[] {
  const names = state.pins.map(({ step, from }) => (from.pin === 'stale' ? `${step} (△ stale)` : step));
  return names.length === 0 ? [] : [fitLine(`  pinned: ${names.join(', ')}`, 400)];
}

/** How long a step was at work when its process died is not known. */
function rowsOf(loaded: LoadedRun, now: number): readonly StepRow[] {
  return stepRows(loaded.state, now).map((row) => {
    const status = shownIn(loaded, row.status);
    return status === row.status ? row : { ...row, status, elapsedMs: null };
  });
}

function stepTable(rows: readonly StepRow[], { columns, paint }: ShowRoom): readonly string[] {
  const cells = rows.map((row) => [
    `  ${markOf(row.status).icon} ${fitLine(row.step, 60)}`,
    row.status,
    row.elapsedMs === null ? '' : formatDuration(row.elapsedMs),
    row.attempts > 1 ? `×${row.attempts}` : '',
    fitLine(row.detail, Math.max(20, columns - 50)),
  ]);
  return formatTable(cells, (text, { row, column }) =>
    column === 1 ? paint(text, ...markOf(rows[row]?.status ?? '').colours) : text,
  );
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}
