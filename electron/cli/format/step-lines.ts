import type { Json } from '../../../shared/json.ts';
import { describeOrigin } from '../../../shared/state/reused-from.ts';
import { formatDuration } from '../../../shared/text/format.ts';
import type { StepView } from '../runs/run-views.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';
import { markOf } from './marks.ts';
import type { ShowRoom } from './run-lines.ts';
import { formatLong } from './value.ts';

/** A step for `show --step`: what it was given, what it gave, and every attempt. Pure. */
export function stepLines(view: StepView, { paint }: ShowRoom): readonly string[] {
  const mark = markOf(view.status);
  const took = view.duration_ms === null ? '' : ` in ${formatDuration(view.duration_ms)}`;
  return [
    `${paint(`${mark.icon} ${view.status}`, ...mark.colours, 'bold')}${took}  ${safeLine(view.step)}  ${paint(`${view.run} at fact ${view.seq}`, 'dim')}`,
    ...noteLines(view),
    ...valueLines('parameters', view.parameters),
    ...valueLines('result', view.result),
    ...valueLines('question', view.question),
    ...readLines(view),
    ...attemptLines(view),
  ];
}

function noteLines({ condition, skip_reason, skipped_by, handled, reused_from, error }: StepView): readonly string[] {
  return [
    ...(condition === null
      ? []
      : [fitLine(`  condition ${condition.value ? 'held' : 'did not hold'}: ${condition.expression}`, 400)]),
    ...(skip_reason === null
      ? []
      : [safeLine(`  skipped: ${skip_reason.replaceAll('_', ' ')}${skipped_by === null ? '' : `: ${skipped_by}`}`)]),
    ...(handled === null ? [] : [`  handled: ${handled}`]),
    ...(reused_from === null
      ? []
      : [
          safeLine(
            `  reused: ${describeOrigin(reused_from)}${'given' in reused_from ? '' : `, attempt ${reused_from.attempt}`}`,
          ),
        ]),
    ...(error === null ? [] : [fitLine(`  error (${error.category}, ${error.code}): ${error.message}`, 4000)]),
    ...(error?.hint === undefined ? [] : [fitLine(`  hint: ${error.hint}`, 2000)]),
  ];
}

function valueLines(title: string, value: Json): readonly string[] {
  return value === null ? [] : [`${title}:`, ...formatLong(value)];
}

function readLines({ reads }: StepView): readonly string[] {
  return reads.length === 0
    ? []
    : ['read:', ...reads.map(({ kind, name, at }) => fitLine(`  ${kind} ${name} (${at})`, 400))];
}

function attemptLines({ attempts }: StepView): readonly string[] {
  if (attempts.length < 2) return [];
  return [
    'attempts:',
    ...attempts.map(({ attempt, status, started_at, error }) =>
      fitLine(`  ${attempt}  ${status}  ${started_at}${error === null ? '' : `  ${error.message}`}`, 2000),
    ),
  ];
}
