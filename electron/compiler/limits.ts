/** Bounds of what a pipeline file may be (language.md L1). A real file is far from all of them; a bomb is refused at the first it meets. */

export const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** Tokens of YAML: bounds the time of the parser and of what follows, some µs for each. A file of 1,000 steps has about 50,000. */
export const MAX_TOKENS = 250_000;
/** Tokens of all templates together. */
export const MAX_TEMPLATE_TOKENS = 250_000;
/** Levels of lists and maps. The `yaml` library ends the whole process from some thousand on (a regular expression compiled at the end of the stack). */
export const MAX_DEPTH = 100;
/** Columns of indentation before a line's first character. */
export const MAX_INDENT = 400;
/** Values that aliases may add to those that are written down. */
export const MAX_ALIASED_VALUES = 20_000;
/** Diagnostics of one file; what goes beyond is counted, not kept. */
export const MAX_DIAGNOSTICS = 500;
/** Pipelines in pipelines (language.md L26). */
export const MAX_INCLUDE_DEPTH = 10;
/** Steps of all included pipelines together: two that run the next one twice each double them at every level. */
export const MAX_INCLUDED_STEPS = 20_000;
