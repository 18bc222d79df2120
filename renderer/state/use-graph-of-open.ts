import { useEffect } from 'react';
import type { OpenedPipeline } from '../../shared/api/answers.ts';
import { bodyAt, stepAtPath } from '../../shared/find-step.ts';
import type { Graph } from '../../shared/graph/graph.ts';
import { graphOfBody, graphOfOutline } from '../../shared/graph/graph.ts';
import type { Pipeline, Step } from '../../shared/pipeline.ts';
import { useParts, useStudio } from './parts.tsx';
import { shownPath } from './shown-path.ts';
import type { Studio } from './studio-types.ts';

/** The definition on the screen: the one that ran while a run is open, else the file as it stands in the editor. */
export function shownPipeline(studio: Studio): Pipeline | null {
  return studio.openedRun?.pipeline ?? studio.file?.opened.pipeline ?? null;
}

/** The definition of a step on the screen, by its path. */
export function definitionOf(studio: Studio, path: string): Step | undefined {
  const pipeline = shownPipeline(studio);
  return pipeline === null ? undefined : stepAtPath(pipeline, path);
}

/** Keeps the canvas at the definition that is open. */
export function useGraphOfOpen(): void {
  const { graph } = useParts();
  const pipeline = useStudio(shownPipeline);
  const opened = useStudio((studio) => (studio.openedRun === null ? (studio.file?.opened ?? null) : null));
  const wanted = useStudio((studio) => studio.settings.layoutDirection[shownPath(studio) ?? ''] ?? null);
  const scope = useStudio((studio) => studio.scope);
  useEffect(
    () => graph.getState().show(graphOf(pipeline, opened, scope), wanted),
    [graph, pipeline, opened, wanted, scope],
  );
}

function graphOf(pipeline: Pipeline | null, opened: OpenedPipeline | null, scope: string): Graph | null {
  // A level that an edit has taken away is left for the run's own.
  if (pipeline !== null)
    return graphOfBody(bodyAt(pipeline, scope) ?? pipeline, bodyAt(pipeline, scope) === null ? '' : scope);
  return opened === null ? null : graphOfOutline(opened.outline);
}
