import { describe, expect, it } from 'vitest';
import { listNames, suggest } from '../../electron/templates/suggest.ts';

describe('suggestions', () => {
  it.each([
    ['retires', 'retries'],
    ['file-system', 'filesystem'],
    ['Generate_Text', 'generate-text'],
    ['raed', 'read'],
    ['needes', 'needs'],
  ])('L2 finds what `%s` was meant to be', (found, name) =>
    expect(suggest(found, ['other', name, 'something'])).toBe(name),
  );

  it.each([
    ['audio-processing', 'data-processing'],
    ['visualization', 'validation'],
    ['map', 'cat'],
    ['x', 'a'],
    ['x'.repeat(100), 'x'],
  ])('L2 does not take `%s` for `%s`', (found, name) => expect(suggest(found, [name])).toBeUndefined());

  it('L2 takes the nearest', () => expect(suggest('fetch', ['fetches', 'fetcg', 'fetch2'])).toBe('fetcg'));

  it('L2 lists names as a sentence, and cuts long lists', () => {
    expect(listNames(['a', 'b', 'c'], 'or')).toBe('`a`, `b` or `c`');
    expect(listNames([])).toBe('none');
    expect(listNames(Array(20).fill('x'))).toContain('and 8 more');
  });
});
