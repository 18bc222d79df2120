import { roundedPath } from '../graph/edge-path.ts';
import type { Graph, GraphEdge, GraphNode } from '../graph/graph.ts';
import { graphOfPipeline } from '../graph/graph.ts';
import { layoutLayered } from '../graph/layered.ts';
import type { Layout } from '../graph/layout.ts';
import { labelWidth, NODE_HEIGHT, NODE_WIDTH } from '../graph/layout.ts';
import { LOOK_WORDS, lookOfStep } from '../state/look.ts';
import type { RunState } from '../state/run-state.ts';
import { middleEllipsis } from '../text/format.ts';
import { html, join, type Markup, raw } from './markup.ts';
import type { ReportInput } from './report.ts';

const MARGIN = 8;
/** A drawing of more steps cannot be read on a page. */
const MOST_NODES = 150;
/** Wider than this, the steps go down instead of to the right. */
const WIDEST = 1100;

/** The graph with what became of each step. Its colours follow the reader's theme. */
export function graphSection({ state, pipeline }: ReportInput): Markup {
  const graph = pipeline === null ? null : graphOfPipeline(pipeline);
  if (graph === null || graph.nodes.length === 0) return raw('');
  if (graph.nodes.length > MOST_NODES)
    return html`<section><h2>Graph</h2><p class="mute">${graph.nodes.length} steps are too many to be drawn on a page.</p></section>`;
  const layout = layoutOf(graph);
  const [width, height] = [layout.width + 2 * MARGIN, layout.height + 2 * MARGIN];
  return html`<section><h2>Graph</h2><div class="graph"><svg viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The graph of the pipeline">
${join(graph.edges.map((edge) => edgeOf(edge, layout, state)))}
${join(graph.nodes.map((node) => nodeOf(node, layout, state)))}
</svg></div></section>`;
}

function layoutOf({ nodes, edges }: Graph): Layout {
  const input = {
    nodes: nodes.map(({ id }) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: edges.map(({ id, source, target, label }) => ({ id, source, target, labelWidth: labelWidth(label) })),
  };
  const across = layoutLayered({ ...input, direction: 'right' });
  return across.width <= WIDEST ? across : layoutLayered({ ...input, direction: 'down' });
}

function edgeOf(edge: GraphEdge, layout: Layout, state: RunState): Markup {
  const path = layout.edges.get(edge.id);
  if (path === undefined) return raw('');
  const line = html`<path class="edge ${isTaken(edge, state) ? 'taken' : 'left'}" d="${roundedPath(path.points)}"/>`;
  if (edge.label === null || path.label === null) return line;
  const { x, y } = path.label;
  const width = labelWidth(edge.label);
  const label = middleEllipsis(edge.label, Math.floor((width - 16) / 6.2));
  return join([
    line,
    html`<rect class="label" x="${x - width / 2}" y="${y - 10}" width="${width}" height="20" rx="10"/>`,
    html`<text class="label" x="${x}" y="${y + 3.5}" text-anchor="middle">${label}</text>`,
  ]);
}

function isTaken({ source, target, kind }: GraphEdge, state: RunState): boolean {
  const [from, to] = [state.steps.get(source), state.steps.get(target)];
  if (kind !== 'data' && (from?.route?.on !== kind || from.route.to !== target)) return false;
  return (
    from !== undefined && to !== undefined && from.status !== 'skipped' && ['completed', 'failed'].includes(to.status)
  );
}

function nodeOf(node: GraphNode, layout: Layout, state: RunState): Markup {
  const corner = layout.nodes.get(node.id);
  if (corner === undefined) return raw('');
  const look = lookOfStep(state.steps.get(node.id));
  const { x, y } = corner;
  const word = look === 'pending' ? '' : ` · ${LOOK_WORDS[look].toLowerCase()}`;
  return html`<g class="node" data-look="${look}"><rect class="card" x="${x}" y="${y}" width="${NODE_WIDTH}" height="${NODE_HEIGHT}" rx="6"/><rect class="edge-mark" x="${x}" y="${y}" width="4" height="${NODE_HEIGHT}" rx="2"/>
<text class="id" x="${x + 16}" y="${y + 24}">${middleEllipsis(node.label, 24)}</text><text class="what" x="${x + 16}" y="${y + 42}">${middleEllipsis(`${node.what}${word}`, 28)}</text></g>`;
}
