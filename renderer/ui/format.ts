import { fileName } from '../../shared/text/format.ts';

export {
  fileName,
  formatBytes,
  formatCount,
  formatDuration,
  middleEllipsis,
  plural,
} from '../../shared/text/format.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Local time of day with milliseconds, as logs show it. */
export function formatClock(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const two = (part: number) => String(part).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** How exactly a time of day is given. */
export type Precision = 'minute' | 'second' | 'millisecond';

const CLOCK_LENGTHS: Readonly<Record<Precision, number>> = { minute: 5, second: 8, millisecond: 12 };

/** `Today 14:32`, `Yesterday 18:45`, `12 Oct 09:10`, `12 Oct 2024`; more exactly where that is asked for. */
export function formatDay(iso: string, now: number, precision: Precision = 'minute'): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const time = formatClock(iso).slice(0, CLOCK_LENGTHS[precision]);
  const days = Math.round((startOfDay(now) - startOfDay(date.getTime())) / DAY);
  if (days === 0) return `Today ${time}`;
  if (days === 1) return `Yesterday ${time}`;
  const month = date.toLocaleString('en-US', { month: 'short' });
  const day = `${date.getDate()} ${month}`;
  if (date.getFullYear() === new Date(now).getFullYear()) return `${day} ${time}`;
  return precision === 'minute' ? `${day} ${date.getFullYear()}` : `${day} ${date.getFullYear()} ${time}`;
}

function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function folderName(path: string): string {
  return fileName(path.slice(0, Math.max(0, path.length - fileName(path).length - 1)));
}
