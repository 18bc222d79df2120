import { formatDuration, plural } from '../../shared/text/format.ts';
import type { RunNews } from '../host/runs/run-watch.ts';

/** As much as the centres of systems show of a line; they cut longer ones where it happens to end. */
const LONGEST = 180;

/** What a notification says. */
export function describeNews({ kind, summary, step }: RunNews): { readonly title: string; readonly body: string } {
  const name = summary.pipeline.name || summary.run;
  if (kind === 'waiting') return { title: `${name} waits for you`, body: `The step “${step ?? ''}” needs an answer.` };
  if (kind === 'stopped')
    return {
      title: `${name} stopped`,
      body: `${oneLine(summary.error?.message ?? 'Its progress could not be written.')} It can be resumed when the cause is gone.`,
    };
  if (summary.status === 'completed') return { title: `${name} completed`, body: doneWords(summary) };
  if (summary.status === 'cancelled') return { title: `${name} was cancelled`, body: 'It can be resumed.' };
  return {
    title: `${name} failed`,
    body: summary.error === null ? '' : oneLine(`${step === null ? '' : `${step}: `}${summary.error.message}`),
  };
}

function doneWords({ settled, total, startedAt, endedAt }: RunNews['summary']): string {
  const steps = settled === total ? plural(total, 'step') : `${settled} of ${plural(total, 'step')}`;
  if (startedAt === null || endedAt === null) return `${steps} done.`;
  return `${steps} done in ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}.`;
}

/** The first line that says something: what follows it is output, which the window shows. */
function oneLine(text: string): string {
  const [line = ''] = text.split(/\r?\n/).filter((part) => part.trim() !== '');
  const letters = [...line.trim()];
  return letters.length <= LONGEST ? line.trim() : `${letters.slice(0, LONGEST - 1).join('')}…`;
}
