import { useEffect } from 'react';
import type { Fact } from '../../shared/facts.ts';
import { useParts } from '../state/parts.tsx';

const AFTER_MS = 600;

/** Tells screen readers what came of steps, a few at a time and not faster than one can listen. */
export function useAnnouncements(): void {
  const { run, studio } = useParts();
  useEffect(() => {
    let said = 0;
    let open: string | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const speak = () => {
      timer = null;
      const { timeline } = run.getState();
      const text = announce(timeline.facts.slice(said));
      said = timeline.facts.length;
      if (text !== '') studio.getState().say(text);
    };
    const end = run.subscribe((view) => {
      if (view.run !== open) {
        open = view.run;
        said = 0;
      }
      // What had happened before the run was opened is history.
      said = Math.max(said, studio.getState().openedRun?.lastFact ?? 0);
      if (view.known > said) timer ??= setTimeout(speak, AFTER_MS);
    });
    return () => {
      end();
      if (timer !== null) clearTimeout(timer);
    };
  }, [run, studio]);
}

const MOST = 3;

/** What facts say in words: the newest results of steps, and the end of the run. */
export function announce(facts: readonly Fact[]): string {
  const sentences = facts.flatMap((fact): string[] => {
    switch (fact.type) {
      case 'step.completed':
        return [`${fact.step} completed`];
      case 'step.failed':
        return [`${fact.step} failed: ${fact.error.message}`];
      case 'step.waiting':
        return [`${fact.step} waits for an answer`];
      case 'run.completed':
        return ['Run completed'];
      case 'run.failed':
        return ['Run failed'];
      case 'run.cancelled':
        return ['Run cancelled'];
      case 'run.paused':
        return ['Run paused'];
      default:
        return [];
    }
  });
  const more = sentences.length - MOST;
  return [...(more > 0 ? [`${more} more steps`] : []), ...sentences.slice(-MOST)].join('. ');
}
