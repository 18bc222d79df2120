import type { Step } from '../../../shared/pipeline.ts';

/** What settling and scheduling need to know of a step. */
export type StepShape = Pick<Step, 'id' | 'dependencies' | 'onFalse' | 'onSuccess' | 'onFailure'>;

export interface DefinedStep {
  readonly shape: StepShape;
  /** Place in the file, from 0; breaks ties. */
  readonly position: number;
  /** Steps that must be settled first: dependencies, and steps that route here. */
  readonly waits: readonly string[];
  /** The other way round: steps that wait for this one. */
  readonly next: readonly string[];
  /** Steps that depend on this one; route edges not counted. */
  readonly dependents: readonly string[];
}

/** The steps of a pipeline with their edges in both directions. Assumes a compiled pipeline: no cycles, no unknown names. */
export interface Definition {
  /** In file order. */
  readonly ids: readonly string[];
  readonly steps: ReadonlyMap<string, DefinedStep>;
}

export function defineSteps(shapes: readonly StepShape[]): Definition {
  const waits = new Map<string, Set<string>>(shapes.map((shape) => [shape.id, new Set(shape.dependencies)]));
  for (const shape of shapes) for (const target of routesOf(shape)) waits.get(target)?.add(shape.id);
  const next = invert(waits);
  const dependents = invert(new Map(shapes.map((shape) => [shape.id, shape.dependencies])));
  const define = (shape: StepShape, position: number): [string, DefinedStep] => [
    shape.id,
    {
      shape,
      position,
      waits: [...(waits.get(shape.id) ?? [])],
      next: next.get(shape.id) ?? [],
      dependents: dependents.get(shape.id) ?? [],
    },
  ];
  return { ids: shapes.map((shape) => shape.id), steps: new Map(shapes.map(define)) };
}

/** The step of that id. Throws on an id that the definition does not have: that is a fault of ours. */
export function stepOf(definition: Definition, id: string): DefinedStep {
  const step = definition.steps.get(id);
  if (step === undefined) throw new Error(`the definition has no step ${id}`);
  return step;
}

/** All steps that need this one's result, directly or through others; route edges not counted. */
export function descendants(definition: Definition, id: string): Set<string> {
  return closure(id, (step) => stepOf(definition, step).dependents);
}

/** All steps whose results this one needs, directly or through others; route edges not counted. */
export function ancestors(definition: Definition, id: string): Set<string> {
  return closure(id, (step) => stepOf(definition, step).shape.dependencies);
}

/** The step itself and everything that must be settled before it, over dependencies and routes (`--until`). */
export function withPredecessors(definition: Definition, id: string): Set<string> {
  return closure(id, (step) => stepOf(definition, step).waits).add(id);
}

/** The ids in file order. */
export function inFileOrder(definition: Definition, ids: Iterable<string>): string[] {
  return [...ids].sort((a, b) => stepOf(definition, a).position - stepOf(definition, b).position);
}

function routesOf(shape: StepShape): string[] {
  const failure = shape.onFailure.kind === 'jump' ? shape.onFailure.to : undefined;
  return [shape.onFalse, shape.onSuccess, failure].filter((target) => target !== undefined);
}

function invert(edges: ReadonlyMap<string, Iterable<string>>): Map<string, string[]> {
  const inverted = new Map<string, string[]>();
  for (const [to, sources] of edges) {
    for (const from of new Set(sources)) {
      const targets = inverted.get(from);
      if (targets === undefined) inverted.set(from, [to]);
      else targets.push(to);
    }
  }
  return inverted;
}

function closure(start: string, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const todo = [...next(start)];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    todo.push(...next(id));
  }
  return seen;
}
