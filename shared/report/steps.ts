import type { Step } from '../pipeline.ts';
import { LOOK_WORDS, lookOfStep } from '../state/look.ts';
import { describeOrigin } from '../state/reused-from.ts';
import type { RunState, StepState } from '../state/run-state.ts';
import { formatCount, formatDuration, plural } from '../text/format.ts';
import { html, icon, join, type Markup, raw } from './markup.ts';
import type { ReportInput } from './report.ts';

/** Every step of the run's own level, in the order of the definition. */
export function stepsSection({ state, pipeline }: ReportInput): Markup {
  const defined = new Map(pipeline?.steps.map((step) => [step.id, step]));
  const order = pipeline?.order.filter((id) => state.steps.has(id)) ?? [...state.steps.keys()];
  if (order.length === 0) return raw('');
  const rows = order.map((id) => row(id, state, defined.get(id)));
  return html`<section><h2>Steps</h2><table><colgroup><col class="step"><col class="state"><col class="runs"><col class="count"><col class="took"><col></colgroup><thead><tr><th>Step</th><th>State</th><th>Runs</th><th class="num">Attempts</th><th class="num">Took</th><th>Remarks</th></tr></thead>
<tbody>${join(rows)}</tbody></table></section>`;
}

function row(id: string, state: RunState, step: Step | undefined): Markup {
  const entry = state.steps.get(id);
  const look = lookOfStep(entry);
  const tool = step === undefined ? '' : toolOf(step);
  const took = entry?.durationMs === undefined ? '' : formatDuration(entry.durationMs);
  const attempts = entry === undefined || entry.attempts.length === 0 ? '' : formatCount(entry.attempts.length);
  return html`<tr data-look="${look}"><th scope="row">${id}</th><td class="state">${icon(look)}${LOOK_WORDS[look]}</td><td class="mono mute">${tool}</td>
<td class="num">${attempts}</td><td class="num">${took}</td><td>${entry === undefined ? '' : remark(id, entry, state)}</td></tr>`;
}

function toolOf({ tool, action, container }: Step): string {
  if (container?.kind === 'pipeline') return container.path ?? 'pipeline';
  if (container?.kind === 'loop') return container.test;
  if (container !== undefined) return 'for each';
  return action === 'execute' || action === tool || action === '' ? tool : `${tool}.${action}`;
}

function remark(id: string, entry: StepState, state: RunState): string {
  const loop = state.loops.get(id);
  const parts = [
    entry.error === undefined ? null : firstLine(entry.error.message),
    entry.skipReason === undefined ? null : skipText(entry),
    entry.reusedFrom === undefined ? null : `result ${describeOrigin(entry.reusedFrom)}`,
    entry.route === undefined ? null : `went on to ${entry.route.to}`,
    loop === undefined ? null : loopText(loop),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function skipText({ skipReason, condition }: StepState): string {
  if (skipReason === 'condition' && condition !== undefined)
    return `condition was false: ${firstLine(condition.expression)}`;
  return (skipReason ?? '').replaceAll('_', ' ');
}

function loopText({ total, completed, failed }: { total: number | null; completed: number; failed: number }): string {
  const done = plural(completed, 'iteration');
  return `${total === null || total === completed ? done : `${formatCount(completed)} of ${plural(total, 'iteration')}`}${failed > 0 ? `, ${formatCount(failed)} failed` : ''}`;
}

function firstLine(text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  return line.length > 240 ? `${line.slice(0, 239)}…` : line;
}
