import type { Diagnostic } from '../../shared/diagnostics.ts';
import { describeThrown, StepglassError } from '../../shared/errors.ts';
import { isJsonObject, type Json } from '../../shared/json.ts';
import type { CliIo, Output } from './io.ts';
import { safeText } from './terminal/safe-text.ts';

/** Tells people on stderr why a command was refused or broke off. */
export function reportError(stderr: Output, error: unknown, env: CliIo['env']): void {
  for (const line of errorLines(error, { showStack: Boolean(env['STEPGLASS_DEBUG']) })) stderr.line(safeText(line));
}

/** Pure: the message, every problem that was found, and for what is no error of ours what to do about it. */
export function errorLines(error: unknown, { showStack }: { showStack: boolean }): readonly string[] {
  const stack = error instanceof Error && showStack ? [error.stack ?? ''] : [];
  if (!(error instanceof StepglassError)) {
    return [
      `stepglass: internal error: ${describeThrown(error)}`,
      'This is a fault of stepglass. STEPGLASS_DEBUG=1 shows where it happened.',
      ...stack,
    ];
  }
  const debug =
    error.kind === 'internal' && !showStack
      ? ['This is a fault of stepglass. STEPGLASS_DEBUG=1 shows where it happened.']
      : [];
  return [...messageLines(error), ...debug, ...stack];
}

/** Problems stand on lines of their own; where the message ends with the list of them, it is cut there. */
function messageLines({ message, details }: StepglassError): readonly string[] {
  const lines = problemLines(details['problems']);
  const list = lines.map((line) => line.trimStart()).join('; ');
  return list !== '' && message.endsWith(list)
    ? [`stepglass: ${message.slice(0, -list.length).trimEnd()}`, ...lines]
    : [`stepglass: ${message}`, ...lines];
}

function problemLines(problems: Json | undefined): readonly string[] {
  if (!Array.isArray(problems)) return [];
  return problems.map((problem: Json) => {
    if (!isJsonObject(problem)) return `  ${JSON.stringify(problem)}`;
    const place = problem['path'];
    return `  ${typeof place === 'string' && place !== '' ? `${place}: ` : ''}${String(problem['message'])}`;
  });
}

/** The diagnostics that a refusal of an invalid pipeline carries; null if it is none. */
export function diagnosticsOf(error: unknown): readonly Diagnostic[] | null {
  if (!(error instanceof StepglassError)) return null;
  const { diagnostics } = error.details;
  // The engine put them there as they came from the compiler; details are typed as JSON.
  return Array.isArray(diagnostics) ? (diagnostics as unknown as readonly Diagnostic[]) : null;
}
