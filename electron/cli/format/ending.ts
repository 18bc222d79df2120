import type { ResultDocument } from '../../../shared/result-document.ts';
import { formatDuration } from '../../../shared/text/format.ts';
import type { Paint } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';
import { markOf } from './marks.ts';
import { formatNamed } from './value.ts';

export interface EndingOptions {
  readonly paint: Paint;
  readonly pauseReason: string | null;
  /** The step that ran alone: its result is what the run gave. */
  readonly only?: string | null;
  /** The lines of the file that are to blame, already formatted. */
  readonly excerpt?: readonly string[];
}

/** The last lines of a run: how it ended, what it gave, and what can be done now. */
export function endingLines(document: ResultDocument, options: EndingOptions): readonly string[] {
  return [
    statusLine(document, options),
    ...(options.excerpt ?? []),
    ...hintLines(document),
    ...outputLines(document),
    ...aloneLines(document, options),
    ...outputErrorLines(document),
    ...nextLines(document, options),
  ];
}

function statusLine(
  { status, duration_ms, run, error }: ResultDocument,
  { paint, pauseReason }: EndingOptions,
): string {
  const mark = markOf(status);
  const time = duration_ms === null ? '' : ` after ${formatDuration(duration_ms)}`;
  const why = status === 'paused' && pauseReason !== null ? ` (${pauseReason})` : '';
  const failure = error === null ? '' : `: ${error.step === undefined ? '' : `step ${error.step}: `}${error.message}`;
  return `${paint(`${mark.icon} ${status}`, ...mark.colours, 'bold')}${time}${why}${fitLine(failure, 2000)} ${paint(`(run ${run})`, 'dim')}`;
}

/** Lines of one output: whoever wants all of a long one asks for it. */
const MOST_LINES = 40;

function outputLines({ outputs, status, run }: ResultDocument): readonly string[] {
  const entries = Object.entries(outputs).filter(([, value]) => status === 'completed' || value !== null);
  if (entries.length === 0) return [];
  return ['outputs:', ...entries.flatMap(([name, value]) => cut(formatNamed(name, value), run))];
}

function aloneLines({ steps, run }: ResultDocument, { only = null }: EndingOptions): readonly string[] {
  const step = only === null ? undefined : steps[only];
  if (only === null || step === undefined || step.result === null) return [];
  return ['result:', ...cut(formatNamed(only, step.result), run)];
}

function cut(lines: readonly string[], run: string): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => fitLine(line, 2000));
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `    … ${left.toLocaleString('en')} more lines: stepglass show ${run}`];
}

function outputErrorLines({ output_errors }: ResultDocument): readonly string[] {
  const entries = Object.entries(output_errors);
  if (entries.length === 0) return [];
  return ['outputs that could not be evaluated:', ...entries.map(([name, why]) => safeLine(`  ${name}: ${why}`))];
}

function hintLines({ error }: ResultDocument): readonly string[] {
  return error?.hint === undefined ? [] : [`  hint: ${fitLine(error.hint, 2000)}`];
}

function nextLines(document: ResultDocument, { paint, pauseReason }: EndingOptions): readonly string[] {
  const { status, run } = document;
  const next = status === 'waiting' ? answerCommand(document) : nextCommand(status, pauseReason);
  return next === null ? [] : [paint(safeLine(`  ${next.replaceAll('RUN', run)}`), 'dim')];
}

function nextCommand(status: string, pauseReason: string | null): string | null {
  if (status === 'failed')
    return 'stepglass resume RUN goes on from the failure; stepglass rerun RUN --definition file takes the file as it is now';
  if (status === 'paused' && (pauseReason === 'until' || pauseReason === 'only'))
    return 'stepglass resume RUN runs the rest';
  return status === 'paused' || status === 'cancelled' ? 'stepglass resume RUN goes on' : null;
}

/** Names who asks. A step inside of a container is found with `show` only. */
function answerCommand({ steps }: ResultDocument): string {
  const [first, ...others] = Object.keys(steps).filter((id) => steps[id]?.status === 'waiting');
  if (first === undefined || others.length > 0) {
    const names = first === undefined ? '' : ` at ${[first, ...others].join(', ')}`;
    return `the run waits for a person${names}: stepglass show RUN says for what, stepglass answer RUN STEP VALUE answers`;
  }
  return `the run waits for a person: stepglass show RUN --step ${first} says for what, stepglass answer RUN ${first} VALUE answers`;
}
