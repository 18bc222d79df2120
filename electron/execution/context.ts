import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';

// LangGraph hangs one listener per parallel task on one signal; node warns from eleven on
setMaxListeners(0);

/**
 * Runs a function outside of any LangGraph context: taken when this module is loaded, before any graph runs. A tool or
 * a child graph started inside a node would inherit the parent's config otherwise.
 */
export const outside = AsyncLocalStorage.snapshot();
