import type { ErrorRecord } from '../facts.ts';
import { everyStep } from '../state/run-scopes.ts';
import type { StepState } from '../state/run-state.ts';
import { formatBytes } from '../text/format.ts';
import { html, join, type Markup, raw } from './markup.ts';
import type { LogExcerpt, ReportInput } from './report.ts';

const MOST_FAILURES = 20;
/** Lines of the file above and below the one to blame. */
const AROUND = 2;

/** What went wrong: the run's error first, then every step that failed, with its place in the file and its last output. */
export function failureSection(input: ReportInput): Markup {
  const failed = [...everyStep(input.state)].filter(([, { status }]) => status === 'failed');
  const { error } = input.state;
  if (failed.length === 0 && error === null) return raw('');
  const first = failed.findIndex(([path]) => path === error?.step);
  const ordered = first < 0 ? failed : [...failed.slice(first, first + 1), ...failed.toSpliced(first, 1)];
  const rest = ordered.length - MOST_FAILURES;
  return html`<section><h2>${failed.length > 1 ? 'Failures' : 'Failure'}</h2>
${first < 0 && error !== null ? html`<article class="failure"><p class="message">${error.message}</p>${excerpt(error, input.text)}</article>` : ''}
${join(ordered.slice(0, MOST_FAILURES).map(([path, entry]) => failureOf(path, entry, input)))}
${rest > 0 ? html`<p class="mute">${rest} more steps failed</p>` : ''}</section>`;
}

function failureOf(path: string, { error, handled, attempt }: StepState, { text, logs }: ReportInput): Markup {
  if (error === undefined) return raw('');
  const kind = `${error.category} · ${error.code}${attempt > 1 ? ` · attempt ${attempt}` : ''}${handled === undefined ? '' : ` · handled: ${handled}`}`;
  return html`<article class="failure"${handled === undefined ? '' : raw(' data-handled')}><h3>${path} <small>${kind}</small></h3>
<p class="message">${error.message}</p>
${error.hint === undefined ? '' : html`<p class="hint">${error.hint}</p>`}
${excerpt(error, text)}
${join(logs.filter((log) => log.step === path).map(logOf))}</article>`;
}

/** The lines of the pipeline file that are to blame. Those of an included file are not at hand. */
function excerpt({ span }: ErrorRecord, text: string): Markup {
  if (span === undefined) return raw('');
  const place = `${span.file}:${span.line}:${span.column}`;
  const lines = text === '' ? [] : text.split(/\r?\n/);
  if (span.line < 1 || span.line > lines.length) return html`<p class="mute">${place}</p>`;
  const from = Math.max(1, span.line - AROUND);
  const shown = lines.slice(from - 1, span.line + AROUND).map((line, at) => {
    const number = from + at;
    return html`<span class="line${number === span.line ? ' here' : ''}"><i>${number}</i>${line}</span>`;
  });
  return html`<p class="mute">${place}</p><pre class="code">${join(shown)}</pre>`;
}

function logOf({ attempt, text, omittedBytes }: LogExcerpt): Markup {
  const cut = omittedBytes > 0 ? ` (the last part; ${formatBytes(omittedBytes)} before it)` : '';
  return html`<p class="mute">Output of attempt ${attempt}${cut}</p><pre class="log">${withoutRewrites(text)}</pre>`;
}

/** What a terminal would show in the end of lines that were written again and again. */
function withoutRewrites(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\r').findLast((part) => part !== '') ?? '')
    .join('\n')
    .trimEnd();
}
