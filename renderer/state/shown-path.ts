import type { Studio } from './studio-types.ts';

/** The pipeline file on the screen; null: none is. */
export function shownPath(studio: Pick<Studio, 'openedRun' | 'file'>): string | null {
  return studio.openedRun?.summary.pipeline.file ?? studio.file?.path ?? null;
}
