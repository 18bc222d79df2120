import type { Place } from '../report.ts';

/** An edge: `to` waits for `from`. `route` edges order, but carry no data (engine.md E11). */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'dependency' | 'route';
  /** The place that asks for it: an item of `dependencies`, an expression, a route. */
  readonly place: Place;
}

/** The steps of one level with the edges between them; of several edges of one kind between two steps the first counts. */
export class StepGraph {
  /** In the order of the file. */
  readonly ids: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #edges = new Map<string, Map<string, Edge>>();
  readonly #routes: Edge[] = [];

  constructor(ids: readonly string[]) {
    this.ids = ids;
    this.#positions = new Map(ids.map((id, position) => [id, position]));
    for (const id of ids) this.#edges.set(id, new Map());
  }

  add(edge: Edge): void {
    if (edge.kind === 'route') this.#routes.push(edge);
    else if (this.#edges.get(edge.to)?.has(edge.from) === false) this.#edges.get(edge.to)?.set(edge.from, edge);
  }

  get routes(): readonly Edge[] {
    return this.#routes;
  }

  positionOf(id: string): number {
    return this.#positions.get(id) ?? -1;
  }

  /** The data edge that makes `to` wait for `from`. */
  edge(from: string, to: string): Edge | undefined {
    return this.#edges.get(to)?.get(from);
  }

  /** What a step depends on, in the order of the file. */
  dependenciesOf(id: string): string[] {
    return [...(this.#edges.get(id)?.keys() ?? [])].sort((a, b) => this.positionOf(a) - this.positionOf(b));
  }

  /** For each step, the steps that it waits for: dependencies, and steps that route to it if `routes` is set. */
  waits(options: { routes: boolean }): Map<string, Set<string>> {
    const waits = new Map(this.ids.map((id) => [id, new Set(this.#edges.get(id)?.keys())]));
    if (options.routes) for (const { from, to } of this.#routes) waits.get(to)?.add(from);
    return waits;
  }

  /** All steps before one, over data edges. */
  ancestorsOf(id: string): Set<string> {
    const found = new Set<string>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const from of this.#edges.get(next)?.keys() ?? []) {
        if (found.has(from)) continue;
        found.add(from);
        open.push(from);
      }
    }
    return found;
  }
}

/** The same edges the other way round. */
export function invertEdges(edges: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]> {
  const inverted = new Map<string, string[]>();
  for (const [to, sources] of edges) {
    for (const from of sources) {
      const targets = inverted.get(from);
      if (targets === undefined) inverted.set(from, [to]);
      else targets.push(to);
    }
  }
  return inverted;
}
