import { describe, expect, it } from 'vitest';
import { showMarks, splitMarks } from '../../../shared/text/marks.ts';

describe('marks that hide', () => {
  it('M14 shows control and direction marks for what they are', () => {
    expect(splitMarks('a\u202Eb\u0000')).toEqual(['a', { mark: 'U+202E' }, 'b', { mark: 'U+0000' }]);
    expect(showMarks('gnp.\u202Eexe')).toBe('gnp.⟨U+202E⟩exe');
  });

  it('leaves tabs, line ends and letters of every language alone', () => {
    expect(splitMarks('a\tb\nسلام 👩‍👩‍👧')).toEqual(['a\tb\nسلام 👩‍👩‍👧']);
  });
});
