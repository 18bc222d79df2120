import { describe, expect, it } from 'vitest';
import { isAtStep } from '../../../shared/breakpoint.ts';
import { breakpointsAt, loopsOf, markAt, withLoops } from '../../../renderer/breakpoints/places.ts';

const on = (step: string) => ({ step, when: 'before', enabled: true }) as const;
const off = (step: string) => ({ step, when: 'after', enabled: false }) as const;
const isLoop = (path: string) => path !== 'included';

describe('where breakpoints stand', () => {
  it('M2 marks a step in every iteration, or in the one that is named', () => {
    expect(markAt([on('each.s')], 'each[3].s')).toBe('on');
    expect(markAt([on('each[3].s')], 'each[3].s')).toBe('on');
    expect(markAt([on('each[3].s')], 'each[4].s')).toBeNull();
    expect(markAt([off('a'), on('b')], 'a')).toBe('off');
    expect(markAt([off('a'), on('a')], 'a')).toBe('on');
    expect(markAt([on('*')], 'a')).toBeNull();
    expect(breakpointsAt([on('*'), off('a'), on('a'), on('b')], 'a')).toHaveLength(2);
  });

  it('tells names apart that begin alike, and levels', () => {
    expect(isAtStep(on('each'), 'each[1].s')).toBe(false);
    expect(isAtStep(on('s'), 'each[1].s')).toBe(false);
    expect(isAtStep(on('eac.s'), 'each[1].s')).toBe(false);
    expect(isAtStep(on('outer.inner[2].s'), 'outer[5].inner[2].s')).toBe(true);
  });

  it('names the loops around a step, and puts the chosen iterations in', () => {
    expect(loopsOf('outer[1].inner[2].s', isLoop)).toEqual([
      { loop: 'outer', iteration: '1' },
      { loop: 'outer.inner', iteration: '2' },
    ]);
    expect(loopsOf('included.s', isLoop)).toEqual([]);
    expect(loopsOf('s', isLoop)).toEqual([]);
    const chosen = [
      { loop: 'outer', iteration: '' },
      { loop: 'outer.inner', iteration: ' 7 ' },
    ];
    expect(withLoops('outer[1].inner[2].s', chosen)).toBe('outer.inner[7].s');
    expect(withLoops('s', [])).toBe('s');
  });
});
