/**
 * Where a step is in a run (engine.md E16): `save`; in a body `process[3].save`, iterations counted from 0; in an included
 * pipeline `sub.save`; nested `outer[2].inner[0].x`. What stands before the last dot is the *scope*, '' for the run's own
 * level. Ids hold neither dots nor brackets.
 */

/** The scope of a step and its id there. */
export function splitPath(path: string): { readonly scope: string; readonly id: string } {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? { scope: '', id: path } : { scope: path.slice(0, dot), id: path.slice(dot + 1) };
}

export function joinPath(scope: string, id: string): string {
  return scope === '' ? id : `${scope}.${id}`;
}

/** The scope of one iteration of a loop, or (without an iteration) of an included pipeline. */
export function scopeOf(container: string, iteration: number | null): string {
  return iteration === null ? container : `${container}[${iteration}]`;
}

/** The container that a scope belongs to, and which iteration of it; null iteration: an included pipeline. Null for the run's own level. */
export function ownerOf(scope: string): { readonly container: string; readonly iteration: number | null } | null {
  if (scope === '') return null;
  const bracket = scope.endsWith(']') ? scope.lastIndexOf('[') : -1;
  if (bracket < 0) return { container: scope, iteration: null };
  return { container: scope.slice(0, bracket), iteration: Number(scope.slice(bracket + 1, -1)) };
}

/** True if the scope is one of the container's, or lies inside one. */
export function isInside(scope: string, container: string): boolean {
  return (
    scope.startsWith(container) &&
    (scope.length === container.length || scope[container.length] === '[' || scope[container.length] === '.')
  );
}

/** The path without the numbers of iterations: `process[3].save` → `process.save`, for what is the same in each. */
export function withoutIterations(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '');
}

/** The step of the run's own level that a path is inside of, or is. */
export function topOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}
