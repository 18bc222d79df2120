const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time with its unit and at most three significant digits: `84 ms`, `3.2 s`, `12 m 04 s`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < SECOND) return `${whole} ms`;
  if (whole < 59_950) return `${(whole / SECOND).toFixed(1)} s`;
  if (whole < HOUR) return pair(Math.round(whole / SECOND), 60, ['m', 's']);
  if (whole < DAY) return pair(Math.round(whole / MINUTE), 60, ['h', 'm']);
  return pair(Math.round(whole / HOUR), 24, ['d', 'h']);
}

function pair(value: number, base: number, [large, small]: readonly [string, string]): string {
  return `${Math.floor(value / base)} ${large} ${String(value % base).padStart(2, '0')} ${small}`;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size with its unit: `812 B`, `12.4 KB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? 'TB'}`;
}

/** `1,204` whatever the system's language: values stand beside YAML and code. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 step`, `3 steps`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Local time of day with milliseconds, as logs show it. */
export function formatClock(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const two = (part: number) => String(part).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** `Today 14:32`, `Yesterday 18:45`, `Mon 12 Oct 09:10`, `12 Oct 2024`. */
export function formatDay(iso: string, now: number): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const time = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  const days = Math.round((startOfDay(now) - startOfDay(date.getTime())) / DAY);
  if (days === 0) return `Today ${time}`;
  if (days === 1) return `Yesterday ${time}`;
  const month = date.toLocaleString('en-US', { month: 'short' });
  if (date.getFullYear() !== new Date(now).getFullYear()) return `${date.getDate()} ${month} ${date.getFullYear()}`;
  return `${date.getDate()} ${month} ${time}`;
}

function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Cuts the middle out, so that both ends of an id stay legible. */
export function middleEllipsis(text: string, max: number): string {
  if (text.length <= max) return text;
  const tail = Math.floor((max - 1) / 2);
  return `${text.slice(0, max - 1 - tail)}…${text.slice(text.length - tail)}`;
}

/** The last part of a path, of either kind of system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

export function folderName(path: string): string {
  return fileName(path.slice(0, Math.max(0, path.length - fileName(path).length - 1)));
}
