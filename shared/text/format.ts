const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A length of time with its unit and at most three significant digits: `84 ms`, `3.2 s`, `12 m 04 s`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / SECOND).toFixed(1)} s`;
  // what rounds up to a whole hour or day is said as one
  const [seconds, minutes] = [Math.round(ms / SECOND), Math.round(ms / MINUTE)];
  if (seconds < 60 * 60) return pair(seconds, 60, ['m', 's']);
  if (minutes < 24 * 60) return pair(minutes, 60, ['h', 'm']);
  return pair(Math.round(ms / HOUR), 24, ['d', 'h']);
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
