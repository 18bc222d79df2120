import type { Edit, RunParent, StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { Plan } from '../../../shared/plan.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { topOf } from '../../../shared/step-path.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import { emptyJournal } from '../../storage/journal/empty-journal.ts';
import { readJournal } from '../../storage/journal/read-journal.ts';
import type { RunFolder } from '../../storage/run-folder.ts';
import type { Edits, EngineDeps, GivenBreakpoints, GivenValue, RerunRequest } from '../api.ts';
import { hashFileNow } from '../attempt/template-files.ts';
import { compileSnapshot, compileText, type Definitions, inputsFor } from '../run/compile-run.ts';
import { foldFacts } from '../run/fold-facts.ts';
import { launchNew } from '../run/launch.ts';
import type { LiveRun } from '../run/live-run.ts';
import { checkEdits } from './check-edits.ts';
import { describeStored } from './hash.ts';
import { type PinsInForce, pinsInForce } from './pins.ts';
import { planReuse } from './plan.ts';
import { requireStep } from './require-step.ts';
import { findReusable, type ReuseSources, reuseFacts } from './reuse.ts';
import { isPlaceInside } from './reuse-inside.ts';

/** A new run made from another one (E13): rerun, continue from a place, go on with the file as it is now. */
export interface Fork {
  readonly folder: RunFolder;
  readonly definition: Definitions;
  readonly parentDefinition: Definitions;
  /** The parent as it is, or as it was at the place to go on from. */
  readonly state: RunState;
  readonly parent: RunParent;
  readonly from: readonly string[];
  readonly inputs: { readonly [name: string]: Json };
  readonly edits: readonly ValueEdit[];
  readonly maxParallel: number;
  readonly until: string | undefined;
  readonly pins: PinsInForce;
  readonly breakpoints: GivenBreakpoints;
}
export type ValueEdit = { readonly kind: Edit['kind']; readonly name: string; readonly value: Json };

export interface ForkRequest extends Edits {
  readonly definition: RerunRequest['definition'];
  readonly from?: readonly string[];
  readonly maxParallel?: number;
  readonly until?: string;
  readonly ignorePins?: boolean;
  readonly breakpoints?: GivenBreakpoints;
  /** The fact to go on from; null: the end. */
  readonly seq: number | null;
  readonly parent: Omit<RunParent, 'run'>;
}

/**
 * Reads everything that the new run depends on. Throws `invalid_input`: `invalid_pipeline`, `invalid_inputs`,
 * `unknown_step`, `unknown_parameter`, `unknown_variable`; `storage_failure` if the parent or a pin cannot be read.
 */
export function forkOf(deps: EngineDeps, folder: RunFolder, request: ForkRequest): Fork {
  const parentDefinition = compileSnapshot(deps, folder);
  const definition = request.definition === 'snapshot' ? parentDefinition : compileText(deps, request.definition);
  const { facts } = readJournal(folder.journalPath);
  if (facts.length === 0) throw emptyJournal(folder, deps.files ?? nodeFileLayer);
  const state = foldFacts(facts, request.seq ?? facts.length);
  const { pipeline } = definition;
  const steps = pipeline.steps.map((step) => step.id);
  for (const step of request.from ?? []) if (!isPlaceInside(state, step)) requireStep(pipeline, step);
  if (request.until !== undefined) requireStep(pipeline, request.until);
  checkEdits(request, pipeline, deps.tools);
  return {
    folder,
    definition,
    parentDefinition,
    state,
    parent: { run: folder.run, ...request.parent },
    from: request.from ?? [],
    inputs: inputsFor(pipeline, request.inputs, {
      workdir: state.workdir,
      kept: keptInputs(folder, { state, definition }),
    }),
    edits: mergeEdits(folder, { state, request, steps }),
    maxParallel:
      request.maxParallel ?? (request.definition === 'snapshot' ? state.maxParallel : pipeline.config.maxParallel),
    until: request.until,
    pins: pinsInForce(deps.data.pins, pipeline, {
      ignore: request.ignorePins === true,
      chosen: (request.from ?? []).map(topOf),
    }),
    breakpoints: request.breakpoints ?? [],
  };
}

export async function forkRun(deps: EngineDeps, fork: Fork): Promise<LiveRun> {
  const { definition, folder, state, parent, inputs, edits, maxParallel, until, pins, breakpoints } = fork;
  return await launchNew(deps, {
    pipeline: definition.pipeline,
    files: definition.files,
    inputs,
    workdir: state.workdir,
    maxParallel,
    ...(until === undefined ? {} : { until }),
    parent,
    edits,
    pins,
    breakpoints,
    takeOver: (stored) => reuseFacts(sourcesOf(deps, fork, stored)),
    parentBlobs: folder.blobs,
  });
}

export function planFork(deps: EngineDeps, kind: 'rerun' | 'continue', fork: Fork): Plan {
  const inputs = Object.fromEntries(Object.entries(fork.inputs).map(([name, value]) => [name, describeStored(value)]));
  const edits = fork.edits.map((edit) => ({ ...edit, value: describeStored(edit.value) }));
  const reusable = findReusable(sourcesOf(deps, fork, { inputs, edits }));
  return planReuse(fork.definition.pipeline, {
    kind,
    parent: fork.parent,
    state: fork.state,
    reusable,
    until: fork.until ?? null,
  });
}

function sourcesOf(
  deps: EngineDeps,
  fork: Fork,
  stored: { inputs: { readonly [name: string]: StoredValue }; edits: readonly Edit[] },
): ReuseSources {
  const { state } = fork;
  return {
    pipeline: fork.definition.pipeline,
    parentPipeline: fork.parentDefinition.pipeline,
    parent: state,
    from: new Set(fork.from),
    pins: new Map(fork.pins.active.map(({ pin }) => [pin.step, pin])),
    inputs: stored.inputs,
    edits: stored.edits,
    env: new Map(Object.entries(deps.env)),
    fileHash: (name, before) => hashFileNow(state.workdir, name, before),
  };
}

/** The parent's inputs as far as the definition still has them. */
export function keptInputs(
  folder: RunFolder,
  { state, definition }: { state: RunState; definition: Definitions },
): { readonly [name: string]: Json } {
  const declared = new Set(definition.pipeline.inputs.map(({ name }) => name));
  const kept = Object.entries(state.inputs).filter(([name]) => declared.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, folder.blobs.get(value)]));
}

/** Edits of the parent stay in force until another value is given. Those of inputs are in its inputs already. */
export function mergeEdits(
  folder: RunFolder | null,
  { state, request, steps }: { state: RunState | null; request: Edits; steps: readonly string[] },
): readonly ValueEdit[] {
  const merged = new Map<string, ValueEdit>();
  const add = (edit: ValueEdit): void => void merged.set(`${edit.kind} ${edit.name}`, edit);
  for (const { kind, name, value } of state?.edits ?? []) {
    const isGone = kind === 'parameter' && !steps.some((step) => name.startsWith(`${step}.`));
    if (kind !== 'input' && !isGone && folder !== null) add({ kind, name, value: folder.blobs.get(value) });
  }
  for (const [name, value] of Object.entries(request.inputs ?? {})) add({ kind: 'input', name, value: plain(value) });
  for (const [name, value] of Object.entries(request.variables ?? {})) add({ kind: 'variable', name, value });
  for (const [name, value] of Object.entries(request.parameters ?? {})) add({ kind: 'parameter', name, value });
  return [...merged.values()];
}

/** An edit is recorded as it was given; the fitted value is in the inputs. */
function plain(value: GivenValue): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'text' in value
    ? (value.text ?? null)
    : (value as Json);
}
