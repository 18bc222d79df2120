import { StepglassError } from '../../../shared/errors.ts';
import type { FactBody, StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import type { Plan, PlannedStep } from '../../../shared/plan.ts';
import { type RunState, type StepState, stepState } from '../../../shared/state/run-state.ts';
import { splitPath, topOf } from '../../../shared/step-path.ts';
import { refuseImported } from '../../storage/bundles/imported-mark.ts';
import { readJournal } from '../../storage/journal/read-journal.ts';
import type { RunFolder } from '../../storage/run-folder.ts';
import type { EngineDeps, StepRequest } from '../api.ts';
import { compileSnapshot, compileText, type Definitions, inputsFor, workdirFor } from '../run/compile-run.ts';
import { foldFacts } from '../run/fold-facts.ts';
import { launchNew, type StoredAtStart } from '../run/launch.ts';
import type { LiveRun } from '../run/live-run.ts';
import { checkEdits } from './check-edits.ts';
import { keptInputs, mergeEdits, type ValueEdit } from './fork.ts';
import { type PinsInForce, pinsInForce } from './pins.ts';
import { planAlone } from './plan.ts';
import { requireStep } from './require-step.ts';
import { type ReuseSources, reusedFact, reusedPin, valuesIn } from './reuse.ts';

/** One step, alone, in a run of its own: what it reads is given, pinned, or what another run has recorded. */
export interface Alone {
  readonly definition: Definitions;
  readonly step: string;
  /** The run that inputs and recorded results come from; null: there is none, and none is needed. */
  readonly parent: Recorded | null;
  /** Steps whose recorded results another definition of them has made. */
  readonly outdated: ReadonlySet<string>;
  readonly inputs: { readonly [name: string]: Json };
  readonly given: { readonly [step: string]: Json };
  readonly edits: readonly ValueEdit[];
  readonly workdir: string;
  readonly maxParallel: number;
  readonly pins: PinsInForce;
}

interface Recorded {
  readonly folder: RunFolder;
  readonly state: RunState;
}

/** So many runs of the file are looked through for one that has what the step reads. */
const MOST_RUNS = 50;

/**
 * Finds everything that the step needs before anything runs. Rejects with `invalid_input`: `invalid_pipeline`,
 * `invalid_inputs`, `unknown_step`, `unknown_parameter`, `unknown_variable`, `bad_given`, `missing_results` (with each
 * missing step and why in `details.missing`); `storage_failure` if a run or a pin cannot be read.
 */
export async function aloneOf(deps: EngineDeps, request: StepRequest): Promise<Alone> {
  const named = request.run === undefined ? null : deps.data.open(deps.data.resolve(request.run));
  if (named !== null) refuseImported(named.imported(), named.run, 'rerun');
  const definition = definitionOf(deps, request, named);
  const { pipeline } = definition;
  const step = stepIn(pipeline, request.step);
  const given = request.given ?? {};
  checkGiven(pipeline, step, Object.keys(given));
  checkEdits(request, pipeline, deps.tools);
  const pins = pinsInForce(deps.data.pins, pipeline, { ignore: request.ignorePins === true, chosen: [step.id] });
  const pinned = new Set(pins.active.map(({ pin }) => pin.step));
  const needed = step.dependencies.filter((id) => !Object.hasOwn(given, id) && !pinned.has(id));
  const parent = named === null ? await newestWith(deps, pipeline, needed) : recorded(named);
  const missing = needed.flatMap((id) => {
    const why = parent === null ? 'no run has recorded it' : whyMissing(stepState(parent.state, id));
    return why === null ? [] : [{ step: id, why }];
  });
  if (missing.length > 0) throw missingResults(step.id, missing, parent?.state.run ?? null);
  const workdir = parent?.state.workdir ?? workdirFor(pipeline, request.workdir);
  const state = parent?.state;
  const steps = pipeline.steps.map(({ id }) => id);
  return {
    definition,
    step: step.id,
    parent,
    outdated: parent === null ? new Set() : changedSince(deps, parent, pipeline),
    inputs: inputsFor(pipeline, request.inputs, {
      workdir,
      kept: parent === null ? {} : keptInputs(parent.folder, { state: parent.state, definition }),
    }),
    given,
    edits: mergeEdits(parent?.folder ?? null, { state: state ?? null, request, steps }),
    workdir,
    maxParallel: request.maxParallel ?? pipeline.config.maxParallel,
    pins,
  };
}

export async function runAlone(
  deps: EngineDeps,
  alone: Alone,
  breakpoints: StepRequest['breakpoints'],
): Promise<LiveRun> {
  const { definition, parent, inputs, edits, workdir, maxParallel, pins, step, given } = alone;
  return await launchNew(deps, {
    pipeline: definition.pipeline,
    files: definition.files,
    inputs,
    workdir,
    maxParallel,
    only: step,
    edits,
    given,
    pins,
    ...(breakpoints === undefined ? {} : { breakpoints }),
    ...(parent === null ? {} : { parent: { run: parent.state.run, step }, parentBlobs: parent.folder.blobs }),
    takeOver: (stored) => {
      const facts = takenFacts(alone, stored);
      return { facts, values: facts.flatMap(valuesIn) };
    },
  });
}

export function planOfAlone({ definition, step, parent, given, pins }: Alone): Plan {
  const { pipeline } = definition;
  const active = new Map(pins.active.map(({ pin }) => [pin.step, pin]));
  const taken = new Map<string, Pick<PlannedStep, 'decision' | 'reason' | 'from'>>();
  for (const id of stepIn(pipeline, step).dependencies) {
    const pin = active.get(id);
    if (Object.hasOwn(given, id)) taken.set(id, { decision: 'reuse', reason: 'given', from: { given: true } });
    else if (pin !== undefined) taken.set(id, { decision: 'reuse', reason: 'pinned', from: pin.from });
    else if (parent !== null) taken.set(id, recordedPlan(parent.state, id));
  }
  return planAlone(pipeline, {
    only: step,
    parent: parent === null ? null : { run: parent.state.run, step },
    taken,
    before: parent?.state ?? null,
  });
}

function recordedPlan(state: RunState, id: string): Pick<PlannedStep, 'decision' | 'reason' | 'from'> {
  const { status, reusedFrom, attempt } = stepState(state, id);
  return {
    decision: status === 'completed' ? 'reuse' : 'skip',
    reason: 'recorded',
    from: reusedFrom ?? { run: state.run, attempt },
  };
}

/** In topological order, so that variables have their values in the order in which they were set. */
function takenFacts({ definition, step, parent, outdated, pins }: Alone, { given, edits }: StoredAtStart) {
  const reads = new Set(stepIn(definition.pipeline, step).dependencies);
  const active = new Map(pins.active.map(({ pin }) => [pin.step, pin]));
  const variables = new Map<string, StoredValue>();
  return definition.pipeline.order.flatMap((id): readonly FactBody[] => {
    if (!reads.has(id)) return [];
    const value = given[id];
    if (value !== undefined) return [givenFact(id, value)];
    const pin = active.get(id);
    if (pin !== undefined) return [reusedPin(pin, { edits, derived: [], variables })];
    return parent === null ? [] : recordedFacts({ parent: parent.state, edits, outdated }, id, variables);
  });
}

function givenFact(step: string, result: StoredValue): FactBody {
  return {
    type: 'step.reused',
    step,
    status: 'completed',
    from: { given: true },
    result,
    reads: [],
    parameters: null,
    durationMs: 0,
    consequences: [],
  };
}

/** What a later rerun is decided by comes along: what its condition read, and whether its definition has changed. */
function recordedFacts(
  { outdated, ...sources }: Pick<ReuseSources, 'parent' | 'edits'> & Pick<Alone, 'outdated'>,
  id: string,
  variables: Map<string, StoredValue>,
): readonly FactBody[] {
  const before = stepState(sources.parent, id);
  const isOutdated = outdated.has(id);
  const condition: FactBody[] =
    before.condition === undefined || isOutdated
      ? []
      : [{ type: 'condition.evaluated', step: id, ...before.condition }];
  if (before.status === 'skipped')
    return [
      ...condition,
      { type: 'step.skipped', step: id, reason: before.skipReason ?? 'condition', consequences: [] },
    ];
  const fact = reusedFact(sources, { id, before, derived: [], variables });
  const { from } = fact;
  return [...condition, isOutdated && 'run' in from ? { ...fact, from: { ...from, outdated: true } } : fact];
}

/** Steps that the recorded run had another definition of. */
function changedSince(deps: EngineDeps, { folder, state }: Recorded, now: Pipeline): ReadonlySet<string> {
  if (state.pipeline?.hash === now.hash) return new Set();
  const before = hashesThen(deps, folder);
  return new Set(now.steps.filter(({ id, hash }) => before.get(id) !== hash).map(({ id }) => id));
}

/** None of a definition that this release does not take any more. */
function hashesThen(deps: EngineDeps, folder: RunFolder): ReadonlyMap<string, string> {
  try {
    return new Map(compileSnapshot(deps, folder).pipeline.steps.map(({ id, hash }) => [id, hash]));
  } catch (error) {
    if (error instanceof StepglassError && error.code === 'invalid_pipeline') return new Map();
    throw error;
  }
}

function definitionOf(deps: EngineDeps, { definition }: StepRequest, named: RunFolder | null): Definitions {
  if (definition !== 'snapshot') return compileText(deps, definition);
  if (named !== null) return compileSnapshot(deps, named);
  throw new StepglassError('invalid_input', 'invalid_argument', 'the definition of which run is meant was not said');
}

function stepIn(pipeline: Pipeline, id: string): Step {
  if (splitPath(id).scope !== '')
    throw new StepglassError(
      'invalid_input',
      'unknown_step',
      `step ${id} is inside of another one: run ${topOf(id)} alone, or rerun from ${id}`,
      { details: { step: id } },
    );
  return requireStep(pipeline, id);
}

/** A result for a step that is not read would change nothing. */
function checkGiven(pipeline: Pipeline, { id, dependencies }: Step, given: readonly string[]): void {
  for (const name of given) {
    requireStep(pipeline, name);
    if (dependencies.includes(name)) continue;
    const reads = dependencies.length === 0 ? 'it reads no other step' : `it reads ${dependencies.join(', ')}`;
    const why = name === id ? 'it is the step that runs' : `step ${id} does not read it: ${reads}`;
    throw new StepglassError('invalid_input', 'bad_given', `a result of ${name} cannot be given: ${why}`, {
      details: { step: name, reads: dependencies },
    });
  }
}

/** The newest run of the file that has made what is needed, neither been given it nor taken it from a pin; else the newest that was begun; null: none. */
async function newestWith(deps: EngineDeps, { file }: Pipeline, needed: readonly string[]): Promise<Recorded | null> {
  const runs = (await deps.data.runs()).filter(
    ({ pipeline, status, importedAt }) => pipeline?.file === file && status !== 'damaged' && importedAt === undefined,
  );
  let newest: Recorded | null = null;
  for (const { run } of runs.slice(0, MOST_RUNS)) {
    const found = recorded(deps.data.open(run));
    newest ??= found;
    if (needed.every((id) => isMade(stepState(found.state, id)))) return found;
  }
  return newest;
}

function recorded(folder: RunFolder): Recorded {
  return { folder, state: foldFacts(readJournal(folder.journalPath).facts) };
}

function isMade(entry: StepState): boolean {
  const { reusedFrom } = entry;
  const isMadeUp = reusedFrom !== undefined && ('given' in reusedFrom || reusedFrom.pin !== undefined);
  return whyMissing(entry) === null && !isMadeUp;
}

/** Why what a run has of a step cannot be taken over; null: it can. */
function whyMissing({ status, skipReason }: StepState): string | null {
  if (status === 'completed') return null;
  if (status === 'skipped')
    return skipReason === 'condition' || skipReason === 'routed_past' ? null : `it was skipped (${skipReason ?? ''})`;
  if (status === 'failed' || status === 'cancelled') return status === 'failed' ? 'it failed' : 'it was cancelled';
  return status === 'pending' ? 'it has not run' : 'it has not ended';
}

function missingResults(
  step: string,
  missing: readonly { readonly step: string; readonly why: string }[],
  run: string | null,
): StepglassError {
  const list = missing.map((each) => `${each.step} (${each.why})`).join(', ');
  const where = run === null ? 'and this file has no run' : `which run ${run} does not have`;
  const [first] = missing;
  return new StepglassError(
    'invalid_input',
    'missing_results',
    `step ${step} cannot run alone: it reads the results of ${list}, ${where}. Run the pipeline up to there first (--until ${first?.step ?? step}), take another run (--from-run RUN), or give the results (--given ${first?.step ?? step}=JSON)`,
    { details: { step, run, missing: missing.map((each) => ({ ...each })) } },
  );
}
