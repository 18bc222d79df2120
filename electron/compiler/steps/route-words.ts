/** The words of `on_failure` (language.md L19). What is none of them is the id of a step. */
export const ROUTE_WORDS: ReadonlySet<string> = new Set(['fail', 'continue', 'skip', 'retry', 'ask', 'rollback']);
