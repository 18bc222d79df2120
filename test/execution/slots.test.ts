import { describe, expect, it } from 'vitest';
import { SlotPool } from '../../electron/execution/schedule/slots.ts';

/** A level that takes a slot whenever it is asked, as long as it has work. */
function level(pool: SlotPool, name: string, { work, log }: { work: number; log: string[] }): void {
  let left = work;
  pool.join(() => {
    if (left === 0 || !pool.take()) return;
    left -= 1;
    log.push(name);
  });
}

describe('slots', () => {
  it('gives out as many as there are, and one again for each that comes back', () => {
    const pool = new SlotPool(2);
    expect([pool.take(), pool.take(), pool.take()]).toEqual([true, true, false]);
    pool.give();
    expect([pool.take(), pool.take()]).toEqual([true, false]);
  });

  it('takes slots of an inner pool from the outer one, and asks neither twice for one', () => {
    const outer = new SlotPool(1);
    const inner = new SlotPool(5, outer);
    expect([inner.take(), inner.take(), outer.take()]).toEqual([true, false, false]);
    inner.give();
    expect([outer.take(), inner.take()]).toEqual([true, false]);
  });

  it('asks those who wait in turn, so that one level cannot starve the others', () => {
    const pool = new SlotPool(1);
    const log: string[] = [];
    pool.take();
    for (const name of ['a', 'b', 'c']) level(pool, name, { work: 2, log });
    for (let given = 0; given < 6; given += 1) pool.give();
    expect(log).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('asks through an inner pool when the outer one has a slot again, until nobody waits there', () => {
    const outer = new SlotPool(1);
    const inner = new SlotPool(1, outer);
    const asked: string[] = [];
    const fill = () => void asked.push('inner');
    outer.take();
    inner.join(fill);
    outer.give();
    inner.leave(fill);
    outer.take();
    outer.give();
    expect(asked).toEqual(['inner']);
  });
});
