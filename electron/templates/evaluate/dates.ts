import type { Json } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';

const ISO =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/i;

/** A point in time from an ISO text (without a zone: UTC) or from seconds since 1970. */
export function readDate(value: Json): Date {
  const date = typeof value === 'number' ? new Date(value * 1000) : typeof value === 'string' ? fromText(value) : null;
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  throw new ValueProblem('bad_date', `${describe(value)} is no point in time`, {
    hint: 'expected a text such as 2026-01-31 or 2026-01-31T12:00:00Z, or seconds since 1970',
  });
}

function fromText(text: string): Date | null {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    ISO.exec(text) ?? [];
  if (year === undefined) return null;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  if (!isRealDay(Number(year), Number(month), Number(day))) return null;
  return new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`,
  );
}

/** JavaScript makes 2 March of 30 February. */
function isRealDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** As `strftime`, in UTC and English whatever the machine says. */
export function formatDate(date: Date, format: string): string {
  return format.replace(/%(-?)([a-zA-Z%])/g, (whole, minus: string, letter: string) => {
    const text = part(date, letter);
    if (text === null)
      throw new ValueProblem('wrong_arguments', `\`${whole}\` is no part of a date`, {
        hint: 'there are %Y %m %d %H %M %S %f %j %a %A %b %B %y %I %p %Z %z %s %F %T %%',
      });
    return minus === '' ? text : text.replace(/^0+(?=\d)/, '');
  });
}

function part(date: Date, letter: string): string | null {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = DAYS[date.getUTCDay()] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const hour = date.getUTCHours();
  switch (letter) {
    case 'Y':
      return String(date.getUTCFullYear()).padStart(4, '0');
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'e':
      return String(date.getUTCDate()).padStart(2);
    case 'H':
      return two(hour);
    case 'I':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 'f':
      return `${String(date.getUTCMilliseconds()).padStart(3, '0')}000`;
    case 'j':
      return String(1 + Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000)).padStart(
        3,
        '0',
      );
    case 'a':
      return day.slice(0, 3);
    case 'A':
      return day;
    case 'b':
      return month.slice(0, 3);
    case 'B':
      return month;
    case 'Z':
      return 'UTC';
    case 'z':
      return '+0000';
    case 's':
      return String(Math.floor(date.getTime() / 1000));
    case 'F':
      return formatDate(date, '%Y-%m-%d');
    case 'T':
      return formatDate(date, '%H:%M:%S');
    case '%':
      return '%';
    default:
      return null;
  }
}

/** A point in time as templates have it: ISO 8601 in UTC, without milliseconds. */
export function isoText(date: Date): string {
  return formatDate(date, '%FT%TZ');
}
