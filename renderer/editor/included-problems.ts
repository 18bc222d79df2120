import type { Diagnostic } from '../../shared/diagnostics.ts';
import { placeInFile } from '../../shared/diagnostics.ts';
import { fileName } from '../ui/format.ts';

/** What is wrong in included files, once for each line that includes one and has no problem of its own. */
export function atIncludingLines(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const own = new Set(diagnostics.flatMap(({ includedAt, span }) => (includedAt === undefined ? [span.line] : [])));
  const byLine = new Map<number, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { line } = placeInFile(diagnostic);
    if (diagnostic.includedAt === undefined || own.has(line)) continue;
    byLine.set(line, [...(byLine.get(line) ?? []), diagnostic]);
  }
  return [...byLine.values()].flatMap((found) => (found[0] === undefined ? [] : [atIncludingLine(found[0], found)]));
}

function atIncludingLine(first: Diagnostic, all: readonly Diagnostic[]): Diagnostic {
  const { line, column } = placeInFile(first);
  const worst = (['error', 'warning'] as const).find((severity) => all.some((each) => each.severity === severity));
  const more = all.length === 1 ? '' : `\nand ${all.length - 1} more in included files`;
  return {
    ...first,
    severity: worst ?? 'hint',
    message: `${fileName(first.span.file)}:${first.span.line}: ${first.message}${more}`,
    span: { file: first.includedAt?.[0]?.file ?? '', line, column, endLine: line, endColumn: Number.MAX_SAFE_INTEGER },
  };
}
