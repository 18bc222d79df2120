import type { Step } from '../../../shared/pipeline.ts';
import type { IncludedPipeline } from '../include/read-includes.ts';
import { type Fields, knownKeys } from '../keys/fields.ts';
import type { Place } from '../report.ts';
import { namesSet } from '../steps/find-writers.ts';
import { calledBy } from '../steps/resolve-steps.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { readParameters } from '../tools/check-parameters.ts';
import { PIPELINE_PARAMETERS_ELSEWHERE } from '../tools/engine-tools.ts';
import type { ResolvedTool } from '../tools/resolve-tool.ts';
import { toValueNode } from '../values.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { effectsOf, strongestOf } from './effects.ts';
import { durationAt, readRetry } from './read-config.ts';
import type { StepSources } from './read-step.ts';

/** The part of a step that says what runs, and how. */
export type Running = Pick<
  Step,
  'tool' | 'action' | 'parameters' | 'retry' | 'timeoutMs' | 'handlers' | 'container' | 'effects' | 'model' | 'sets'
> & {
  /** The tool's. */
  readonly version: string;
};

/** The tool or the pipeline that a step calls, or that each iteration of a loop calls; null: it is not known. */
export function readCall(entry: StepEntry, sources: StepSources): Running | null {
  const included = sources.includes.get(entry);
  const resolved = calledBy(entry, sources.resolutions);
  // Checked also where the pipeline itself is not known.
  const parameters = resolved === undefined ? [] : readOwnParameters(entry, resolved, sources);
  if (included !== undefined) return { ...readIncluded(included, entry), ...readOfWhole(entry, sources) };
  if (resolved === undefined || resolved.tool.name === 'pipeline-executor') return null;
  const { tool, found } = resolved;
  const model = entry.fields.get('model')?.value;
  const retry = retryOf(entry) ?? sources.config.retry;
  return {
    tool: tool.name,
    action: found.name,
    parameters,
    ...readOfWhole(entry, sources),
    ...(retry === undefined ? {} : { retry }),
    ...(model === undefined ? {} : { model: toValueNode(model) }),
    effects: strongestOf(entry.fields, [found.action.effects]),
    sets: tool.name === 'set' ? namesSet(entry).map(({ key }) => key) : [],
    version: tool.version,
  };
}

function readIncluded({ path, pipeline, inputs }: IncludedPipeline, { fields }: StepEntry): Running {
  return {
    tool: 'pipeline',
    action: 'pipeline',
    parameters: [],
    container: { kind: 'pipeline', path, inputs, pipeline },
    effects: strongestOf(fields, effectsOf(pipeline)),
    sets: [],
    version: '1',
  };
}

/** What holds for each attempt of a step, or of a container as a whole: its own words, else those of the group around it. */
export function readOfWhole(
  entry: StepEntry,
  { handlers }: Pick<StepSources, 'handlers'>,
): Pick<Running, 'retry' | 'timeoutMs' | 'handlers'> {
  const retry = retryOf(entry);
  const timeoutMs = ownOrOfGroup(entry, (fields) => durationAt(fields, 'timeout'));
  const own = handlers.byStep.get(entry) ?? [];
  return {
    ...(retry === undefined ? {} : { retry }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(own.length === 0 ? {} : { handlers: own }),
  };
}

function retryOf(entry: StepEntry): Step['retry'] {
  return ownOrOfGroup(entry, readRetry);
}

function ownOrOfGroup<Value>(entry: StepEntry, read: (fields: Fields) => Value | undefined): Value | undefined {
  for (let at: StepEntry | null = entry; at !== null; at = at.group) {
    const value = read(at.fields);
    if (value !== undefined) return value;
  }
  return undefined;
}

function readOwnParameters(entry: StepEntry, resolved: ResolvedTool, { report }: StepSources): Step['parameters'] {
  const { fields } = entry;
  const at = fields.get('parameters') ?? fields.get('action') ?? fields.get('tool');
  const place: Place = at === undefined ? entry.idNode : { span: at.keySpan, path: at.value.path };
  const node = fields.get('parameters')?.value;
  if (resolved.tool.name !== 'pipeline-executor')
    return readParameters(node, resolved, { place, report, beside: unknownKeys(entry) });
  return readParameters(node === undefined ? undefined : withoutElsewhere(node, { report }), resolved, {
    place,
    report,
  });
}

/** The tool's parameters may stand there by mistake: beside \`parameters\` instead of below it. */
function unknownKeys({ node }: StepEntry): ReadonlySet<string> {
  const keys = node.kind === 'map' ? node.entries.map(({ key }) => key) : [];
  return new Set(keys.filter((key) => !knownKeys('step').has(key)));
}

/** Parameters of the older dialect that are said elsewhere: a warning each. */
function withoutElsewhere(node: YamlNode, { report }: Pick<StepSources, 'report'>): YamlNode {
  if (node.kind !== 'map') return node;
  const entries = node.entries.filter(({ key, keySpan, value }) => {
    const hint = PIPELINE_PARAMETERS_ELSEWHERE.get(key);
    if (hint === undefined) return true;
    report.warning('no_effect', { span: keySpan, path: value.path }, { message: `\`${key}\` has no effect`, hint });
    return false;
  });
  return { ...node, entries };
}
