import { pathText } from '../../../shared/compare/json-difference.ts';
import type { Json } from '../../../shared/json.ts';
import { formatDuration } from '../../../shared/text/format.ts';
import type { ComparisonDocument, ValueDifference } from '../commands/compare.ts';
import type { Output } from '../io.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';
import { markOf } from './marks.ts';
import { formatTable } from './table.ts';

/** Differences of one value that are shown; all are in the JSON document. */
const MOST_LINES = 20;
const WORDS = {
  'only-a': 'only in the first',
  'only-b': 'only in the second',
  status: 'ended differently',
  result: 'other result',
  parameters: 'other parameters',
} as const;

/** Two runs for people: the head, a table of the steps, then what differs in values. Pure. */
export function comparisonLines(
  document: ComparisonDocument,
  { paint, columns }: Pick<Output, 'paint' | 'columns'>,
): readonly string[] {
  const { a, b, durations, steps, values, first } = document;
  const differing = steps.filter(({ difference }) => difference !== null);
  const rows = steps.map(({ step, a: left, b: right, difference }) => [
    `${difference === null ? ' ' : step === first ? '▸' : '≠'} ${fitLine(step, 40)}`,
    sideText(left),
    sideText(right),
    difference === null ? '' : WORDS[difference],
  ]);
  const took = (ms: number | null): string => (ms === null ? '—' : formatDuration(ms));
  const verdict =
    differing.length === 0
      ? 'no step differs'
      : `${differing.length} of ${steps.length} steps differ, ${safeLine(first ?? '')} first`;
  return [
    paint(verdict, 'bold'),
    ...formatTable(
      [
        ['  step', fitLine(a, 30), fitLine(b, 30), ''],
        ['  (the run)', took(durations.aMs), took(durations.bMs), ''],
        ...rows,
      ],
      (text, { row, column }) =>
        paint(text, ...(row === 0 ? (['dim'] as const) : column === 3 ? (['yellow'] as const) : [])),
    ),
    ...values.flatMap((value) => valueLines(value, columns)),
    ...differing.flatMap(({ step, differences }) =>
      differences.flatMap((difference) => valueLines({ ...difference, of: `${step}, ${difference.of}` }, columns)),
    ),
  ];
}

function sideText(side: ComparisonDocument['steps'][number]['a']): string {
  if (side === null) return '—';
  const took = side.duration_ms === null ? '' : ` ${formatDuration(side.duration_ms)}`;
  return `${markOf(side.status).icon} ${side.status}${took}`;
}

function valueLines({ of, found, isCut }: ValueDifference, columns: number): readonly string[] {
  const lines = found.slice(0, MOST_LINES).map(({ path, kind, before, after }) => {
    const place = path.length === 0 ? '' : `${pathText(path)}: `;
    if (kind === 'added') return `  + ${place}${valueText(after)}`;
    return kind === 'removed'
      ? `  - ${place}${valueText(before)}`
      : `  ~ ${place}${valueText(before)} → ${valueText(after)}`;
  });
  const rest = found.length - MOST_LINES;
  return [
    `${safeLine(of)}:`,
    ...lines.map((line) => fitLine(line, Math.max(60, columns))),
    ...(rest > 0 ? [`  … ${isCut ? 'at least ' : ''}${rest} more differences`] : []),
  ];
}

function valueText(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
