import type { FailurePolicy } from '../../../shared/pipeline.ts';

/** The words of `on_failure` (language.md L19). What is none of them is the id of a step. */
export const ROUTE_WORDS: ReadonlySet<string> = new Set(['fail', 'continue', 'skip', 'retry', 'ask', 'rollback']);
/** The words among them that cannot be carried out yet. */
export const LATER_ROUTE_WORDS: ReadonlySet<string> = new Set(['ask', 'rollback']);

/** The policy that a text means. `retry` tries again (which is the retry policy's part) and then fails. */
export function failurePolicy(text: string | undefined, fallback: 'fail' | 'continue' | 'skip'): FailurePolicy {
  if (text === undefined) return { kind: fallback };
  if (text === 'continue' || text === 'skip' || text === 'fail') return { kind: text };
  return ROUTE_WORDS.has(text) ? { kind: 'fail' } : { kind: 'jump', to: text };
}
