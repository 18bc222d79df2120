import type { OpenedPipeline } from '../api/answers.ts';
import type { Body, Container, Pipeline, Step } from '../pipeline.ts';
import type { Span } from '../source.ts';
import { joinPath, splitPath } from '../step-path.ts';

/** What the canvas draws of a pipeline, without places. Changes only with the definition. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly nodeById: ReadonlyMap<string, GraphNode>;
  /** The level that it draws (shared/step-path.ts); '' is the run's own. */
  readonly scope: string;
  /** Changes when, and only when, a new layout is needed: never from one iteration to another. */
  readonly key: string;
}

export interface GraphNode {
  /** The path of the step: its id, inside of a container `process[3].save`. */
  readonly id: string;
  /** Its id at its own level. */
  readonly label: string;
  /** What it holds steps as; null for a step that runs a tool. */
  readonly container: Container['kind'] | null;
  /** `filesystem.read`; empty where the file does not say. */
  readonly what: string;
  readonly description: string | null;
  /** The text of the step's condition, without braces. */
  readonly condition: string | null;
  readonly effects: Step['effects'];
  /** How often it may be tried; null where nothing says so. */
  readonly attempts: number | null;
  readonly span: Span;
  /** Ids of the steps it waits for, routes not counted. */
  readonly dependencies: readonly string[];
}

export type EdgeKind = 'data' | 'false' | 'success' | 'failure';

export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
  /** What stands on it: the condition of its target, or why the route is taken. */
  readonly label: string | null;
}

const ROUTE_LABELS: Readonly<Record<Exclude<EdgeKind, 'data'>, string>> = {
  false: 'if false',
  success: 'on success',
  failure: 'on failure',
};

export function graphOfPipeline(pipeline: Pipeline): Graph {
  return graphOfBody(pipeline, '');
}

/** The graph of one level: a pipeline, or what is inside of a container. */
export function graphOfBody(body: Body, scope: string): Graph {
  const at = (id: string) => joinPath(scope, id);
  const nodes = body.steps.map((step) => nodeOf(step, at));
  const edges = body.steps.flatMap((step) => [...dataEdges(step), ...routeEdges(step)]);
  return finish(
    nodes,
    edges.map((edge) => edgeOf({ ...edge, source: at(edge.source), target: at(edge.target) })),
    scope,
  );
}

/** The graph of a file with errors, as far as it is known. */
export function graphOfOutline(outline: OpenedPipeline['outline']): Graph {
  const ids = new Set(outline.map((step) => step.id));
  const nodes = outline.map(
    (step): GraphNode => ({
      id: step.id,
      label: step.id,
      container: null,
      what: withAction(step.tool ?? '', step.action ?? ''),
      description: null,
      condition: null,
      effects: 'none',
      attempts: null,
      span: step.span,
      dependencies: step.dependencies.filter((dependency) => ids.has(dependency)),
    }),
  );
  const edges = nodes.flatMap((node) =>
    node.dependencies.map((source) => edgeOf({ source, target: node.id, kind: 'data', label: null })),
  );
  return finish(nodes, edges);
}

function finish(nodes: readonly GraphNode[], edges: readonly GraphEdge[], scope = ''): Graph {
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const known = edges.filter((edge) => nodeById.has(edge.source) && nodeById.has(edge.target));
  const labels = [...nodeById.values()].map((node) => node.label);
  const key = [...labels, '|', ...known.map((edge) => `${levelId(edge)} ${edge.label ?? ''}`)].join('\n');
  return { nodes: [...nodeById.values()], edges: known, nodeById, scope, key };
}

function nodeOf(step: Step, at: (id: string) => string): GraphNode {
  return {
    id: at(step.id),
    label: step.id,
    container: step.container?.kind ?? null,
    what: describeTool(step),
    description: step.description ?? null,
    condition: step.condition === undefined ? null : bare(step.condition.text),
    effects: step.effects,
    attempts: step.retry?.attempts ?? null,
    span: step.span,
    dependencies: step.dependencies.map(at),
  };
}

/** `python-executor` rather than `python-executor.execute`: the word adds nothing. */
function describeTool({ tool, action, container }: Step): string {
  if (container?.kind === 'pipeline') return container.path ?? 'pipeline';
  if (container?.kind === 'loop') return container.test;
  if (container !== undefined) return 'for each';
  if (tool === 'group') return 'all of a group';
  return withAction(tool, action);
}

function withAction(tool: string, action: string): string {
  return action === 'execute' || action === tool || action === '' ? tool : `${tool}.${action}`;
}

/** A condition is drawn once, on the edge from the step that it reads. */
function dataEdges(step: Step): GraphEdge[] {
  const condition = step.condition === undefined ? null : bare(step.condition.text);
  const read = step.dependencies.find((dependency) => condition?.includes(dependency)) ?? step.dependencies[0];
  return step.dependencies.map((source) =>
    edgeOf({ source, target: step.id, kind: 'data', label: source === read ? condition : null }),
  );
}

function routeEdges(step: Step): GraphEdge[] {
  const routes: [Exclude<EdgeKind, 'data'>, string | undefined][] = [
    ['false', step.onFalse],
    ['success', step.onSuccess],
    ['failure', step.onFailure.kind === 'jump' ? step.onFailure.to : undefined],
  ];
  return routes.flatMap(([kind, target]) =>
    target === undefined ? [] : [edgeOf({ source: step.id, target, kind, label: ROUTE_LABELS[kind] })],
  );
}

function edgeOf(edge: Omit<GraphEdge, 'id'>): GraphEdge {
  return { id: `${edge.source} ${edge.kind} ${edge.target}`, ...edge };
}

/** What an edge is called at its own level, the same in every iteration. */
export function levelId({ source, target, kind }: Pick<GraphEdge, 'source' | 'target' | 'kind'>): string {
  return `${splitPath(source).id} ${kind} ${splitPath(target).id}`;
}

function bare(text: string): string {
  const match = /^\s*{{([\s\S]*)}}\s*$/.exec(text);
  return (match?.[1] ?? text).trim().replaceAll(/\s+/g, ' ');
}

/** Steps that a step leads to, and those that lead to it, along every kind of edge. */
export function neighbours(
  graph: Graph,
  id: string,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  return {
    before: [...new Set(graph.edges.filter((edge) => edge.target === id).map((edge) => edge.source))],
    after: [...new Set(graph.edges.filter((edge) => edge.source === id).map((edge) => edge.target))],
  };
}
