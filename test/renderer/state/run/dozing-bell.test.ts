import { describe, expect, it } from 'vitest';
import { DozingBell } from '../../../../renderer/state/run/dozing-bell.ts';
import { StepBell } from '../../../../renderer/state/run/step-bell.ts';

function dozing() {
  const bell = new StepBell();
  const frames: (() => void)[] = [];
  const heard: string[] = [];
  const drowsy = new DozingBell(bell, (act) => frames.push(act));
  return { bell, drowsy, frames, heard };
}

describe('the bell of what cannot be seen at every zoom level', () => {
  it('M21 is silent while it dozes, and tells once for all that changed when it wakes', () => {
    const { bell, drowsy, frames, heard } = dozing();
    for (const step of ['a', 'b']) drowsy.listen([step], () => heard.push(step));
    bell.ring(new Set(['a']));
    drowsy.doze();
    bell.ring(new Set(['a']));
    bell.ring(new Set(['a']));
    drowsy.wake();
    expect(heard).toEqual(['a']);
    frames.shift()?.();
    expect(heard).toEqual(['a', 'a']);
  });

  it('M21 tells hundreds who slept over several frames', () => {
    const { bell, drowsy, frames, heard } = dozing();
    for (let i = 0; i < 120; i += 1) drowsy.listen(['a'], () => heard.push('a'));
    drowsy.doze();
    bell.ring(new Set(['a']));
    drowsy.wake();
    frames.shift()?.();
    expect(heard.length).toBeLessThan(60);
    while (frames.length > 0) frames.shift()?.();
    expect(heard.length).toBe(120);
  });

  it('keeps those asleep who were not told before it dozes again, and forgets those who have gone', () => {
    const { bell, drowsy, frames, heard } = dozing();
    drowsy.listen(['a'], () => heard.push('a'));
    const end = drowsy.listen(['b'], () => heard.push('b'));
    drowsy.doze();
    bell.ring(new Set(['a', 'b']));
    drowsy.wake();
    drowsy.doze();
    frames.shift()?.();
    expect(heard).toEqual([]);
    end();
    drowsy.wake();
    frames.shift()?.();
    expect(heard).toEqual(['a']);
  });
});
