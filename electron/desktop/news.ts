import type { RunNews } from '../host/runs/run-watch.ts';

/** What a notification says. */
export function describeNews({ kind, summary, step }: RunNews): { readonly title: string; readonly body: string } {
  const name = summary.pipeline.name || summary.run;
  if (kind === 'waiting') return { title: `${name} waits for you`, body: `The step “${step ?? ''}” needs an answer.` };
  if (kind === 'stopped')
    return {
      title: `${name} stopped`,
      body: `${summary.error?.message ?? 'Its progress could not be written.'} It can be resumed when the cause is gone.`,
    };
  if (summary.status === 'completed')
    return { title: `${name} completed`, body: `${summary.settled} of ${summary.total} steps are done.` };
  if (summary.status === 'cancelled') return { title: `${name} was cancelled`, body: 'It can be resumed.' };
  return {
    title: `${name} failed`,
    body: summary.error === null ? '' : `${step === null ? '' : `${step}: `}${summary.error.message}`,
  };
}
