import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../shared/diagnostics.ts';
import { formatDiagnostic } from '../../electron/compiler/format.ts';

function at(line: number, column: number, endColumn: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'some_code',
    severity: 'error',
    message: 'it is wrong',
    path: 'a',
    span: { file: 'p.yaml', line, column, endLine: line, endColumn },
    ...more,
  };
}

const plain = (diagnostic: Diagnostic, text: string) =>
  formatDiagnostic(diagnostic, text, { color: false }).split('\n');

describe('a diagnostic on a terminal', () => {
  it('L1 gives place, message, excerpt, caret and hint', () => {
    expect(plain(at(2, 3, 6, { hint: 'do this' }), 'a: 1\nb: cdef\n')).toEqual([
      'p.yaml:2:3 error: it is wrong (some_code)',
      '  2 | b: cdef',
      '    |   ^^^',
      '  hint: do this',
    ]);
  });

  it('L1 puts the caret right behind tabs, wide characters and marks', () => {
    expect(plain(at(1, 3, 4), '\t\tx')[2]).toBe('    |     ^');
    expect(plain(at(1, 5, 6), '漢字: x')[2]).toBe(`    | ${' '.repeat(6)}^`);
    expect(plain(at(1, 4, 5), 'e\u0301 x')[2]).toBe(`    | ${' '.repeat(2)}^`);
    expect(plain(at(1, 4, 5), '\u{1f600} x')[2]).toBe(`    | ${' '.repeat(3)}^`);
    expect(plain(at(1, 1, 3), '漢字')[2]).toBe('    | ^^^^');
  });

  it('L1 drops Windows line ends', () => expect(plain(at(2, 1, 2), 'a: 1\r\nb: 2\r\n')[1]).toBe('  2 | b: 2'));

  it('L1 cuts a long line around the place', () => {
    const [, line, carets] = plain(at(1, 5001, 5004), `${'x'.repeat(5000)}abc${'y'.repeat(5000)}`);
    expect(line).toHaveLength('  1 | '.length + 112);
    expect(line?.slice(carets?.indexOf('^'), (carets?.lastIndexOf('^') ?? 0) + 1)).toBe('abc');
  });

  it('L1 marks to the end of the line what goes on in the next', () => {
    const diagnostic = at(1, 2, 2);
    expect(plain({ ...diagnostic, span: { ...diagnostic.span, endLine: 3 } }, 'abcd\ne')[2]).toBe('    |  ^^^');
  });

  it('L1 marks the place behind the end of a line or of the file', () => {
    expect(plain(at(1, 5, 5), 'abcd')[2]).toBe('    |     ^');
    expect(plain(at(9, 1, 1), 'abcd')).toEqual(['p.yaml:9:1 error: it is wrong (some_code)']);
  });

  it('L1 makes control characters harmless', () => {
    const shown = plain(at(1, 2, 3, { message: 'bad \x1b[2J', hint: 'a\u202eb' }), 'a\x1b]0;title\x07\u202e').join(
      '\n',
    );
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
    expect(shown).toContain('\\u001b');
  });

  it('L1 colours only if asked', () => {
    expect(formatDiagnostic(at(1, 1, 2), 'a', { color: true })).toContain('\x1b[31merror\x1b[0m');
    expect(formatDiagnostic(at(1, 1, 2), 'a', { color: false })).not.toContain('\x1b');
  });
});
