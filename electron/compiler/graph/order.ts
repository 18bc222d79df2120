import type { StepGraph } from './step-graph.ts';
import { invertEdges } from './step-graph.ts';

/**
 * Steps in an order in which each comes after those that it waits for, over dependencies and routes; where there is a
 * choice, the one that stands first in the file. Steps on or behind a cycle come last, in the order of the file.
 */
export function topologicalOrder(graph: StepGraph): string[] {
  const waits = graph.waits({ routes: true });
  const open = new Map([...waits].map(([id, from]) => [id, from.size]));
  const next = invertEdges(waits);
  const ready = new PositionHeap();
  graph.ids.forEach((id, position) => open.get(id) === 0 && ready.push(position));
  const order: string[] = [];
  for (let position = ready.pop(); position !== undefined; position = ready.pop()) {
    const id = graph.ids[position] ?? '';
    order.push(id);
    for (const to of next.get(id) ?? []) {
      const left = (open.get(to) ?? 0) - 1;
      open.set(to, left);
      if (left === 0) ready.push(graph.positionOf(to));
    }
  }
  if (order.length === graph.ids.length) return order;
  const done = new Set(order);
  return [...order, ...graph.ids.filter((id) => !done.has(id))];
}

/** The smallest number first. */
class PositionHeap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((items[parent] ?? 0) <= item) break;
      items[at] = items[parent] ?? 0;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return first;
  }

  #sink(item: number): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= items.length) break;
      const child = left + 1 < items.length && (items[left + 1] ?? 0) < (items[left] ?? 0) ? left + 1 : left;
      if ((items[child] ?? 0) >= item) break;
      items[at] = items[child] ?? 0;
      at = child;
    }
    items[at] = item;
  }
}
