import { stripAnsi } from './ansi.ts';
import type { LogLine } from './log-lines.ts';

/** The log as a text file: time, step, attempt, line. */
export function logAsText(lines: readonly LogLine[], step: string | null): string {
  const wanted = step === null ? lines : lines.filter((line) => line.step === step);
  return wanted
    .map(
      (line) =>
        `${new Date(line.at).toISOString()} ${line.step} ${line.attempt} ${line.stream} ${stripAnsi(line.text)}\n`,
    )
    .join('');
}
