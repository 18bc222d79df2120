import { formatDate, readDate } from '../evaluate/dates.ts';
import type { FilterDefinition } from '../evaluate/definitions.ts';

export const DATE_FILTERS: readonly FilterDefinition[] = [
  {
    signature: "date(format='%Y-%m-%d')",
    doc: 'A point in time (ISO text, or seconds since 1970) in UTC, in the form that `format` says: `%Y %m %d %H %M %S %f %j %a %A %b %B %y %I %p %Z %z %s %F %T %%`.',
    apply: (input, args) => formatDate(readDate(input), args.text('format')),
  },
];
