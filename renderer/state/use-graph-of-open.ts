import { useEffect } from 'react';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { OpenedPipeline } from '../../shared/studio-api.ts';
import type { Graph } from '../canvas/graph.ts';
import { graphOfOutline, graphOfPipeline } from '../canvas/graph.ts';
import { useParts, useStudio } from './parts.tsx';
import type { Studio } from './studio-types.ts';

/** The definition on the screen: the one that ran while a run is open, else the file as it stands in the editor. */
export function shownPipeline(studio: Studio): Pipeline | null {
  return studio.openedRun?.pipeline ?? studio.file?.opened.pipeline ?? null;
}

export function shownPath(studio: Studio): string | null {
  return studio.openedRun?.summary.pipeline.file ?? studio.file?.path ?? null;
}

/** Keeps the canvas at the definition that is open. */
export function useGraphOfOpen(): void {
  const { graph } = useParts();
  const pipeline = useStudio(shownPipeline);
  const opened = useStudio((studio) => (studio.openedRun === null ? (studio.file?.opened ?? null) : null));
  const wanted = useStudio((studio) => studio.settings.layoutDirection[shownPath(studio) ?? ''] ?? null);
  useEffect(() => graph.getState().show(graphOf(pipeline, opened), wanted), [graph, pipeline, opened, wanted]);
}

function graphOf(pipeline: Pipeline | null, opened: OpenedPipeline | null): Graph | null {
  if (pipeline !== null) return graphOfPipeline(pipeline);
  return opened === null ? null : graphOfOutline(opened.outline);
}
