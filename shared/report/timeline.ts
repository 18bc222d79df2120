import type { AttemptState, RunState } from '../state/run-state.ts';
import { formatDuration } from '../text/format.ts';
import { html, join, type Markup, raw } from './markup.ts';

const MOST_ROWS = 200;

/** When each step ran: one bar for each attempt, over the time of the whole run. */
export function timelineSection(state: RunState): Markup {
  const begun = Date.parse(state.startedAt ?? state.createdAt ?? '');
  const rows = [...state.steps].filter(([, { attempts }]) => attempts.length > 0);
  const ends = rows.flatMap(([, { attempts }]) => attempts.map(({ endedAt }) => Date.parse(endedAt ?? '')));
  const last = Math.max(Date.parse(state.endedAt ?? ''), ...ends.filter((at) => !Number.isNaN(at)));
  const total = Number.isNaN(last) ? Math.max(...ends.filter((at) => !Number.isNaN(at))) - begun : last - begun;
  if (rows.length === 0 || !(total > 0)) return raw('');
  const scale = { begun, total };
  const sorted = rows.toSorted(([, a], [, b]) => startOf(a.attempts) - startOf(b.attempts));
  const lines = sorted
    .slice(0, MOST_ROWS)
    .map(
      ([step, { attempts }]) =>
        html`<div class="row"><span class="name">${step}</span><span class="track">${join(attempts.map((attempt) => bar(attempt, scale)))}</span></div>`,
    );
  return html`<section><h2>Timeline</h2><div class="timeline">${join(lines)}
<div class="row scale"><span></span><span class="track"><span>0</span><span>${formatDuration(total / 2)}</span><span>${formatDuration(total)}</span></span></div></div>
${rows.length > MOST_ROWS ? html`<p class="mute">${rows.length - MOST_ROWS} more steps ran</p>` : ''}</section>`;
}

function startOf(attempts: readonly AttemptState[]): number {
  return Date.parse(attempts[0]?.startedAt ?? '');
}

function bar(attempt: AttemptState, { begun, total }: { begun: number; total: number }): Markup {
  const from = Date.parse(attempt.startedAt) - begun;
  const to = attempt.endedAt === undefined ? total : Date.parse(attempt.endedAt) - begun;
  const percent = (ms: number): string => ((Math.min(Math.max(ms, 0), total) / total) * 100).toFixed(2);
  const look = attempt.status === 'started' ? 'running' : attempt.status;
  const title = `attempt ${attempt.attempt}: ${look}, ${formatDuration(to - from)} from ${formatDuration(from)}`;
  return html`<span class="bar" data-look="${look}" style="left:${percent(from)}%;width:${percent(to - from)}%" title="${title}"></span>`;
}
