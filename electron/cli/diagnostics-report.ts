import type { Diagnostic } from '../../shared/diagnostics.ts';
import { StepglassError } from '../../shared/errors.ts';
import type { Compiled } from '../compiler/compile.ts';
import { formatDiagnostic, type SourceFile } from '../compiler/format.ts';
import { diagnosticsOf } from './error-report.ts';
import type { CliIo, Output } from './io.ts';
import { safeLine } from './terminal/safe-text.ts';
import { terminalText } from './terminal/text-width.ts';

export function printDiagnostics(output: Output, diagnostics: readonly Diagnostic[], source: SourceFile): void {
  for (const diagnostic of diagnostics) {
    for (const line of formatDiagnostic(diagnostic, source, { ...terminalText, paint: output.paint }))
      output.line(line);
  }
}

/** The texts of the files that one includes, for excerpts. */
export function textsOf(files: Compiled['files']): ReadonlyMap<string, string> {
  return new Map(
    [...files].map(([file, content]) => [
      file,
      typeof content === 'string' ? content : new TextDecoder().decode(content),
    ]),
  );
}

/** Runs `start`; if it is refused because the pipeline is invalid, shows each diagnostic on stderr before passing that on. */
export async function showRefusal<T>(io: CliIo, source: SourceFile, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const diagnostics = diagnosticsOf(error);
    if (diagnostics === null || !(error instanceof StepglassError)) throw error;
    printDiagnostics(io.stderr, diagnostics, source);
    // Each has been told; what is left to say is what they come to.
    const { kind, code, details } = error;
    const message = `${verdictLine(source.file, diagnostics)}; nothing has run`;
    throw new StepglassError(kind, code, message, { details, cause: error });
  }
}

/** `file: invalid (2 errors, 1 warning)` */
export function verdictLine(file: string, diagnostics: readonly Diagnostic[]): string {
  const countOf = (severity: Diagnostic['severity']) => diagnostics.filter((each) => each.severity === severity).length;
  const errors = countOf('error');
  const counts = (['error', 'warning', 'hint'] as const).flatMap((severity) =>
    countOf(severity) > 0 ? [plural(countOf(severity), severity)] : [],
  );
  return safeLine(
    `${file}: ${errors === 0 ? 'valid' : 'invalid'}${counts.length === 0 ? '' : ` (${counts.join(', ')})`}`,
  );
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
