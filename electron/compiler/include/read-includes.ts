import { fitValue } from '../../../shared/fit-value.ts';
import type { Pipeline, ValueNode } from '../../../shared/pipeline.ts';
import { isTemplate } from '../../templates/compile.ts';
import { didYouMean, listNames } from '../../templates/suggest.ts';
import { entriesAt } from '../keys/fields.ts';
import { matchesPattern } from '../patterns.ts';
import type { Place, Report } from '../report.ts';
import type { Resolutions } from '../steps/resolve-steps.ts';
import { calledBy } from '../steps/resolve-steps.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { nodeAt } from '../tools/check-parameters.ts';
import { holdsAuto, holdsTemplate, toJson, toValueNode } from '../values.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../yaml/tree.ts';
import { describeNode } from '../yaml/tree.ts';
import type { Declared, Includer } from './includer.ts';

/** The pipelines that steps run (language.md L26), with what they are given. */
export type Includes = ReadonlyMap<StepEntry, IncludedPipeline>;

export interface IncludedPipeline {
  /** As it is written; null: the text of the pipeline stands in the file. */
  readonly path: string | null;
  readonly pipeline: Pipeline;
  readonly inputs: readonly (readonly [name: string, value: ValueNode])[];
}

interface Reading {
  readonly resolutions: Resolutions;
  readonly includer: Includer;
  readonly report: Report;
}

export function readIncludes(tree: StepTree, about: Reading): Includes {
  return new Map(
    tree.all.flatMap((step): [StepEntry, IncludedPipeline][] => {
      const asked = askedFor(step, about.resolutions);
      const included = asked === null ? null : readIncluded(asked, about);
      return included === null ? [] : [[step, included]];
    }),
  );
}

interface Asked {
  readonly node: YamlNode;
  readonly inputs: YamlEntry | undefined;
}

/** `pipeline:` with `inputs:`, or the same as parameters of `pipeline-executor`. */
function askedFor(step: StepEntry, resolutions: Resolutions): Asked | null {
  const own = step.fields.get('pipeline')?.value;
  if (own !== undefined && step.kind === 'pipeline') return { node: own, inputs: step.fields.get('inputs') };
  if (calledBy(step, resolutions)?.tool.name !== 'pipeline-executor') return null;
  const given = entriesAt(step.fields, 'parameters');
  const node = given.find(({ key }) => key === 'pipeline')?.value;
  return node === undefined ? null : { node, inputs: given.find(({ key }) => key === 'inputs') };
}

function readIncluded({ node, inputs }: Asked, { includer, report }: Reading): IncludedPipeline | null {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    const message = `expected the path of a pipeline file, found ${describeNode(node)}`;
    report.error('wrong_type', node, { message });
    return null;
  }
  const isText = node.text.includes('\n');
  if (!isText && isTemplate(node.text)) return reportDynamic(node, report);
  const included = isText ? includer.includeText(node, report) : includer.includeFile(node.text, node, report);
  if (included === null || included.declared === null) return null;
  // Checked also where the pipeline has errors of its own: but perhaps one of these is that it declares an input wrongly.
  const { pipeline } = included;
  const isWhole = pipeline !== null;
  const given = readInputs(inputs, { pipeline: included.declared, isWhole, place: node, report });
  return pipeline === null ? null : { path: isText ? null : node.text, pipeline, inputs: given };
}

function reportDynamic(node: YamlScalar, report: Report): null {
  const message = 'which pipeline runs is not known before the run: this template hides its path';
  const hint = 'write one step for each pipeline, each with a `condition`';
  report.error('dynamic_pipeline', node, { message, hint });
  return null;
}

interface Giving {
  readonly pipeline: Declared;
  readonly isWhole: boolean;
  readonly place: Place;
  readonly report: Report;
}

function readInputs(entry: YamlEntry | undefined, about: Giving): IncludedPipeline['inputs'] {
  const { pipeline, report } = about;
  if (
    entry !== undefined &&
    entry.value.kind !== 'map' &&
    !(entry.value.kind === 'scalar' && entry.value.value === null)
  ) {
    const message = `\`inputs\`: expected a map of names, found ${describeNode(entry.value)}`;
    report.error('wrong_type', entry.value, { message, hint: 'the values of the names may be templates' });
    return [];
  }
  const given = entry?.value.kind === 'map' ? entry.value.entries : [];
  const inputs = given.flatMap((each) => readInput(each, about));
  for (const { name, required, description } of pipeline.inputs) {
    if (required !== true || given.some(({ key }) => key === name)) continue;
    const place = entry === undefined ? about.place : { span: entry.keySpan, path: entry.value.path };
    const message = `\`${pipeline.name}\` needs the input \`${name}\``;
    report.error('missing_input', place, { message, hint: description?.trim().split('\n')[0] });
  }
  return inputs;
}

function readInput({ key, keySpan, value }: YamlEntry, { pipeline, isWhole, report }: Giving): [string, ValueNode][] {
  const input = pipeline.inputs.find(({ name }) => name === key);
  if (input === undefined) {
    if (!isWhole) return [];
    const names = pipeline.inputs.map(({ name }) => name);
    const message = `\`${pipeline.name}\` has no input \`${key.slice(0, 80)}\``;
    const hint = didYouMean(key, names) ?? (names.length === 0 ? 'it has none' : `its inputs are ${listNames(names)}`);
    report.error('unknown_input', { span: keySpan, path: value.path }, { message, hint });
    return [];
  }
  if (!holdsTemplate(value) && !holdsAuto(value)) {
    const fitted = fitValue(toJson(value, input), input, key, { matches: matchesPattern });
    for (const problem of fitted.ok ? [] : fitted.problems)
      report.error('invalid_input', nodeAt(value, problem.at), { message: `\`${problem.path}\`: ${problem.message}` });
  }
  return [[key, toValueNode(value, input)]];
}
