import type { Body, Pipeline } from '../../shared/pipeline.ts';
import type { Tool } from '../tools/tool.ts';
import { buildGraphs } from './graph/build-graphs.ts';
import { checkJumps } from './graph/check-jumps.ts';
import { checkRollbacks } from './graph/check-rollbacks.ts';
import type { VariableWriter } from './graph/check-variables.ts';
import { addVariableEdges, checkVariableOrder } from './graph/check-variables.ts';
import { checkCycles } from './graph/cycles.ts';
import { readsOfSteps } from './graph/reads-of-steps.ts';
import { hashPipeline } from './hash.ts';
import type { Includer } from './include/includer.ts';
import { readIncludes } from './include/read-includes.ts';
import { checkShape } from './keys/check-shape.ts';
import type { Fields } from './keys/fields.ts';
import { fieldsOf, namesAt } from './keys/fields.ts';
import { checkSite } from './names/check-template.ts';
import { collectNames } from './names/collect-names.ts';
import type { FileNames, TemplateBudget } from './names/scope.ts';
import { findSetAside } from './names/set-aside.ts';
import { readConfig } from './read/read-config.ts';
import { readHandlers } from './read/read-handlers.ts';
import { readIdentity } from './read/read-identity.ts';
import { readInputs } from './read/read-inputs.ts';
import { outputSites, readOutputs } from './read/read-outputs.ts';
import type { PartialStep } from './read/read-step.ts';
import { readBody, readPartialStep } from './read/read-step.ts';
import type { Report } from './report.ts';
import { checkContainers } from './steps/check-containers.ts';
import { checkTexts } from './steps/check-texts.ts';
import type { FoundHandlers } from './steps/find-handlers.ts';
import { findHandlers, globalSites } from './steps/find-handlers.ts';
import { findWriters } from './steps/find-writers.ts';
import { resolveSteps } from './steps/resolve-steps.ts';
import type { StepTree } from './steps/step-tree.ts';
import { buildStepTree } from './steps/step-tree.ts';
import { ToolIndex } from './tools/tool-index.ts';
import type { YamlEntry, YamlNode } from './yaml/tree.ts';

export interface Analyzed {
  /** Complete only if the report holds no error. */
  readonly pipeline: Pipeline | null;
  readonly partial: readonly PartialStep[];
}

export interface Analysis {
  readonly file: string;
  readonly tools: readonly Tool[];
  readonly envNames: readonly string[] | undefined;
  readonly includer: Includer;
  readonly budget: TemplateBudget;
}

/** From the tree of a file to its pipeline; what is wrong goes into the report. */
export function analyzeFile(root: YamlNode, about: Analysis, report: Report): Analyzed {
  if (!checkShape(root, { type: 'table', table: 'top' }, report)) return { pipeline: null, partial: [] };
  const top = fieldsOf(root, 'top');
  const inputs = readInputs(inputEntries(root), report);
  const setAside = findSetAside(root);
  const tree = buildStepTree(top, report, setAside.steps);
  checkContainers({ tree, inputs: new Set(inputs.map(({ name }) => name)), report });
  const index = new ToolIndex(about.tools);
  const resolutions = resolveSteps(tree, { index, report });
  const found = findHandlers(top, { tree, resolutions, report });
  const handlers = readHandlers(found, { index, report });
  const includes = readIncludes(tree, { resolutions, includer: about.includer, report });
  const writers = findWriters(tree, { resolutions, handlers: found }, report);
  checkTexts(top, tree, { resolutions, report });
  const names = collectNames({
    ...about,
    top,
    tree,
    resolutions,
    includes,
    writers,
    handlers: found,
    inputs,
    setAside,
  });
  const graphs = drawGraphs({ top, tree, found, names, writers }, report);
  const config = readConfig(top);
  const body = readBody(null, tree.top, { resolutions, includes, graphs, found, handlers, config, report });
  const named = tree.top.filter(({ isNamed }) => isNamed);
  const partial = named.map((entry) => readPartialStep(entry, { resolutions, graphs }));
  const parts = { file: about.file, inputs, outputs: readOutputs(top, report), config };
  const global = handlers.global.length === 0 ? {} : { handlers: handlers.global };
  return { pipeline: assemble(top, body, { ...parts, ...global }), partial };
}

/** `inputs` and its older name `parameters` are one list (language.md, Top level). */
function inputEntries(root: YamlNode): YamlEntry[] {
  if (root.kind !== 'map') return [];
  return root.entries.flatMap(({ key, value }) =>
    (key === 'inputs' || key === 'parameters') && value.kind === 'map' ? value.entries : [],
  );
}

interface Drawing {
  readonly top: Fields;
  readonly tree: StepTree;
  readonly found: FoundHandlers;
  readonly names: FileNames;
  readonly writers: readonly VariableWriter[];
}

/** Checks every template of the file, and draws the edges that they make, with all others. */
function drawGraphs({ top, tree, found, names, writers }: Drawing, report: Report) {
  for (const site of [...globalSites(found), ...outputSites(top)]) checkSite(site, names, report);
  const readsByStep = readsOfSteps({ tree, handlers: found, names }, report);
  const building = buildGraphs({ tree, handlers: found }, readsByStep, report);
  const { graphs } = building;
  const use = { tree, readsByStep, writers, report };
  addVariableEdges(graphs, use);
  for (const graph of graphs.values()) checkCycles(graph, report);
  checkVariableOrder(graphs, use);
  checkRollbacks(building);
  checkJumps(building, readsByStep);
  return graphs;
}

function assemble(
  top: Fields,
  body: Body,
  parts: Pick<Pipeline, 'file' | 'inputs' | 'outputs' | 'config' | 'handlers'>,
): Pipeline {
  const secrets = namesAt(top, 'secrets').map(({ name }) => name);
  const { inputs, outputs, config, handlers = [] } = parts;
  const hash = hashPipeline({ body, inputs, outputs, handlers, config });
  return { ...readIdentity(top), ...parts, ...body, secrets, hash };
}
