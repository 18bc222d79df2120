import type { RunSummary } from '../../shared/api/answers.ts';
import type { StoredValue } from '../../shared/facts.ts';
import { LOOK_WORDS, lookOfRun } from '../../shared/state/look.ts';
import type { Precision } from '../ui/format.ts';

export interface RunRow {
  readonly summary: RunSummary;
  /** 0 for a run that was started, 1 for one made from it, and so on. */
  readonly depth: number;
  /** So exactly must its time be given for it not to look like another row. */
  readonly precision: Precision;
}

/** Runs with those made from them below them, newest first, whatever order they come in. */
export function runTree(runs: readonly RunSummary[]): readonly RunRow[] {
  const byRun = new Map(runs.map((summary) => [summary.run, summary]));
  const children = new Map<string | null, RunSummary[]>();
  for (const summary of runs) {
    const parent = summary.parent !== null && byRun.has(summary.parent.run) ? summary.parent.run : null;
    children.set(parent, append(children.get(parent), summary));
  }
  const precisionOf = precisions(runs);
  const rows: RunRow[] = [];
  const add = (summary: RunSummary, depth: number) => {
    rows.push({ summary, depth, precision: precisionOf(summary) });
    for (const child of sorted(children.get(summary.run) ?? [])) add(child, depth + 1);
  };
  for (const root of sorted(children.get(null) ?? [])) add(root, 0);
  return rows;
}

/** ISO times up to here are the same within the same minute, and within the same second. */
const MINUTE_END = '2026-11-22T10:00'.length;
const SECOND_END = '2026-11-22T10:00:00'.length;

/** Two runs of the same pipeline and minute are told apart by their seconds, and those of the same second further. */
function precisions(runs: readonly RunSummary[]): (run: RunSummary) => Precision {
  const keyOf = ({ pipeline, createdAt }: RunSummary, end: number) => `${createdAt.slice(0, end)} ${pipeline.file}`;
  const counts = new Map<string, number>();
  for (const run of runs) {
    for (const end of [MINUTE_END, SECOND_END]) {
      const key = keyOf(run, end);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const isAlone = (run: RunSummary, end: number) => counts.get(keyOf(run, end)) === 1;
  return (run) => (isAlone(run, MINUTE_END) ? 'minute' : isAlone(run, SECOND_END) ? 'second' : 'millisecond');
}

function append(list: RunSummary[] | undefined, summary: RunSummary): RunSummary[] {
  if (list === undefined) return [summary];
  list.push(summary);
  return list;
}

function sorted(runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** True if every word of the query is somewhere in the run: names, id, inputs, status, error. */
export function matchesRun(summary: RunSummary, query: string): boolean {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const text = textOf(summary);
  return words.every((word) => text.includes(word));
}

const texts = new WeakMap<RunSummary, string>();

function textOf(summary: RunSummary): string {
  const known = texts.get(summary);
  if (known !== undefined) return known;
  const { run, pipeline, status, inputs, error } = summary;
  const values = Object.entries(inputs).map(([name, value]) => `${name} ${shortValue(value)}`);
  const text = [
    run,
    pipeline.name,
    pipeline.id,
    pipeline.file,
    status,
    LOOK_WORDS[lookOfRun(status)],
    ...values,
    error?.message ?? '',
    error?.step ?? '',
  ]
    .join('\n')
    .toLowerCase();
  texts.set(summary, text);
  return text;
}

function shortValue(value: StoredValue): string {
  if (!('inline' in value)) return '';
  return typeof value.inline === 'string' ? value.inline : JSON.stringify(value.inline);
}

/** How long a run took, or has taken by `now`; null if it never began. */
export function runDuration(summary: RunSummary, now: number): number | null {
  if (summary.startedAt === null) return null;
  const over = summary.status !== 'running' && summary.endedAt === null;
  if (over) return null;
  return (summary.endedAt === null ? now : Date.parse(summary.endedAt)) - Date.parse(summary.startedAt);
}
