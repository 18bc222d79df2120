import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../shared/diagnostics.ts';
import { choosePaint, plain as unpainted } from '../../electron/cli/terminal/paint.ts';
import { terminalText } from '../../electron/cli/terminal/text-width.ts';
import { excerptLines, formatDiagnostic } from '../../electron/compiler/format.ts';

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

const terminal = { ...terminalText, paint: unpainted };
const plain = (diagnostic: Diagnostic, text: string) =>
  formatDiagnostic(diagnostic, { file: 'p.yaml', text }, terminal);

describe('a diagnostic on a terminal', () => {
  it('L1 gives place, message, excerpt, caret and hint', () => {
    expect(plain(at(2, 3, 6, { hint: 'do this' }), 'a: 1\nb: cdef\n')).toEqual([
      'p.yaml:2:3: error: it is wrong [some_code]',
      '  2 | b: cdef',
      '    |   ^^^',
      '  hint: do this',
    ]);
  });

  it('L1 puts the caret right behind tabs, wide characters and marks', () => {
    expect(plain(at(1, 3, 4), '\t\tx')[2]).toBe('    |   ^');
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
    expect(plain(at(9, 1, 1), 'abcd')).toEqual(['p.yaml:9:1: error: it is wrong [some_code]']);
  });

  it('L1 makes control characters harmless', () => {
    const shown = plain(at(1, 2, 3, { message: 'bad \x1b[2J', hint: 'a\u202eb' }), 'a\x1b]0;title\x07\u202e').join(
      '\n',
    );
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
    expect(shown).toContain('␛');
  });

  it('L1 colours only if asked', () => {
    const paint = choosePaint(true, {});
    const lines = formatDiagnostic(at(1, 1, 2), { file: 'p.yaml', text: 'a' }, { ...terminalText, paint });
    expect(lines[0]).toContain('\x1b[31merror\x1b[0m');
    expect(plain(at(1, 1, 2), 'a').join('')).not.toContain('\x1b');
  });

  it('L1 shows the line of an included file, and where it is included', () => {
    const includedAt = [
      { file: 'p.yaml', line: 4, column: 7 },
      { file: 'a.yaml', line: 5, column: 8 },
    ];
    const span = { ...at(1, 1, 2).span, file: 'b.yaml' };
    const source = { file: 'as named.yaml', text: 'main', included: new Map([['b.yaml', 'other']]) };
    expect(formatDiagnostic(at(1, 1, 2, { span, includedAt }), source, terminal)).toEqual([
      'b.yaml:1:1: error: it is wrong [some_code]',
      '  1 | other',
      '    | ^',
      '  included at a.yaml:5:8',
      '  included at as named.yaml:4:7',
    ]);
  });

  it('L1 keeps the place in sight in a line of megabytes', () => {
    const text = `${'x'.repeat(1_000_000)}HERE${'y'.repeat(1_000_000)}`;
    const { span } = at(1, 1_000_001, 1_000_005);
    const [, line = '', carets = ''] = excerptLines(span, { file: 'f', text }, terminalText);
    expect(line.length).toBeLessThan(200);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('L1 shows only the place where there is no text', () => {
    expect(excerptLines(at(9, 1, 2).span, { file: 'f', text: undefined }, terminalText)).toEqual(['  f:9:1']);
  });
});
