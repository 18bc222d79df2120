import { describe, expect, it } from 'vitest';
import { graphOfOutline, graphOfPipeline, neighbours } from '../../../shared/graph/graph.ts';
import { miniCompile } from '../../renderer/helpers/mini-compiler.ts';
import { INVALID_YAML, ORDERS_PATH, ORDERS_YAML } from '../../renderer/helpers/pipelines.ts';
import { ordersRun } from '../../renderer/helpers/scenarios.ts';

const graph = graphOfPipeline(ordersRun('completed').pipeline);
const edge = (source: string, target: string) =>
  graph.edges.filter((candidate) => candidate.source === source && candidate.target === target);

describe('the graph of a pipeline', () => {
  it('M3 has every step before anything runs', () => {
    expect(graph.nodes).toHaveLength(14);
    expect(graph.nodeById.get('clean')).toMatchObject({
      what: 'python-executor',
      condition: 'validate.rows_validated > 0',
      attempts: 3,
    });
  });

  it('M3 labels one edge with the condition of the step that it leads to', () => {
    expect(edge('validate', 'clean').map((found) => found.label)).toEqual(['validate.rows_validated > 0']);
    expect(graph.edges.filter((found) => found.target === 'clean' && found.label !== null)).toHaveLength(1);
  });

  it('M3 draws routes as edges of their own with their reason', () => {
    expect(edge('publish', 'archive')).toMatchObject([
      { kind: 'false', label: 'if false' },
      { kind: 'data', label: null },
    ]);
  });

  it('M20 draws what is known of a file with errors', () => {
    const { outline, pipeline } = miniCompile(ORDERS_PATH, INVALID_YAML);
    expect(pipeline).toBeNull();
    const partial = graphOfOutline(outline);
    expect(partial.nodes).toHaveLength(14);
    expect(partial.edges.every((found) => partial.nodeById.has(found.source))).toBe(true);
  });

  it('M12 keeps its key while only parameters change', () => {
    const other = miniCompile(ORDERS_PATH, ORDERS_YAML.replace('sum: quantity', 'sum: price')).pipeline;
    expect(other === null ? '' : graphOfPipeline(other).key).toBe(graph.key);
  });

  it('M17 knows the steps before and after a step', () => {
    expect(neighbours(graph, 'enrich')).toEqual({
      before: ['read_products', 'fetch_rates', 'clean'],
      after: ['aggregate', 'find_outliers'],
    });
  });
});
