import type { RunState } from '../../../shared/state/run-state.ts';
import { formatDuration } from '../../../shared/text/format.ts';
import { elapsedMs } from '../format/elapsed.ts';
import { markOf } from '../format/marks.ts';
import type { Paint } from '../terminal/paint.ts';
import { fitLine, padLine } from '../terminal/text-width.ts';
import { runProgress, type StepRow, stepRows } from './step-rows.ts';

/** The room there is on the screen, in characters. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

export interface Moment {
  readonly now: number;
  /** Time that is left, as the engine estimates it; null if it does not know. */
  readonly etaMs: number | null;
}

const BAR_COLUMNS = 20;
const LONGEST_STEP = 32;
const SHORTEST_STEP = 8;
/** Mark, state, time and attempts, and what stands between them: they come before the rest of a long name. */
const STATE_COLUMNS = 31;

/** The whole picture: one line per step, as many as there is room for, then progress. Pure: the same state, the same lines. */
export function renderLiveTable(state: RunState, room: Room, moment: Moment): readonly string[] {
  const rows = stepRows(state, moment.now);
  // One line for progress, one for what is left out, and one so that the cursor's line never scrolls.
  const { shown, hidden } = chooseRows(rows, Math.max(1, room.rows - 3));
  const longest = Math.min(LONGEST_STEP, Math.max(SHORTEST_STEP, room.columns - STATE_COLUMNS));
  const stepColumns = Math.min(longest, Math.max(4, ...shown.map((row) => row.step.length)));
  return [
    ...shown.map((row) => renderRow(row, stepColumns, room)),
    ...(hidden.length === 0 ? [] : [room.paint(fitLine(`  … ${summarizeHidden(hidden)}`, room.columns - 1), 'dim')]),
    renderProgress(state, room, moment),
  ];
}

/** What goes on and what went wrong comes first where there is not room for all; the order of the file is kept. */
function chooseRows(
  rows: readonly StepRow[],
  limit: number,
): { shown: readonly StepRow[]; hidden: readonly StepRow[] } {
  if (rows.length <= limit) return { shown: rows, hidden: [] };
  const byUrgency = [...rows].sort((left, right) => urgency(left.status) - urgency(right.status));
  const chosen = new Set(byUrgency.slice(0, limit));
  return { shown: rows.filter((row) => chosen.has(row)), hidden: rows.filter((row) => !chosen.has(row)) };
}

const URGENCY = ['failed', 'waiting', 'running', 'retrying', 'queued', 'pending', 'completed', 'reused', 'cancelled'];

function urgency(status: string): number {
  const place = URGENCY.indexOf(status);
  return place === -1 ? URGENCY.length : place;
}

function summarizeHidden(rows: readonly StepRow[]): string {
  const counts = new Map<string, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return `${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')} not shown`;
}

function renderRow(row: StepRow, stepColumns: number, { columns, paint }: Room): string {
  const mark = markOf(row.status);
  const time = row.elapsedMs === null ? '' : formatDuration(row.elapsedMs);
  const attempts = row.attempts > 1 ? `×${row.attempts}` : '';
  const step = padLine(fitLine(row.step, stepColumns), stepColumns);
  const head = `${step}  ${padLine(row.status, 9)}  ${time.padStart(10)}  ${padLine(attempts, 3)}`;
  const detail = fitLine(row.detail, columns - 2 - head.length - 3);
  const line = fitColumns(head, columns - 3);
  return `${paint(mark.icon, ...mark.colours)} ${paint(line, ...(row.status === 'pending' ? (['dim'] as const) : []))}${detail === '' ? '' : `  ${paint(detail, 'dim')}`}`.trimEnd();
}

function fitColumns(text: string, columns: number): string {
  return text.length <= columns ? text : text.slice(0, Math.max(0, columns));
}

function renderProgress(state: RunState, { columns, paint }: Room, { now, etaMs }: Moment): string {
  const { settled, total, fraction } = runProgress(state);
  const filled = Math.round(fraction * BAR_COLUMNS);
  const bar = '━'.repeat(filled) + '─'.repeat(BAR_COLUMNS - filled);
  const elapsed = elapsedMs(state.startedAt, state.endedAt, now);
  const parts = [
    `${settled}/${total} steps`,
    `${Math.floor(fraction * 100)} %`,
    ...(elapsed === null ? [] : [formatDuration(elapsed)]),
    ...(etaMs === null || state.endedAt !== null ? [] : [`about ${formatDuration(etaMs)} left`]),
  ];
  return `${paint(bar, 'blue')}  ${fitLine(parts.join(' · '), Math.max(1, columns - BAR_COLUMNS - 3))}`;
}
