import type { Look } from '../state/look.ts';
import { escapeXml } from '../text/escape-xml.ts';
import { showMarks } from '../text/marks.ts';

/** Text that is markup already. A class, so that nothing read from a file can pass for it. */
class Written {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
export type Markup = Written;

// oxlint-disable-next-line no-control-regex -- the sequences that terminals obey: colours, titles, cursor
const TERMINAL = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** Markup with values in it. A value that is no markup becomes text: nothing in it is obeyed by whoever reads it. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Markup)[]): Markup {
  const written = values.map((value) => (value instanceof Written ? value.text : plainText(String(value))));
  return new Written(parts.map((part, at) => part + (written[at] ?? '')).join(''));
}

export function raw(text: string): Markup {
  return new Written(text);
}

export function join(parts: readonly Markup[]): Markup {
  return new Written(parts.map(({ text }) => text).join('\n'));
}

/** Without terminal colours; control and direction marks are shown for what they are. */
function plainText(text: string): string {
  return escapeXml(showMarks(text.replaceAll(TERMINAL, '')));
}

/** The mark of a state (monitor.md M2): each differs in form as well as in colour. */
export function icon(look: Look): Markup {
  return raw(`<svg class="icon" data-look="${look}" viewBox="0 0 16 16" aria-hidden="true">${MARKS[look]}</svg>`);
}

const CIRCLE = '<circle cx="8" cy="8" r="5.2"/>';
const MARKS: Readonly<Record<Look, string>> = {
  pending: '<circle cx="8" cy="8" r="4.75"/>',
  queued: '<circle cx="8" cy="8" r="3" class="full"/>',
  running: '<circle cx="8" cy="8" r="5.2" stroke-dasharray="23 10"/>',
  waiting: `${CIRCLE}<path d="M8 5v3.2l2 1.4"/>`,
  paused: '<path d="M5.6 4v8M10.4 4v8"/>',
  retrying: '<path d="M12.6 8a4.6 4.6 0 1 1-1.5-3.4M12.7 2.6v2.7H10"/>',
  completed: '<path d="M3.4 8.6l3 3 6.2-7"/>',
  reused: '<path d="M3.4 8a4.6 4.6 0 1 0 1.5-3.4M3.3 2.6v2.7H6"/>',
  skipped: '<path class="full" d="M3.2 4.4L7.4 8l-4.2 3.6zM8.4 4.4L12.6 8l-4.2 3.6z"/>',
  failed: '<path d="M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6"/>',
  handled: '<circle cx="8" cy="8" r="5.6"/><path d="M6.2 6.2l3.6 3.6M9.8 6.2L6.2 9.8"/>',
  cancelled: `${CIRCLE}<path d="M4.4 4.4l7.2 7.2"/>`,
  interrupted: '<path d="M8 2.8l5.6 9.8H2.4zM8 6.6v2.6M8 11v.1"/>',
  damaged: '<path d="M4 2.4h5.4L12 5v8.6H4zM4 8.8l2.3-1.3 1.9 2 1.7-2.1L12 8.6"/>',
};
