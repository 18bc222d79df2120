import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from '../../../renderer/logs/ansi.ts';

describe('colours of terminals', () => {
  it('M14 reads colours and styles', () => {
    expect(parseAnsi('a\u001b[31;1mb\u001b[0mc')).toEqual([
      { text: 'a' },
      { text: 'b', color: '1', bold: true },
      { text: 'c' },
    ]);
    expect(parseAnsi('\u001b[38;5;208mx\u001b[48;2;1;2;3my')).toEqual([
      { text: 'x', color: '#ff8700' },
      { text: 'y', color: '#ff8700', background: '#010203' },
    ]);
    expect(parseAnsi('\u001b[92mbright\u001b[39mplain')).toEqual([{ text: 'bright', color: '10' }, { text: 'plain' }]);
  });

  it('M14 leaves out sequences that are no colours', () => {
    expect(stripAnsi('\u001b[2J\u001b[Hcleared')).toBe('cleared');
    expect(stripAnsi('\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007')).toBe('link');
    expect(stripAnsi('\u001b]0;title\u001b\\text')).toBe('text');
  });

  it('M14 loses no text and never throws, whatever comes', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom('\u001b[', '\u001b[31m', '\u001b]', '\u0007', '\u009b1m', '\u001b[38;5;', 'm', ';'),
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        expect(
          parseAnsi(text)
            .map((span) => span.text)
            .join(''),
        ).toBe(stripAnsi(text));
      }),
      { numRuns: 300, seed: 32 },
    );
  });
});
