import { edgeState } from '../canvas/edge-state.ts';
import { toPng } from '../canvas/paint.ts';
import { paletteOf } from '../canvas/palette.ts';
import type { Drawing } from '../canvas/shapes.ts';
import { drawGraph, toSvg } from '../canvas/shapes.ts';
import type { Parts } from '../state/parts.tsx';
import { lookIn } from '../state/run/look-in.ts';
import { download } from '../ui/download.ts';
import { fileName } from '../ui/format.ts';

export async function exportResult({ client, studio }: Parts): Promise<void> {
  const run = studio.getState().openedRun?.summary.run;
  if (run === undefined) return;
  try {
    const result = await client.request('runs:result', { run });
    download(`${run}.json`, `${JSON.stringify(result, null, 2)}\n`, 'application/json');
  } catch (error) {
    studio.getState().report('Exporting the result', error);
  }
}

export async function exportReport({ client, studio }: Parts): Promise<void> {
  const run = studio.getState().openedRun?.summary.run;
  if (run === undefined) return;
  try {
    const { html } = await client.request('runs:report', { run });
    download(`${run}.html`, html, 'text/html');
  } catch (error) {
    studio.getState().report('Exporting the report', error);
  }
}

export function exportGraphSvg(parts: Parts): void {
  const drawing = drawingOf(parts);
  if (drawing !== null) download(`${nameOf(parts)}.svg`, toSvg(drawing), 'image/svg+xml');
}

export async function exportGraphPng(parts: Parts): Promise<void> {
  const drawing = drawingOf(parts);
  if (drawing === null) return;
  try {
    download(`${nameOf(parts)}.png`, await toPng(drawing), 'image/png');
  } catch (error) {
    parts.studio.getState().report('Exporting the graph', error);
  }
}

function nameOf({ studio }: Parts): string {
  const { openedRun, file } = studio.getState();
  return fileName(openedRun?.summary.pipeline.file ?? file?.path ?? 'graph').replace(/\.ya?ml$/, '');
}

function drawingOf({ graph, run }: Parts): Drawing | null {
  const view = graph.getState();
  if (view.graph === null || view.layout === null) return null;
  const state = run.getState();
  return drawGraph(view.graph, view.layout, {
    palette: paletteOf(document.documentElement),
    lookOf: (node) => lookIn(state, node),
    edgeOf: (edge) => edgeState(edge, state.shown),
  });
}
