import path from 'node:path';
import type { Diagnostic } from '../../shared/diagnostics.ts';
import type { ErrorRecord } from '../../shared/facts.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { Plan } from '../../shared/plan.ts';
import type { ResultDocument } from '../../shared/result-document.ts';
import type { Span } from '../../shared/source.ts';

export interface Compiled {
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly file: string;
  readonly text: string;
}

/** Texts that JavaScript makes of what nobody meant to print. */
const LEAK = /\[object Object\]|\bundefined\b(?! name)|\bNaN\b|at .*\.ts:\d+/;

/** What is wrong with the answer of a compiler: empty for a good one, whatever the file. */
export function checkDiagnostics({ pipeline, diagnostics, file, text }: Compiled): string[] {
  const lines = text.split('\n');
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  const faults = diagnostics.flatMap((diagnostic) => checkDiagnostic(diagnostic, file, lines, text));
  if (hasErrors !== (pipeline === null))
    faults.push(hasErrors ? 'errors, and a pipeline all the same' : 'no pipeline, and no error');
  const told = new Set(diagnostics.map(({ code, message, span }) => JSON.stringify([code, message, span])));
  if (told.size < diagnostics.length)
    faults.push(
      `the same diagnostic twice: ${diagnostics.map(({ code, span }) => `${code} ${span.line}:${span.column}`).join(', ')}`,
    );
  return faults;
}

// oxlint-disable-next-line max-params -- one diagnostic and what it is measured against
function checkDiagnostic(
  { code, message, hint = '', span }: Diagnostic,
  file: string,
  lines: readonly string[],
  text: string,
): string[] {
  const said = `${message} ${hint}`;
  const leak = LEAK.exec(said)?.[0];
  const place = spanFault(span, file, lines);
  return [
    ...(place === null ? [] : [`${code}: ${place}: ${JSON.stringify(span)}`]),
    ...(leak === undefined || text.includes(leak) ? [] : [`${code} leaks ${leak}: ${said}`]),
    ...(message.trim() === '' ? [`${code} says nothing`] : []),
    ...(said.length > 1_500 ? [`${code} says ${said.length} characters`] : []),
    ...(/^[a-z][a-z0-9_]*$/.test(code) ? [] : [`the code ${code} is no code`]),
  ];
}

function spanFault(span: Span, file: string, lines: readonly string[]): string | null {
  // A file that this one includes: what is said of it is checked where it is tried itself.
  if (span.file !== file) return path.isAbsolute(span.file) ? null : 'a file that nobody named';
  if (span.line < 1 || span.endLine > lines.length) return `outside of the ${lines.length} lines`;
  if (span.endLine < span.line || (span.endLine === span.line && span.endColumn < span.column))
    return 'ends before it begins';
  if (span.column < 1 || span.column > (lines[span.line - 1]?.length ?? 0) + 1) return 'begins outside of its line';
  return span.endColumn > (lines[span.endLine - 1]?.length ?? 0) + 1 ? 'ends outside of its line' : null;
}

const SETTLED = new Set(['completed', 'failed', 'skipped', 'cancelled']);
/** What is left where a person is asked: the step that asks, the loop around it, and those behind it. */
const OPEN = new Set(['waiting', 'started', 'pending', ...SETTLED]);

/** What is wrong with a result document (engine.md E2): empty for a complete one, however the run ended. */
export function checkDocument(document: ResultDocument, plan: Plan): string[] {
  const { status, steps, order, error, outputs, output_errors: outputErrors } = document;
  const planned = plan.steps.map(({ step }) => step);
  const faults: string[] = [];
  if (status !== 'completed' && status !== 'failed' && status !== 'waiting') faults.push(`the run ended ${status}`);
  if (document.success !== (status === 'completed')) faults.push(`success ${document.success}, though ${status}`);
  if ((status === 'failed') !== (error !== null)) faults.push(`${status}, and its error is ${JSON.stringify(error)}`);
  if (order.join() !== planned.join()) faults.push(`ran ${order.join()}, planned ${planned.join()}`);
  if ([...order].toSorted().join() !== Object.keys(steps).toSorted().join())
    faults.push(`steps ${Object.keys(steps).join()}, order ${order.join()}`);
  if (document.started_at === null || (document.ended_at === null) !== (status === 'waiting'))
    faults.push(`started ${document.started_at}, ended ${document.ended_at}, though ${status}`);
  for (const name of Object.keys(outputErrors))
    if (outputs[name] !== null) faults.push(`output ${name} has a value and an error`);
  return [
    ...faults,
    ...Object.entries(steps).flatMap(([id, step]) => checkStep(id, step, status === 'waiting' ? OPEN : SETTLED)),
    ...errorFaults('the run', error),
  ];
}

function checkStep(id: string, step: ResultDocument['steps'][string], allowed: ReadonlySet<string>): string[] {
  const faults = errorFaults(id, step.error);
  if (!allowed.has(step.status)) faults.push(`${id} is left ${step.status}`);
  if (step.status === 'failed' && step.error === null) faults.push(`${id} failed without an error`);
  if (step.status === 'skipped' && step.skip_reason === null) faults.push(`${id} was skipped without a reason`);
  if (step.status === 'completed' && step.attempts < 1 && step.reused_from === null)
    faults.push(`${id} completed in ${step.attempts} attempts`);
  return faults;
}

function errorFaults(whose: string, error: ErrorRecord | null): string[] {
  if (error === null || error.code === 'inert_failure') return [];
  const faults: string[] = [];
  if (error.category === 'internal' || error.code === 'tool_threw')
    faults.push(`${whose}: unclassified ${error.code}: ${error.message}\n${error.stack ?? ''}`);
  if (error.message.trim() === '') faults.push(`${whose}: ${error.code} says nothing`);
  return faults;
}
