import type { ErrorRecord } from '../../shared/facts.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { entryAt } from '../state/place.ts';

/** A failure as text that somebody else can be sent. */
export function failureReport(run: RunState, error: ErrorRecord): string {
  const step = error.step === undefined ? undefined : entryAt(run, error.step);
  const place = error.span === undefined ? null : `${error.span.file}:${error.span.line}:${error.span.column}`;
  const lines = [
    `${error.step ?? 'The run'} failed: ${error.message}`,
    error.hint === undefined ? null : `Hint: ${error.hint}`,
    '',
    `run       ${run.run}`,
    `pipeline  ${run.pipeline?.name ?? ''} (${run.pipeline?.file ?? ''})`,
    place === null ? null : `place     ${place}`,
    `error     ${error.category}, ${error.code}${error.retryable ? ', can be retried' : ''}`,
    step === undefined ? null : `attempts  ${step.attempts.length}`,
    error.cause === undefined ? null : `cause     ${error.cause}`,
    error.stack === undefined ? null : `\n${error.stack}`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}
