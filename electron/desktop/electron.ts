import type * as electron from 'electron';

/** Electron's main-process module. Only main.ts imports it; everything else is handed it. */
export type Electron = typeof electron;
