import type { Look } from '../../shared/look.ts';
import { edgeState } from '../canvas/edge-state.ts';
import { toPng } from '../canvas/paint.ts';
import type { Drawing, Palette } from '../canvas/shapes.ts';
import { drawGraph, toSvg } from '../canvas/shapes.ts';
import type { Parts } from '../state/parts.tsx';
import { lookIn } from '../state/step-view.ts';
import { download } from '../ui/download.ts';
import { fileName } from '../ui/format.ts';
import { reportHtml } from './report.ts';

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

export async function exportReport(parts: Parts): Promise<void> {
  const { client, studio } = parts;
  const run = studio.getState().openedRun?.summary.run;
  if (run === undefined) return;
  try {
    const result = await client.request('runs:result', { run });
    const drawing = drawingOf(parts);
    download(`${run}.html`, reportHtml(result, drawing === null ? '' : toSvg(drawing)), 'text/html');
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

/** The colours of the theme on the screen, as colours that any program reads: a file knows no variables. */
function paletteOf(element: Element): Palette {
  const probe = document.createElement('span');
  element.append(probe);
  const read = (color: string) => {
    probe.style.color = color;
    return toRgb(getComputedStyle(probe).color);
  };
  const looks = new Map<Look, string>();
  const palette = {
    background: read('var(--bg)'),
    panel: read('var(--panel)'),
    line: read('var(--line-strong)'),
    text: read('var(--text)'),
    mute: read('var(--mute)'),
  };
  const lookOf = (look: Look) => {
    probe.dataset['look'] = look;
    return read('var(--c)');
  };
  const all: readonly Look[] = [
    'pending',
    'queued',
    'running',
    'waiting',
    'paused',
    'retrying',
    'completed',
    'reused',
    'skipped',
    'failed',
    'handled',
    'cancelled',
    'interrupted',
  ];
  for (const look of all) looks.set(look, lookOf(look));
  probe.remove();
  return { ...palette, look: (look) => looks.get(look) ?? palette.mute };
}

function toRgb(color: string): string {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) return color;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}
