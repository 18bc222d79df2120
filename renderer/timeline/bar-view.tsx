import { cx } from '../ui/cx.ts';
import { formatDuration, plural } from '../ui/format.ts';
import type { Bar } from './bars.ts';
import type { ChartRow } from './rows.ts';
import type { Scale } from './scale.ts';

const LOOKS = {
  queued: 'queued',
  'waiting-retry': 'retrying',
  waiting: 'waiting',
  completed: 'completed',
  failed: 'failed',
  running: 'running',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
} as const;

/** All that stands at the right of a row's name. */
export function Bars({ row, scale }: { row: ChartRow; scale: Scale }) {
  const last = row.bars.findLast(({ kind }) => !isThin(kind) && kind !== 'waiting');
  return (
    <>
      {row.bars.map((bar) => (
        <BarView key={`${bar.kind} ${bar.from}`} bar={bar} row={row} scale={scale} isLast={bar === last} />
      ))}
    </>
  );
}

function isThin(kind: Bar['kind']): boolean {
  return kind === 'queued' || kind === 'waiting-retry';
}

interface BarProps {
  readonly bar: Bar;
  readonly row: ChartRow;
  readonly scale: Scale;
  readonly isLast: boolean;
}

function BarView({ bar, row, scale, isLast }: BarProps) {
  const from = scale.at(bar.from);
  const width = scale.at(bar.to) - from;
  const style = { left: percent(from), width: `max(2px, ${percent(width)})` };
  const title = titleOf(bar, row);
  if (isThin(bar.kind))
    return (
      <span
        data-look={LOOKS[bar.kind]}
        title={title}
        className={cx('absolute top-3 h-[3px]', bar.kind === 'queued' ? 'bg-line-strong' : 'timeline-dashes')}
        style={style}
      />
    );
  if (bar.kind === 'waiting')
    return (
      <span
        data-look="waiting"
        title={title}
        className="timeline-hatch absolute top-1.5 h-3.5 rounded-[3px]"
        style={style}
      />
    );
  return (
    <span
      data-look={LOOKS[bar.kind]}
      title={title}
      className={cx('absolute top-1.5 h-3.5 rounded-[3px]', row.group === null ? 'bg-look/75' : 'bg-look/30')}
      style={style}
    >
      {row.group !== null && <Load load={row.group.load} />}
      {row.critical && <span className="absolute inset-x-0 -bottom-[3px] h-0.5 bg-accent" />}
      {isLast && <BarLabel bar={bar} row={row} end={from + width} width={width} />}
    </span>
  );
}

/** How many iterations ran at once, as the height of the fill; parts in which one failed are red. */
function Load({ load }: { load: NonNullable<ChartRow['group']>['load'] }) {
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${load.length} 1`}
      preserveAspectRatio="none"
      className="absolute inset-0 h-full w-full rounded-[3px]"
    >
      <path d={outlineOf(load)} className="fill-look/70" />
      {load.map(({ failed }, part) =>
        failed ? <rect key={part} x={part} y={0} width={1} height={1} className="fill-bad" /> : null,
      )}
    </svg>
  );
}

function outlineOf(load: NonNullable<ChartRow['group']>['load']): string {
  const steps = load.map(({ share }, part) => `V${1 - (share > 0 ? Math.max(share, 0.12) : 0)}H${part + 1}`);
  return `M0 1${steps.join('')}V1Z`;
}

/** Near the end of the axis there is room before the bar, or inside of it, not behind it. */
function BarLabel({ bar, row, end, width }: { bar: Bar; row: ChartRow; end: number; width: number }) {
  const place = end <= 0.9 ? 'left-full ml-1.5' : width > 0.2 ? 'right-1' : 'right-full mr-1.5 bg-panel';
  const failed = row.group === null || row.group.failed === 0 ? null : row.group.failed;
  return (
    <span
      className={cx(
        'num absolute top-1/2 z-[1] -translate-y-1/2 rounded-[3px] px-1 text-11 leading-[14px] whitespace-nowrap',
        place,
        place === 'right-1' ? 'bg-panel text-text' : 'text-mute',
      )}
    >
      {row.kind === 'group' && <>{plural(row.group?.begun ?? 0, 'iteration')} · </>}
      {formatDuration(bar.tookMs ?? bar.to - bar.from)}
      {failed !== null && row.kind !== 'iteration' && <span className="text-bad"> · {failed} failed</span>}
    </span>
  );
}

const WORDS = { queued: 'queued', 'waiting-retry': 'waits to try again', waiting: 'waits for a person' } as const;

export function titleOf(
  { kind, from, to, attempt, tookMs = to - from }: Bar,
  row: Pick<ChartRow, 'kind' | 'label'>,
): string {
  const took = formatDuration(tookMs);
  if (kind === 'queued' || kind === 'waiting-retry' || kind === 'waiting') return `${WORDS[kind]}: ${took}`;
  return row.kind === 'step' ? `attempt ${attempt}, ${kind}: ${took}` : `${row.label} ${kind}: ${took}`;
}

export function percent(part: number): string {
  return `${part * 100}%`;
}
