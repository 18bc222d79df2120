import type { Fact } from '../../../shared/facts.ts';
import { describeOrigin } from '../../../shared/state/reused-from.ts';
import { formatDuration } from '../../../shared/text/format.ts';
import type { Paint } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';
import { markOf } from './marks.ts';

const LONGEST_TEXT = 500;

/** The line for a fact where there is no live table, or null for facts that people need not see. Ends without a line break. */
export function formatFact(fact: Fact, paint: Paint): readonly string[] {
  const consequences = 'consequences' in fact ? fact.consequences : [];
  const own = describe(fact);
  const lines = own === null ? [] : [withMark(own, paint)];
  const cause = 'step' in fact ? `: ${fact.step}` : '';
  const following = consequences.flatMap((consequence) => {
    if (consequence.type !== 'step.skipped') return [];
    const text = `${consequence.step} skipped: ${consequence.reason.replaceAll('_', ' ')}${cause}`;
    return [withMark({ status: 'skipped', text }, paint)];
  });
  return [...lines, ...following];
}

interface Description {
  readonly status: string;
  readonly text: string;
}

function withMark({ status, text }: Description, paint: Paint): string {
  const mark = markOf(status);
  return `${paint(mark.icon, ...mark.colours)} ${fitLine(text, LONGEST_TEXT)}`;
}

function describe(fact: Fact): Description | null {
  switch (fact.type) {
    case 'run.resumed':
      return { status: 'running', text: `run goes on after ${fact.after}` };
    case 'condition.evaluated':
      // One that holds is seen by the step's start.
      return fact.value
        ? null
        : { status: 'skipped', text: `${fact.step} skipped, its condition is false: ${fact.expression}` };
    case 'step.started':
      return { status: 'running', text: `${fact.step} started${fact.attempt > 1 ? ` (attempt ${fact.attempt})` : ''}` };
    case 'step.attempt_failed':
      return {
        status: 'retrying',
        text: `${fact.step} attempt ${fact.attempt} failed: ${fact.error.message}${againIn(fact)}`,
      };
    case 'step.completed':
      return {
        status: 'completed',
        text: `${fact.step} completed in ${formatDuration(fact.durationMs)}${fact.handled === undefined ? '' : ` (handled: ${fact.handled})`}`,
      };
    case 'step.failed':
      return {
        status: 'failed',
        text: `${fact.step} failed: ${fact.error.message}${fact.handled === undefined ? '' : ` (handled: ${fact.handled})`}`,
      };
    case 'step.cancelled':
      return { status: 'cancelled', text: `${fact.step} cancelled` };
    case 'step.skipped':
      if (fact.reason === 'condition') return null;
      return { status: 'skipped', text: `${fact.step} skipped: ${fact.reason.replaceAll('_', ' ')}` };
    case 'step.reused':
      return { status: 'reused', text: `${fact.step} reused: ${describeOrigin(fact.from)}` };
    case 'step.waiting':
      return { status: 'waiting', text: `${fact.step} waits for a person` };
    case 'step.answered':
      return { status: 'running', text: `${fact.step} was answered` };
    case 'step.reset':
      return { status: 'pending', text: `taken back (${fact.reason}): ${fact.steps.join(', ')}` };
    case 'breakpoint.hit':
      return { status: 'paused', text: `breakpoint ${fact.when} ${fact.step}` };
    case 'edited':
      return { status: 'paused', text: `${fact.edit.kind} ${fact.edit.name} edited by hand` };
    case 'warning':
      return { status: 'interrupted', text: `warning: ${fact.message}` };
    default:
      return null;
  }
}

/** Without a delay a person may be asked first, or a handler has mended something. */
function againIn({ at, retryAt }: { readonly at: string; readonly retryAt: string }): string {
  const ms = Date.parse(retryAt) - Date.parse(at);
  return ms > 0 ? `; again in ${formatDuration(ms)}` : '';
}

/** How a run is called at its start. */
export function formatRunHead(fact: Extract<Fact, { type: 'run.created' }>): string {
  const parent = fact.parent === undefined ? '' : `, made from ${fact.parent.run}`;
  const only = fact.only === undefined ? '' : `: only ${fact.only} runs`;
  return safeLine(`run ${fact.run} of ${fact.pipeline.name}${parent}${only}`);
}
