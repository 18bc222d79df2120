import { StepglassError } from '../../../shared/errors.ts';
import type { Fact, FactBody, FactOf } from '../../../shared/facts.ts';
import type { Body } from '../../../shared/pipeline.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { reset } from '../schedule/settle.ts';
import { defineSteps } from './definition.ts';
import { asReset, isEmpty, type Reopening, reopenCut, reopenLevel } from './reopen.ts';

type Resumed = FactOf<'run.resumed'>['after'];

/** What a run was resumed after, by its status. `completed` never is (E1). */
const AFTER: { readonly [status in RunState['status']]: Resumed | null } = {
  created: 'crash',
  running: 'crash',
  paused: 'pause',
  waiting: 'wait',
  failed: 'failure',
  cancelled: 'cancel',
  completed: null,
};

/**
 * The facts with which a resume begins (E12). Cancelled steps run again, always. After a crash that is all: steps in
 * flight simply run again; so it is after a wait for people, or with an answer (`isAnswered`): what is asked may come
 * behind a failure that the run has gone on after. Of any other run the unhandled failures are taken back too, with
 * everything that follows from them. Throws `illegal_state` `run_completed`.
 */
export function resumeFacts(
  body: Body,
  state: RunState,
  { isAnswered = false }: { readonly isAnswered?: boolean } = {},
): readonly FactBody[] {
  const after = goalOf(state) ?? AFTER[state.status];
  if (after === null) {
    throw new StepglassError(
      'illegal_state',
      'run_completed',
      `run ${state.run} is completed and is not resumed: use rerun`,
      { details: { run: state.run } },
    );
  }
  if (state.startedAt === null) return [{ type: 'run.started' }];
  const resumed: FactBody = { type: 'run.resumed', after };
  if (after === 'only') return [...routesOfSettled(body, state), resumed];
  const isGoingOn = isAnswered || after === 'crash' || after === 'wait';
  const again = isGoingOn ? reopenCut(state, body) : reopenAll(body, state);
  if (isEmpty(again)) return [resumed];
  // before the resumption: should we die in between, the next resume finds the steps taken back
  return [asReset(again, 'resume'), resumed];
}

/** The goal that a paused run has reached. */
function goalOf({ status, pauseReason }: RunState): 'until' | 'only' | null {
  return status === 'paused' && (pauseReason === 'until' || pauseReason === 'only') ? pauseReason : null;
}

function reopenAll(body: Body, state: RunState): Reopening {
  const { only, steps } = state;
  if (only === null) return reopenLevel(state, '', body);
  // the others are not of this run: what was taken over of them stays
  const alone = body.steps.filter(({ id }) => id === only).map((step) => ({ ...step, dependencies: [] }));
  const entries = new Map([...steps].filter(([id]) => id === only));
  return reopenLevel({ ...state, steps: entries }, '', { ...body, steps: alone });
}

/** While one step ran alone, its routes led nowhere; now they pass over steps. */
function routesOfSettled(body: Body, state: RunState): readonly FactBody[] {
  const { consequences } = reset(defineSteps(body.steps), state.steps, []);
  return consequences.length === 0 ? [] : [{ type: 'step.reset', reason: 'resume', steps: [], consequences }];
}

/** `until` holds until the run has been resumed beyond it. */
export function activeUntil(state: RunState, facts: readonly FactBody[]): string | null {
  const isLifted = facts.some((fact) => fact.type === 'run.resumed' && fact.after === 'until');
  return isLifted ? null : state.until;
}

/** How long the run has run, in ms: the time between its starts and its ends; a crash ends with the last fact before it. */
export function ranForMs(facts: readonly Fact[]): number {
  let total = 0;
  let since: number | null = null;
  let last = 0;
  for (const fact of facts) {
    const at = Date.parse(fact.at);
    if (fact.type === 'run.started' || fact.type === 'run.resumed') {
      if (since !== null) total += Math.max(0, last - since);
      since = at;
    } else if (since !== null && ENDS.has(fact.type)) {
      total += Math.max(0, at - since);
      since = null;
    }
    last = at;
  }
  return since === null ? total : total + Math.max(0, last - since);
}

const ENDS: ReadonlySet<Fact['type']> = new Set<Fact['type']>([
  'run.paused',
  'run.waiting',
  'run.completed',
  'run.failed',
  'run.cancelled',
]);
