import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLine, safeText } from '../../../electron/cli/terminal/safe-text.ts';
import { fitLine, padLine, textWidth } from '../../../electron/cli/terminal/text-width.ts';

// oxlint-disable-next-line no-control-regex -- these are what must not come through
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('safe text', () => {
  it('shows escape sequences instead of sending them', () => {
    expect(safeLine('\u001b]0;owned\u0007name')).toBe('␛]0;owned␇name');
    expect(safeLine('\u001b[2J\u001b[1;1H')).toBe('␛[2J␛[1;1H');
    expect(safeLine('\u009b31m')).toBe('\\x9b31m');
  });

  it('drops colours, which would run on into our own text', () => {
    expect(safeLine('\u001b[31mred\u001b[0m')).toBe('red');
  });

  it('shows bidirectional and invisible marks', () => {
    expect(safeLine('abc\u202edcba\u2066')).toBe('abc\\u202edcba\\u2066');
    expect(safeLine('a\u200bb')).toBe('a\\u200bb');
  });

  it('keeps line breaks and tabs in text of several lines only', () => {
    expect(safeText('a\tb\nc')).toBe('a\tb\nc');
    expect(safeLine('a\tb\nc')).toBe('a␉b␊c');
  });

  it('turns a carriage return into a line break, so that nothing is overwritten', () => {
    expect(safeText('10 %\r20 %\r\ndone\n')).toBe('10 %\n20 %\ndone\n');
  });

  it('replaces half characters', () => {
    expect(safeLine('a\ud800b')).toBe('a\ufffdb');
  });

  it('lets no control character through, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(safeLine(text)).not.toMatch(OBEYED);
        expect(safeText(text)).not.toMatch(OBEYED);
        expect(safeLine(text)).not.toMatch(/[\n\t]/);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describe('widths', () => {
  it('counts wide characters as two columns and marks as none', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('日本')).toBe(4);
    expect(textWidth('é')).toBe(1);
  });

  it('cuts to the columns there are', () => {
    expect(fitLine('abcdef', 4)).toBe('abc…');
    expect(fitLine('abc', 3)).toBe('abc');
    expect(textWidth(fitLine('日本語日本語', 5))).toBeLessThanOrEqual(5);
    expect(fitLine('abc', 0)).toBe('');
  });

  it('cuts a text of megabytes without reading it all', () => {
    expect(fitLine('x'.repeat(5_000_000), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('fills up by columns, not by characters', () => {
    expect(padLine('日', 4)).toBe('日  ');
  });
});
