import type { Diagnostic } from '../../shared/diagnostics.ts';
import { sortDiagnostics } from '../../shared/diagnostics.ts';
import type { Span } from '../../shared/source.ts';
import { MAX_DIAGNOSTICS } from './limits.ts';

/** Where a diagnostic points: a place in the file, and the YAML path to it. */
export interface Place {
  readonly span: Span;
  readonly path: string;
}

/** Collects the diagnostics of one file. Everything is reported here and nothing is thrown, so that all errors come at once. */
export class Report {
  readonly #found: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  #dropped = 0;

  error(code: string, place: Place, text: { message: string; hint?: string | undefined }): void {
    this.#add('error', code, { place, ...text });
  }

  warning(code: string, place: Place, text: { message: string; hint?: string | undefined }): void {
    this.#add('warning', code, { place, ...text });
  }

  hint(code: string, place: Place, text: { message: string; hint?: string | undefined }): void {
    this.#add('hint', code, { place, ...text });
  }

  /** True once further diagnostics are only counted: costly suggestions may be left out. */
  get isFull(): boolean {
    return this.#found.length >= MAX_DIAGNOSTICS;
  }

  get hasErrors(): boolean {
    return this.#found.some((diagnostic) => diagnostic.severity === 'error');
  }

  /** Takes over what another report has found above a line; with `codes`, only what has one of them. */
  addBefore(line: number, other: Report, codes?: ReadonlySet<string>): void {
    for (const { code, severity, span, path, message, hint } of other.sorted()) {
      if (span.line < line && codes?.has(code) !== false)
        this.#add(severity, code, { place: { span, path }, message, hint });
    }
  }

  /** Takes over what has been found in a file that is included at a place. */
  addIncluded(diagnostics: readonly Diagnostic[], { span }: Place): void {
    const at = { file: span.file, line: span.line, column: span.column };
    for (const diagnostic of diagnostics)
      this.#keep({ ...diagnostic, includedAt: [at, ...(diagnostic.includedAt ?? [])] });
  }

  /** Takes over what has been found in a text that stands in the file. */
  addInner(diagnostics: readonly Diagnostic[], path: string): void {
    for (const diagnostic of diagnostics) {
      const isInside = diagnostic.includedAt === undefined;
      const inner = diagnostic.path === '' ? path : `${path}.${diagnostic.path}`;
      this.#keep(isInside ? { ...diagnostic, path: inner } : diagnostic);
    }
  }

  /** In the order of the file; what is in other files comes behind it, in the order in which they are included. */
  sorted(): readonly Diagnostic[] {
    const own = this.#found.filter(({ includedAt }) => includedAt === undefined);
    const sorted = [...sortDiagnostics(own), ...this.#found.filter(({ includedAt }) => includedAt !== undefined)];
    const last = sorted.at(-1);
    if (this.#dropped === 0 || last === undefined) return sorted;
    const message = `${this.#dropped} more problems are not listed; mend these first`;
    return [...sorted, { ...last, code: 'too_many_problems', severity: 'error', message }];
  }

  /** The same problem at the same place is told once: a node behind an alias is visited for each use. */
  #add(
    severity: Diagnostic['severity'],
    code: string,
    found: { place: Place; message: string; hint?: string | undefined },
  ): void {
    const { place, message, hint } = found;
    const { span, path } = place;
    this.#keep({ code, severity, message, ...(hint === undefined ? {} : { hint }), path, span });
  }

  #keep(diagnostic: Diagnostic): void {
    const { code, span, message } = diagnostic;
    const key = `${code} ${span.file}:${span.line}:${span.column} ${message}`;
    if (this.#seen.has(key)) return;
    if (this.isFull) {
      this.#dropped += 1;
      return;
    }
    this.#seen.add(key);
    this.#found.push(diagnostic);
  }
}
