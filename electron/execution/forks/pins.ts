import { StepglassError } from '../../../shared/errors.ts';
import type { FactBody, PinnedResult, StoredValue } from '../../../shared/facts.ts';
import type { PinState, PinSummary } from '../../../shared/pins.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { type RunState, stepState } from '../../../shared/state/run-state.ts';
import { splitPath, topOf } from '../../../shared/step-path.ts';
import type { BlobStore } from '../../storage/blobs.ts';
import type { PinStore, StoredPin } from '../../storage/pins.ts';

/** A pin that holds for a new run, and where its values are. */
export interface ActivePin {
  readonly pin: PinnedResult;
  readonly blobs: BlobStore;
}

/** What a new run has of the pins of its pipeline file. */
export interface PinsInForce {
  readonly active: readonly ActivePin[];
  /** Said in the run: what is pinned, but not as it was, or not there any more. */
  readonly warnings: readonly FactBody[];
}

const NONE: PinsInForce = { active: [], warnings: [] };

/**
 * The pins that a new run of the pipeline goes by. A stale one holds: it was made by hand, and unmaking it by itself
 * would run a step that somebody did not want to run. Throws `storage_failure` `pin_damaged`.
 */
export function pinsInForce(
  store: PinStore,
  pipeline: Pipeline,
  { ignore, chosen = [] }: { ignore: boolean; chosen?: readonly string[] },
): PinsInForce {
  if (ignore) return NONE;
  const free = new Set(chosen);
  const pins = store.list(pipeline.file).map((pin) => ({ pin, state: pinState(pipeline, pin) }));
  const active = pins.flatMap(({ pin, state }) =>
    state === 'gone' || free.has(pin.step) ? [] : [{ pin: pinned(pin, state), blobs: store.blobsOf(pin) }],
  );
  return { active, warnings: pins.flatMap(({ pin, state }) => (free.has(pin.step) ? [] : warningOf(pin, state))) };
}

/** `pipeline`: as it is now; null: it cannot be compiled. */
export function summarizePins(pins: readonly StoredPin[], pipeline: Pipeline | null): readonly PinSummary[] {
  return pins.map((pin) => ({
    file: pin.file,
    step: pin.step,
    from: pin.from,
    pinnedAt: pin.pinnedAt,
    result: pin.result,
    state: pipeline === null ? 'unknown' : pinState(pipeline, pin),
  }));
}

/**
 * What is to be kept of a step's result so that it can be pinned. Throws `invalid_input` (`unknown_step`,
 * `not_pinnable`), `illegal_state` `no_result`.
 */
export function pinnableResult(
  { pipeline, state }: { pipeline: Pipeline; state: RunState },
  step: string,
  pinnedAt: string,
): StoredPin {
  if (splitPath(step).scope !== '')
    throw new StepglassError(
      'invalid_input',
      'not_pinnable',
      `step ${step} is inside of another one, which makes its result anew in each run: pin ${topOf(step)} instead`,
      { details: { step } },
    );
  const definition = pipeline.steps.find(({ id }) => id === step);
  if (definition === undefined)
    throw new StepglassError(
      'invalid_input',
      'unknown_step',
      `run ${state.run} has no step ${step}: the steps are ${pipeline.steps.map(({ id }) => id).join(', ')}`,
      { details: { run: state.run, step } },
    );
  const entry = stepState(state, step);
  const { result, meta, parameters, durationMs, reusedFrom, attempt } = entry;
  if (entry.status !== 'completed' || result === undefined)
    throw new StepglassError(
      'illegal_state',
      'no_result',
      `step ${step} of run ${state.run} has no result to pin: it is ${entry.status}. Only the result of a completed step can be pinned`,
      { details: { run: state.run, step, status: entry.status } },
    );
  const from =
    reusedFrom === undefined || 'given' in reusedFrom
      ? { run: state.run, attempt }
      : { run: reusedFrom.run, attempt: reusedFrom.attempt };
  const isOutdated = reusedFrom !== undefined && 'run' in reusedFrom && reusedFrom.outdated === true;
  return {
    file: pipeline.file,
    step,
    pinnedAt,
    from,
    // what made it is not known here, only that it was not this: no definition has an empty hash
    stepHash: isOutdated ? '' : definition.hash,
    result,
    ...(meta === undefined ? {} : { meta }),
    parameters,
    durationMs: durationMs ?? 0,
    variables: variablesSetBy(state, step),
  };
}

/** The fact with which a step takes its pinned result. `variables`: their values so far. */
export function pinnedFact(
  { step, from, result, meta, parameters, durationMs, variables }: PinnedResult,
  newest: (name: string) => StoredValue | null,
): Extract<FactBody, { type: 'step.reused' }> {
  return {
    type: 'step.reused',
    step,
    status: 'completed',
    from,
    result,
    ...(meta === undefined ? {} : { meta }),
    // it has read nothing in this run: what it once read does not speak against it
    reads: [],
    parameters,
    durationMs,
    consequences: Object.entries(variables).map(([name, value]) => ({
      type: 'variable.changed',
      name,
      old: newest(name),
      value,
      step,
      attempt: from.attempt,
    })),
  };
}

export function valuesOfPin({ result, parameters, variables }: PinnedResult): readonly StoredValue[] {
  return [result, ...(parameters === null ? [] : [parameters]), ...Object.values(variables)];
}

function variablesSetBy(state: RunState, step: string): { readonly [name: string]: StoredValue } {
  const set = [...state.variables].flatMap(([name, history]) => {
    const change = history.findLast((each) => each.step === step);
    return change === undefined ? [] : [[name, change.value] as const];
  });
  return Object.fromEntries(set);
}

function pinned({ step, from, result, meta, parameters, durationMs, variables }: StoredPin, state: PinState) {
  return {
    step,
    from: { ...from, pin: state === 'stale' ? 'stale' : 'current' },
    result,
    ...(meta === undefined ? {} : { meta }),
    parameters,
    durationMs,
    variables,
  } as const;
}

function pinState({ steps }: Pipeline, { step, stepHash }: StoredPin): PinState {
  const now = steps.find(({ id }) => id === step);
  if (now === undefined) return 'gone';
  return now.hash === stepHash ? 'current' : 'stale';
}

function warningOf({ step, from }: StoredPin, state: PinState): readonly FactBody[] {
  const pin = `step ${step} is pinned to its result of run ${from.run}`;
  if (state === 'stale')
    return [{ type: 'warning', code: 'pin_stale', message: `${pin}, and its definition has changed since`, step }];
  // it names no step of this run
  if (state === 'gone')
    return [{ type: 'warning', code: 'pin_gone', message: `${pin}, but the pipeline has no such step any more` }];
  return [];
}
