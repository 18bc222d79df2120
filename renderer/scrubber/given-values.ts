import type { StoredValue } from '../../shared/facts.ts';
import { stepAtPath } from '../../shared/find-step.ts';
import { isJsonObject, type Json } from '../../shared/json.ts';
import { conditionLoopNames, forEachNames } from '../../shared/loop-names.ts';
import type { Container, Included, Pipeline } from '../../shared/pipeline.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { ownerOf } from '../../shared/step-path.ts';
import { entryAt } from '../state/place.ts';

/** An entry of a value that lies in a blob: only it is fetched. */
export interface ValuePart {
  readonly blob: string;
  readonly path: readonly (string | number)[];
}

export type GivenValue = { readonly name: string } & (
  | { readonly value: StoredValue; readonly part: null }
  | { readonly value: null; readonly part: ValuePart }
);

/** What a container gave to one of its scopes: the names of an iteration, or the inputs of an included pipeline. */
export function givenValues(state: RunState, pipeline: Pipeline | null, scope: string): readonly GivenValue[] {
  const owner = ownerOf(scope);
  const container = owner === null || pipeline === null ? undefined : stepAtPath(pipeline, owner.container)?.container;
  const begun = owner === null ? null : recordedOf(state, owner.container);
  if (owner === null || container === undefined || begun === null) return [];
  if (container.kind === 'pipeline') return inputsOf(container, begun);
  return owner.iteration === null
    ? []
    : namesOf(state, { container, path: owner.container, iteration: owner.iteration, begun });
}

/** What the container began with. */
function recordedOf(state: RunState, container: string): StoredValue | null {
  const entry = entryAt(state, container);
  return entry?.attempts.findLast(({ parameters }) => parameters !== null)?.parameters ?? entry?.parameters ?? null;
}

interface Iteration {
  readonly container: Exclude<Container, Included>;
  readonly path: string;
  readonly iteration: number;
  readonly begun: StoredValue;
}

function namesOf(state: RunState, { container, path, iteration, begun }: Iteration): readonly GivenValue[] {
  const step = path.slice(path.lastIndexOf('.') + 1);
  const loop = state.loops.get(path);
  if (loop?.iterations.has(iteration) !== true) return [];
  if (container.kind === 'loop') {
    const before = loop.iterations.get(iteration - 1)?.state ?? { inline: {} };
    return [...conditionLoopNames(step, container, { iteration, state: null })].map(([name, value]) =>
      given(name, name === 'loop_state' ? before : { inline: value }),
    );
  }
  const length = loop.total ?? lengthOf(begun);
  const item = partOf(begun, ['for_each', iteration]);
  const names = forEachNames(step, container, { item: null, length, iteration });
  return [...names].map(([name, value]) =>
    name === 'item' || name === container.as ? { ...item, name } : given(name, { inline: value }),
  );
}

function inputsOf({ pipeline }: Included, begun: StoredValue): readonly GivenValue[] {
  return pipeline.inputs.map(({ name }) => ({ ...partOf(begun, ['inputs', name]), name }));
}

function given(name: string, value: StoredValue): GivenValue {
  return { name, value, part: null };
}

function partOf(stored: StoredValue, path: ValuePart['path']) {
  if ('blob' in stored) return { value: null, part: { blob: stored.blob, path } };
  return { value: { inline: path.reduce(entryOf, stored.inline) }, part: null };
}

function entryOf(value: Json, name: string | number): Json {
  if (Array.isArray(value)) return typeof name === 'number' ? (value[name] ?? null) : null;
  return isJsonObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

function lengthOf(begun: StoredValue): number {
  const items = 'inline' in begun ? entryOf(begun.inline, 'for_each') : null;
  return Array.isArray(items) ? items.length : 0;
}
