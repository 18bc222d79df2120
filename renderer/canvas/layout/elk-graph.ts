import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { indexGraph, isWide, layerBound } from '../../../shared/graph/layers.ts';
import type { EdgePath, Layout, LayoutInput, Point } from '../../../shared/graph/layout.ts';
import { LABEL_HEIGHT } from '../../../shared/graph/layout.ts';

const LARGE = 300;

export function toElk({ nodes, edges, direction }: LayoutInput): ElkNode {
  const large = nodes.length > LARGE;
  const index = new Map(nodes.map((node, i) => [node.id, i]));
  const ends = edges.map((edge) => [index.get(edge.source) ?? 0, index.get(edge.target) ?? 0] as const);
  const wide = isWide(indexGraph(nodes.length, ends));
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.mergeEdges': 'true',
      'elk.layered.considerModelOrder.strategy': large ? 'NONE' : 'NODES_AND_EDGES',
      ...(wide
        ? {
            'elk.layered.layering.strategy': 'COFFMAN_GRAHAM',
            'elk.layered.layering.coffmanGraham.layerBound': String(layerBound(nodes.length)),
          }
        : {}),
      'elk.layered.nodePlacement.strategy': large ? 'BRANDES_KOEPF' : 'NETWORK_SIMPLEX',
      'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
      'elk.layered.thoroughness': large ? '3' : '10',
      'elk.layered.spacing.nodeNodeBetweenLayers': direction === 'down' ? '34' : '56',
      'elk.spacing.nodeNode': '24',
      'elk.layered.spacing.edgeNodeBetweenLayers': direction === 'down' ? '12' : '20',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
      'elk.spacing.edgeNode': '20',
      'elk.spacing.edgeEdge': '10',
      'elk.spacing.componentComponent': '48',
      'elk.edgeLabels.inline': 'true',
      'elk.padding': '[top=0,left=0,bottom=0,right=0]',
    },
    children: nodes.map(({ id, width, height }) => ({ id, width, height })),
    edges: edges.map((edge) => ({
      id: edge.id,
      sources: [edge.source],
      targets: [edge.target],
      ...(edge.labelWidth === 0
        ? {}
        : {
            labels: [
              {
                id: `${edge.id} label`,
                text: ' ',
                width: edge.labelWidth,
                height: LABEL_HEIGHT,
                layoutOptions: { 'elk.edgeLabels.inline': 'true' },
              },
            ],
          }),
    })),
  };
}

export function fromElk(result: ElkNode & { readonly edges?: readonly ElkExtendedEdge[] }, input: LayoutInput): Layout {
  const nodes = new Map(
    (result.children ?? []).map((node): [string, Point] => [node.id, { x: node.x ?? 0, y: node.y ?? 0 }]),
  );
  const edges = new Map((result.edges ?? []).map((edge): [string, EdgePath] => [edge.id, pathOf(edge)]));
  const width = Math.max(0, ...input.nodes.map((node) => (nodes.get(node.id)?.x ?? 0) + node.width));
  const height = Math.max(0, ...input.nodes.map((node) => (nodes.get(node.id)?.y ?? 0) + node.height));
  return { width, height, nodes, edges };
}

function pathOf(edge: ElkExtendedEdge): EdgePath {
  const section = edge.sections?.[0];
  const label = edge.labels?.[0];
  const points = section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const middle =
    label === undefined
      ? null
      : { x: (label.x ?? 0) + (label.width ?? 0) / 2, y: (label.y ?? 0) + (label.height ?? 0) / 2 };
  return { points, label: middle };
}
