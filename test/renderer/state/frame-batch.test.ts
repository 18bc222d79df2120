import { describe, expect, it } from 'vitest';
import { createFrameBatch } from '../../../renderer/state/frame-batch.ts';

function manual() {
  const applied: number[][] = [];
  const scheduled: (() => void)[] = [];
  const batch = createFrameBatch<number>(
    (items) => applied.push([...items]),
    (act) => scheduled.push(act),
  );
  return { applied, scheduled, batch };
}

describe('batching by frames', () => {
  it('M21 applies everything that came between two frames at once', () => {
    const { applied, scheduled, batch } = manual();
    [1, 2, 3].forEach((item) => batch.add(item));
    expect(scheduled).toHaveLength(1);
    scheduled[0]?.();
    batch.add(4);
    scheduled[1]?.();
    expect(applied).toEqual([[1, 2, 3], [4]]);
  });

  it('drops what was waiting when it is cleared', () => {
    const { applied, scheduled, batch } = manual();
    batch.add(1);
    batch.clear();
    scheduled[0]?.();
    expect(applied).toEqual([]);
  });
});
