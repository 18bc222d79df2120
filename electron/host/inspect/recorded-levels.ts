import type { StoredValue } from '../../../shared/facts.ts';
import { bodyAt } from '../../../shared/find-step.ts';
import type { Json } from '../../../shared/json.ts';
import { conditionLoopNames, forEachNames, type LoopNames } from '../../../shared/loop-names.ts';
import type { Container, Pipeline, Step } from '../../../shared/pipeline.ts';
import { type RunState, stepState } from '../../../shared/state/run-state.ts';
import { ownerOf, splitPath } from '../../../shared/step-path.ts';
import type { Frame, ScopeFor, ScopeSources } from '../../execution/attempt/scope.ts';
import { fromParameters, type LoopInputs } from '../../execution/containers/container-inputs.ts';
import { ScopedTable } from '../../execution/containers/level-ledger.ts';
import { loopFrame } from '../../execution/containers/loop-frame.ts';
import { ancestors, defineSteps } from '../../execution/run/definition.ts';
import type { BlobStore } from '../../storage/blobs.ts';
import { placeOf } from './step-places.ts';

/** What a run has recorded, at one moment of it. */
export interface Recorded {
  readonly pipeline: Pipeline;
  readonly state: RunState;
  readonly blobs: Pick<BlobStore, 'get'>;
}

export type RecordedLevel = { readonly pipeline: Pipeline } & Pick<ScopeSources, 'table' | 'frames'> &
  Pick<ScopeFor, 'sees'>;

/**
 * What the templates of the step at `path` see, from the iteration it is in out to its pipeline, as it is recorded; null
 * where a container around it has not begun.
 */
export function levelAt(recorded: Recorded, path: string): RecordedLevel | null {
  const { scope } = splitPath(path);
  const owner = ownerOf(scope);
  const sees = seenFrom(recorded.pipeline, path);
  if (owner === null) return { pipeline: recorded.pipeline, table: recorded.state, frames: [], sees };
  const { container, iteration } = owner;
  const step = placeOf(recorded.pipeline, container)?.step;
  if (step?.container?.kind === 'pipeline') {
    const inputs = storedInputs(inputsOf(recorded, container));
    const { pipeline } = step.container;
    return inputs === null
      ? null
      : { pipeline, table: new ScopedTable(recorded.state, scope, inputs), frames: [], sees };
  }
  const outer = levelAt(recorded, container);
  const names = iteration === null ? null : namesIn(recorded, container, iteration);
  if (outer === null || names === null || step?.container === undefined) return null;
  const table = new ScopedTable(recorded.state, scope, outer.table.inputs);
  const { name, values } = loopFrame(step.container, names);
  const frame: Frame = { table, names: values, loop: name, sees };
  return { ...outer, frames: [frame, ...(outer.frames ?? [])] };
}

/** The names of one iteration; null where the loop has not begun. */
function namesIn(recorded: Recorded, container: string, iteration: number): LoopNames | null {
  const step = placeOf(recorded.pipeline, container)?.step;
  const inputs = inputsOf(recorded, container);
  return step?.container === undefined || inputs === null
    ? null
    : namesOf(recorded, { step, container: step.container, path: container, inputs, iteration });
}

interface Iteration {
  readonly step: Step;
  readonly container: Container;
  readonly path: string;
  readonly inputs: LoopInputs;
  readonly iteration: number;
}

function namesOf({ state, blobs }: Recorded, { step, container, path, inputs, iteration }: Iteration) {
  switch (container.kind) {
    case 'for_each': {
      const { items = [] } = inputs;
      return forEachNames(step.id, container, { item: items[iteration] ?? null, length: items.length, iteration });
    }
    case 'loop': {
      const left = state.loops.get(path)?.iterations.get(iteration - 1)?.state;
      return conditionLoopNames(step.id, container, { iteration, state: left === undefined ? {} : blobs.get(left) });
    }
    case 'pipeline':
      return null;
  }
}

/** What the container began with. */
function inputsOf({ state, blobs }: Recorded, container: string): LoopInputs | null {
  const { attempts, parameters } = stepState(state, container);
  const stored = attempts.findLast((attempt) => attempt.parameters !== null)?.parameters ?? parameters;
  return stored === null ? null : fromParameters(blobs.get(stored));
}

function storedInputs(inputs: LoopInputs | null): { readonly [name: string]: StoredValue } | null {
  if (inputs === null) return null;
  const entries = Object.entries(inputs.values ?? {});
  return Object.fromEntries(entries.map(([name, value]: [string, Json]) => [name, { inline: value }]));
}

/** Whose writes to variables are seen: those of the steps of its level that come before it. */
function seenFrom(pipeline: Pipeline, path: string): (writer: string) => boolean {
  const { scope, id } = splitPath(path);
  const body = bodyAt(pipeline, scope);
  if (body === null) return () => false;
  const above = ancestors(defineSteps(body.steps), id);
  return (writer) => above.has(writer);
}
