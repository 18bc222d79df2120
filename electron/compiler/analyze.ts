import type { Pipeline, PipelineConfig, Step } from '../../shared/pipeline.ts';
import type { Tool } from '../tools/tool.ts';
import { buildGraphs } from './graph/build-graphs.ts';
import { addVariableEdges, checkVariableOrder } from './graph/check-variables.ts';
import { checkCycles } from './graph/cycles.ts';
import { topologicalOrder } from './graph/order.ts';
import { StepGraph } from './graph/step-graph.ts';
import { hashPipeline } from './hash.ts';
import { checkShape } from './keys/check-shape.ts';
import type { Fields } from './keys/fields.ts';
import { fieldsOf, namesAt } from './keys/fields.ts';
import { checkSite } from './names/check-template.ts';
import { collectNames } from './names/collect-names.ts';
import type { FileNames } from './names/scope.ts';
import type { Reads, TemplateSite } from './names/site.ts';
import { readConfig } from './read/read-config.ts';
import { readInputs } from './read/read-inputs.ts';
import { outputSites, readOutputs } from './read/read-outputs.ts';
import type { PartialStep } from './read/read-step.ts';
import { readIdentity, readPartialStep, readStep } from './read/read-step.ts';
import type { Report } from './report.ts';
import { checkHandlers } from './steps/check-handlers.ts';
import { checkTexts } from './steps/check-texts.ts';
import { findWriters } from './steps/find-writers.ts';
import type { Resolutions } from './steps/resolve-steps.ts';
import { resolveSteps } from './steps/resolve-steps.ts';
import { sitesOf } from './steps/step-sites.ts';
import type { StepEntry, StepTree } from './steps/step-tree.ts';
import { buildStepTree } from './steps/step-tree.ts';
import { ToolIndex } from './tools/tool-index.ts';
import type { YamlEntry, YamlNode } from './yaml/tree.ts';

export interface Analyzed {
  /** Complete only if the report holds no error. */
  readonly pipeline: Pipeline | null;
  readonly partial: readonly PartialStep[];
}

/** From the tree of a file to its pipeline; what is wrong goes into the report. */
export function analyzeFile(
  root: YamlNode,
  request: { file: string; tools: readonly Tool[]; envNames?: readonly string[] },
  report: Report,
): Analyzed {
  if (!checkShape(root, { type: 'table', table: 'top' }, report)) return { pipeline: null, partial: [] };
  const top = fieldsOf(root, 'top');
  const inputs = readInputs(inputEntries(root), report);
  const tree = buildStepTree(top, report);
  const index = new ToolIndex(request.tools);
  const resolutions = resolveSteps(tree, { index, report });
  const handlers = checkHandlers(top, tree, { index, report });
  const writers = findWriters(tree, resolutions, report);
  checkTexts(top, tree, { resolutions, report });
  const names = collectNames({ top, tree, resolutions, writers, handlers, inputs, envNames: request.envNames });
  const reads = readAll({ tree, names, others: [...handlers.sites, ...outputSites(top)] }, report);
  const graphs = buildGraphs(tree, reads, report);
  addVariableEdges(graphs, reads, { writers, report });
  for (const graph of graphs.values()) checkCycles(graph, report);
  checkVariableOrder(graphs, reads, { writers, report });
  const graph = graphs.get(null) ?? new StepGraph([]);
  const config = readConfig(top);
  const steps = readSteps({ tree, resolutions, graph, config }, report);
  const partial = tree.top.map((entry) =>
    readPartialStep(entry, resolutions.get(entry) ?? null, graph.dependenciesOf(entry.id)),
  );
  return { pipeline: assemble({ top, file: request.file, inputs, steps, graph, config }, report), partial };
}

/** `inputs` and its older name `parameters` are one list (language.md, Top level). */
function inputEntries(root: YamlNode): YamlEntry[] {
  if (root.kind !== 'map') return [];
  return root.entries.flatMap(({ key, value }) =>
    (key === 'inputs' || key === 'parameters') && value.kind === 'map' ? value.entries : [],
  );
}

function readAll(
  about: { tree: StepTree; names: FileNames; others: readonly TemplateSite[] },
  report: Report,
): Map<StepEntry, Reads> {
  const { tree, names } = about;
  for (const site of about.others) checkSite(site, names, report);
  return new Map([...tree.byId.values()].map((step) => [step, readsOf(sitesOf(step, names), names, report)]));
}

function readsOf(sites: readonly TemplateSite[], names: FileNames, report: Report): Reads {
  const reads = sites.map((site) => checkSite(site, names, report));
  return { steps: reads.flatMap(({ steps }) => steps), variables: reads.flatMap(({ variables }) => variables) };
}

/** Reads every step whose tool is known; only those of the file itself become steps of the pipeline. */
function readSteps(
  about: { tree: StepTree; resolutions: Resolutions; graph: StepGraph; config: PipelineConfig },
  report: Report,
): Step[] {
  const { tree, resolutions, graph, config } = about;
  return [...tree.byId.values()].flatMap((entry) => {
    const resolved = resolutions.get(entry) ?? null;
    if (resolved === null || resolved === 'later') return [];
    const dependencies = entry.parent === null ? graph.dependenciesOf(entry.id) : [];
    const step = readStep(entry, resolved, { config, dependencies, report });
    return entry.parent === null ? [step] : [];
  });
}

interface Parts extends Pick<Pipeline, 'file' | 'inputs' | 'steps' | 'config'> {
  readonly top: Fields;
  readonly graph: StepGraph;
}

function assemble({ top, graph, ...parts }: Parts, report: Report): Pipeline {
  const outputs = readOutputs(top, report);
  const { inputs, steps, config } = parts;
  const secrets = namesAt(top, 'secrets').map(({ name }) => name);
  return {
    ...readIdentity(top),
    ...parts,
    order: topologicalOrder(graph),
    outputs,
    secrets,
    hash: hashPipeline({ steps, inputs, outputs, config }),
  };
}
