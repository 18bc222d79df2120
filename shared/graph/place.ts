import type { IndexedGraph } from './layers.ts';
import { meanOf } from './layers.ts';

/**
 * Gives every node of every layer a middle on the cross axis: near the middle of its neighbours, in the layer's order,
 * at least `gap` from the next.
 */
export function placeAcross(
  layers: readonly (readonly number[])[],
  graph: IndexedGraph,
  options: { sizes: Float64Array; gap: number; rounds?: number },
): Float64Array {
  const { sizes, gap, rounds = 8 } = options;
  const middle = new Float64Array(graph.count);
  for (const layer of layers) stack(layer, { sizes, gap, middle });
  for (let round = 0; round < rounds; round += 1) {
    const forth = round % 2 === 0;
    const sequence = forth ? layers : layers.toReversed();
    for (const layer of sequence)
      pull(layer, { wanted: wishes(layer, forth ? graph.into : graph.out, middle), sizes, gap, middle });
  }
  const around = bothSides(graph);
  for (const layer of layers) pull(layer, { wanted: wishes(layer, around, middle), sizes, gap, middle });
  return middle;
}

interface Placing {
  readonly sizes: Float64Array;
  readonly gap: number;
  readonly middle: Float64Array;
}

function stack(layer: readonly number[], { sizes, gap, middle }: Placing): void {
  const total = layer.reduce((sum, node) => sum + (sizes[node] ?? 0) + gap, -gap);
  let at = -total / 2;
  for (const node of layer) {
    const size = sizes[node] ?? 0;
    middle[node] = at + size / 2;
    at += size + gap;
  }
}

function wishes(layer: readonly number[], neighbours: IndexedGraph['into'], middle: Float64Array): number[] {
  return layer.map((node) => meanOf(neighbours[node] ?? [], middle) ?? middle[node] ?? 0);
}

function bothSides({ into, out }: IndexedGraph): number[][] {
  return into.map((before, node) => [...before, ...(out[node] ?? [])]);
}

/** The places closest to the wishes that keep the order and the gaps: neighbours that collide move as one block. */
function pull(layer: readonly number[], { wanted, sizes, gap, middle }: Placing & { wanted: readonly number[] }): void {
  const blocks: { start: number; size: number; sum: number; count: number }[] = [];
  let offset = 0;
  const offsets = layer.map((node, index) => {
    const previous = layer[index - 1];
    if (previous !== undefined) offset += (sizes[previous] ?? 0) / 2 + gap + (sizes[node] ?? 0) / 2;
    return offset;
  });
  for (let index = 0; index < layer.length; index += 1) {
    let block = { start: index, size: 1, sum: (wanted[index] ?? 0) - (offsets[index] ?? 0), count: 1 };
    for (
      let last = blocks.at(-1);
      last !== undefined && last.sum / last.count >= block.sum / block.count;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = {
        start: last.start,
        size: last.size + block.size,
        sum: last.sum + block.sum,
        count: last.count + block.count,
      };
    }
    blocks.push(block);
  }
  for (const block of blocks) {
    for (let index = block.start; index < block.start + block.size; index += 1) {
      const node = layer[index];
      if (node !== undefined) middle[node] = block.sum / block.count + (offsets[index] ?? 0);
    }
  }
}
