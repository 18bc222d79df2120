import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../../shared/graph/layout.ts';
import { readLayout, writeLayout } from '../../../../renderer/canvas/layout/layout-cache.ts';
import { memoryStorage } from '../../helpers/make-parts.ts';

const layout: Layout = {
  width: 3,
  height: 4,
  nodes: new Map([['a', { x: 1, y: 2 }]]),
  edges: new Map([['e', { points: [{ x: 0, y: 0 }], label: null }]]),
};

describe('kept layouts', () => {
  it('M21 gives back what was kept for the same structure, and nothing for another', () => {
    const storage = memoryStorage();
    writeLayout(storage, 'one', layout);
    expect(readLayout(storage, 'one')).toEqual(layout);
    expect(readLayout(storage, 'two')).toBeNull();
  });

  it('keeps a dozen', () => {
    const storage = memoryStorage();
    for (let i = 0; i < 40; i += 1) writeLayout(storage, `graph ${i}`, layout);
    expect(storage.length).toBe(12);
  });

  it('reads what is damaged as not there', () => {
    const storage = memoryStorage();
    writeLayout(storage, 'one', layout);
    storage.setItem(storage.key(0) ?? '', '{"half":');
    expect(readLayout(storage, 'one')).toBeNull();
  });
});
