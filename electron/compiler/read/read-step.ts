import type { Body, PipelineConfig, Step } from '../../../shared/pipeline.ts';
import type { Graphs } from '../graph/build-graphs.ts';
import { topologicalOrder } from '../graph/order.ts';
import { StepGraph } from '../graph/step-graph.ts';
import { hashStep } from '../hash.ts';
import type { Includes } from '../include/read-includes.ts';
import type { Fields } from '../keys/fields.ts';
import { textAt } from '../keys/fields.ts';
import type { Report } from '../report.ts';
import { failureFields, failurePolicy } from '../steps/failure-policy.ts';
import type { FoundHandlers } from '../steps/find-handlers.ts';
import type { Resolutions } from '../steps/resolve-steps.ts';
import { isSingle } from '../steps/step-kind.ts';
import { conditionAt } from '../steps/step-sites.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { groupsAround } from '../steps/step-tree.ts';
import { effectsOf, strongestOf } from './effects.ts';
import type { Running } from './read-call.ts';
import { readCall, readOfWhole } from './read-call.ts';
import type { ReadHandlers } from './read-handlers.ts';
import { readContainer } from './read-loop.ts';

/** All that is known of a file's steps when they are read. */
export interface StepSources {
  readonly resolutions: Resolutions;
  readonly includes: Includes;
  readonly graphs: Graphs;
  readonly found: FoundHandlers;
  readonly handlers: ReadHandlers;
  /** What it says of all steps is part of each. */
  readonly config: PipelineConfig;
  readonly report: Report;
}

/** Reads one level: the file (`null`), or the body of a loop. Steps that are not known well enough are left out. */
export function readBody(level: StepEntry | null, entries: readonly StepEntry[], sources: StepSources): Body {
  const { graphs, found } = sources;
  const read = (those: readonly StepEntry[]) => those.flatMap((entry) => readStep(entry, sources) ?? []);
  const called = entries.filter((entry) => found.steps.has(entry));
  return {
    steps: read(called.length === 0 ? entries : entries.filter((entry) => !found.steps.has(entry))),
    order: topologicalOrder(graphs.get(level) ?? new StepGraph([])),
    ...(called.length === 0 ? {} : { handlerSteps: read(called) }),
  };
}

function readStep(entry: StepEntry, sources: StepSources): Step | null {
  const running = readRunning(entry, sources);
  if (running === null) return null;
  const { version, ...runs } = running;
  const policy = failurePolicy(failureFields(entry), sources.config.onFailure);
  return withHash(
    { ...placed(entry, sources), onFailure: ofWhole(entry, policy), ...runs, span: entry.node.span },
    { version, called: calledByHandlers(entry, sources) },
  );
}

function withHash(step: Omit<Step, 'hash'>, { version, called }: { version: string; called: readonly Step[] }): Step {
  return { ...step, hash: hashStep(step, version, called) };
}

/** The steps that the handlers of a step run. They have no handlers themselves. */
function calledByHandlers(entry: StepEntry, sources: StepSources): Step[] {
  return [...sources.found.users].flatMap(([called, users]) =>
    users.includes(entry) ? (readStep(called, sources) ?? []) : [],
  );
}

/** A person is asked about each iteration, not about the loop as well. */
function ofWhole(entry: StepEntry, policy: Step['onFailure']): Step['onFailure'] {
  return isSingle(entry) && policy.kind === 'ask' ? { kind: 'fail' } : policy;
}

function readRunning(entry: StepEntry, sources: StepSources): Running | null {
  if (entry.kind === 'group')
    return { tool: 'group', action: 'group', parameters: [], effects: 'none', sets: [], version: '1' };
  if (entry.kind === 'step' || entry.kind === 'pipeline') return readCall(entry, sources);
  const body = isSingle(entry) ? singleBody(entry, sources) : readBody(entry, entry.body, sources);
  const container = body === null ? null : readContainer(entry, body);
  if (body === null || container === null) return null;
  return {
    tool: container.kind,
    action: container.kind,
    parameters: [],
    ...(isSingle(entry) ? {} : readOfWhole(entry, sources)),
    container,
    effects: strongestOf(entry.fields, effectsOf(body)),
    sets: [],
    version: '1',
  };
}

/** The body of a loop that repeats its own tool: that one step, which skips or asks for itself where the loop says so. */
function singleBody(entry: StepEntry, sources: StepSources): Body | null {
  const called = readCall(entry, sources);
  if (called === null) return null;
  const { version, ...runs } = called;
  const { id } = entry;
  const policy = failurePolicy(failureFields(entry), sources.config.onFailure);
  const onFailure = policy.kind === 'skip' || policy.kind === 'ask' ? policy : ({ kind: 'fail' } as const);
  const step = withHash(
    { id, ...runs, dependencies: [], onFailure, span: entry.node.span },
    { version, called: calledByHandlers(entry, sources) },
  );
  return { steps: [step], order: [id] };
}

/** What a step is at its place, whatever it runs. */
function placed(
  entry: StepEntry,
  { graphs, found }: StepSources,
): Omit<Step, keyof Running | 'onFailure' | 'span' | 'hash'> {
  const { fields, id, group } = entry;
  const condition = conditionAt(fields, 'condition');
  const around = groupsAround(entry).reverse();
  const groupConditions = around.flatMap((each) => conditionAt(each.fields, 'condition') ?? []);
  return {
    id,
    ...texts(fields),
    dependencies: found.steps.has(entry) ? [] : (graphs.get(entry.parent)?.dependenciesOf(id) ?? []),
    ...(condition === undefined ? {} : { condition }),
    ...(groupConditions.length === 0 ? {} : { groupConditions }),
    ...(group === null ? {} : { group: group.id }),
  };
}

function texts(fields: Fields): Pick<Step, 'name' | 'description' | 'onFalse' | 'onSuccess'> {
  const [name, description] = [textAt(fields, 'name'), textAt(fields, 'description')];
  const [onFalse, onSuccess] = [textAt(fields, 'on_false'), textAt(fields, 'on_success')];
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(onFalse === undefined ? {} : { onFalse }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
  };
}

/** A step as far as it is known, for drawing a file that has errors. */
export type PartialStep = Pick<Step, 'id' | 'tool' | 'action' | 'dependencies' | 'span'>;

export function readPartialStep(
  entry: StepEntry,
  { resolutions, graphs }: Pick<StepSources, 'resolutions' | 'graphs'>,
): PartialStep {
  const resolved = resolutions.get(entry);
  const known = typeof resolved === 'object' && resolved !== null ? resolved : null;
  const own = entry.kind === 'step' ? undefined : entry.kind;
  const tool = own ?? known?.tool.name ?? textAt(entry.fields, 'tool') ?? '';
  const action = own ?? known?.found.name ?? textAt(entry.fields, 'action') ?? '';
  const dependencies = graphs.get(entry.parent)?.dependenciesOf(entry.id) ?? [];
  return { id: entry.id, tool, action, dependencies, span: entry.node.span };
}
