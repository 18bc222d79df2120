import type { Span } from './source.ts';

/** One thing that is wrong, or suspicious, in a pipeline file (language.md L1). */
export interface Diagnostic {
  /** Stable, lower case with underscores, for example `unknown_key`. */
  readonly code: string;
  /** Only an error keeps the file from running; a hint is about what may well be meant so. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** What was found and what was expected. */
  readonly message: string;
  /** How to mend it, where we know. */
  readonly hint?: string;
  /** The path in the YAML document, for example `steps[2].parameters.path`. */
  readonly path: string;
  readonly span: Span;
  /** Where the file of `span` is included: a place in the compiled file, then in what that includes, and so on. Absent: it is the compiled file. */
  readonly includedAt?: readonly { readonly file: string; readonly line: number; readonly column: number }[];
}

/** Diagnostics in the order of the file, errors before warnings at the same place. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      a.span.line - b.span.line ||
      a.span.column - b.span.column ||
      a.severity.localeCompare(b.severity) ||
      a.code.localeCompare(b.code),
  );
}

/** Where a diagnostic is shown in the compiled file: of what is wrong in an included file, where that is included. */
export function placeInFile({ span, includedAt }: Diagnostic): { readonly line: number; readonly column: number } {
  return includedAt?.[0] ?? span;
}
