import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { lastLine, lintDiagnostics, offsetOf, stepAtLine } from '../../../renderer/editor/editor-marks.ts';

const doc = Text.of(['steps:', '  - id: a', '    tool: x', '  - id: b']);
const span = (line: number, column: number, endLine: number, endColumn: number) => ({
  file: 'f',
  line,
  column,
  endLine,
  endColumn,
});
const marks = [
  { step: 'a', span: span(2, 5, 4, 1), look: null, breakpoint: null },
  { step: 'b', span: span(4, 5, 4, 10), look: null, breakpoint: null },
];

describe('marks in the editor', () => {
  it('M12 knows the step of a line', () => {
    expect([1, 2, 3, 4].map((line) => stepAtLine(marks, line))).toEqual([null, 'a', 'a', 'b']);
    expect(lastLine(span(2, 5, 4, 1))).toBe(3);
  });

  it('M12 puts diagnostics at their exact place', () => {
    const [found] = lintDiagnostics(
      [{ code: 'c', severity: 'error', message: 'm', hint: 'h', path: '', span: span(3, 11, 3, 12) }],
      doc,
    );
    expect(doc.sliceString(found?.from ?? 0, found?.to ?? 0)).toBe('x');
    expect(found?.message).toBe('m\nh');
  });

  it('M12 shows what is wrong in an included file at the line that includes it, once', () => {
    const inside = (line: number, severity: 'error' | 'warning') => ({
      code: 'c',
      severity,
      message: `m${line}`,
      path: '',
      span: { ...span(line, 1, line, 2), file: 'parts/other.yaml' },
      includedAt: [{ file: 'f', line: 3, column: 5 }],
    });
    const found = lintDiagnostics([inside(70, 'warning'), inside(71, 'error')], doc);
    expect(found).toMatchObject([{ severity: 'error', message: 'other.yaml:70: m70\nand 1 more in included files' }]);
    expect(doc.sliceString(found[0]?.from ?? 0, found[0]?.to)).toBe('tool: x');
  });

  it('M12 says nothing of included files where the including line has a problem of its own', () => {
    const own = { code: 'c', severity: 'error' as const, message: 'own', path: '', span: span(3, 5, 3, 9) };
    const inside = { ...own, message: 'inside', includedAt: [{ file: 'f', line: 3, column: 5 }] };
    expect(lintDiagnostics([own, inside], doc).map(({ message }) => message)).toEqual(['own']);
  });

  it('M12 keeps diagnostics inside a text that has become shorter', () => {
    const [found] = lintDiagnostics(
      [{ code: 'c', severity: 'error', message: 'm', path: '', span: span(90, 3, 95, 2) }],
      doc,
    );
    expect(found?.to).toBeLessThanOrEqual(doc.length);
    expect(offsetOf(doc, 0, 0)).toBe(0);
  });
});
