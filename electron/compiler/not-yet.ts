/**
 * What is compiled in full, but cannot be run yet: a row refuses it with `needs_later`. Keys of steps and of the file,
 * words of `on_failure`, and tools. Once the engine can do one, its row is deleted, and nothing else.
 */
export const NOT_YET: ReadonlySet<string> = new Set();
