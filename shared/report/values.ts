import { describeThrown } from '../errors.ts';
import type { StoredValue } from '../facts.ts';
import type { Json } from '../json.ts';
import { formatBytes, formatCount } from '../text/format.ts';
import { html, join, type Markup, raw } from './markup.ts';
import type { ReportInput } from './report.ts';

type Read = ReportInput['read'];

/** A report is read, not searched: what is longer is in the run itself. */
const LONGEST_VALUE = 4000;
/** A value of megabytes is not even read for the few lines that would be shown of it. */
const LARGEST_BYTES = 1024 * 1024;
const MOST_NAMES = 200;

/** Names and values. Nothing for no names. */
export function namedSection(title: string, values: { readonly [name: string]: StoredValue }, read: Read): Markup {
  const names = Object.keys(values);
  if (names.length === 0) return raw('');
  const rows = names.slice(0, MOST_NAMES).flatMap((name) => {
    const stored = values[name];
    return stored === undefined ? [] : [html`<div><dt>${name}</dt><dd>${valueOf(stored, read)}</dd></div>`];
  });
  return html`<section><h2>${title}</h2><dl class="values">${join(rows)}</dl>${more(names.length, 'more')}</section>`;
}

/** The run's own variables, with who wrote them last. */
export function variablesSection({ state, read }: ReportInput): Markup {
  const rows = [...state.variables].slice(0, MOST_NAMES).flatMap(([name, changes]) => {
    const last = changes.at(-1);
    if (last === undefined) return [];
    const by = `${last.step ?? 'by hand'}${changes.length > 1 ? `, ${changes.length} changes` : ''}`;
    return [html`<div><dt>${name}<small>${by}</small></dt><dd>${valueOf(last.value, read)}</dd></div>`];
  });
  if (rows.length === 0) return raw('');
  return html`<section><h2>Variables</h2><dl class="values">${join(rows)}</dl>${more(state.variables.size, 'more variables')}</section>`;
}

function more(count: number, what: string): Markup {
  return count <= MOST_NAMES ? raw('') : html`<p class="mute">${formatCount(count - MOST_NAMES)} ${what}</p>`;
}

/** A value as it is read best: text as text, everything else as JSON. */
export function valueOf(stored: StoredValue, read: Read): Markup {
  if ('blob' in stored && stored.sizeBytes > LARGEST_BYTES)
    return html`<p class="mute">${formatBytes(stored.sizeBytes)}, not shown here</p>`;
  try {
    return shown(read(stored));
  } catch (error) {
    return html`<p class="bad">The value cannot be read: ${describeThrown(error)}</p>`;
  }
}

function shown(value: Json): Markup {
  const whole = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  const rest = whole.length - LONGEST_VALUE;
  const kind = typeof value === 'string' ? 'text' : 'json';
  return html`<pre class="${kind}">${rest > 0 ? whole.slice(0, LONGEST_VALUE) : whole}</pre>${
    rest > 0 ? html`<p class="mute">… ${formatCount(rest)} more characters are in the run</p>` : ''
  }`;
}
