import type { Effects, Pipeline, PipelineConfig, Step } from '../../../shared/pipeline.ts';
import { hashStep } from '../hash.ts';
import type { Fields } from '../keys/fields.ts';
import { entriesAt, textAt } from '../keys/fields.ts';
import type { Report } from '../report.ts';
import { failurePolicy } from '../steps/failure-policy.ts';
import { conditionAt } from '../steps/step-sites.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { readParameters } from '../tools/check-parameters.ts';
import type { Resolution, ResolvedTool } from '../tools/resolve-tool.ts';
import { toValueNode } from '../values.ts';
import type { YamlEntry } from '../yaml/tree.ts';
import { durationAt, readRetry } from './read-config.ts';

/** Reads a step whose tool is known. What `config` says of all steps is part of the result. */
export function readStep(
  entry: StepEntry,
  resolved: ResolvedTool,
  about: { config: PipelineConfig; dependencies: readonly string[]; report: Report },
): Step {
  const { fields, id } = entry;
  const { config } = about;
  const place = fields.get('parameters') ?? fields.get('action') ?? fields.get('tool');
  const step: Omit<Step, 'hash'> = {
    id,
    ...texts(fields),
    tool: resolved.tool.name,
    action: resolved.found.name,
    parameters: readParameters(fields.get('parameters')?.value, resolved, {
      place: place === undefined ? entry.idNode : { span: place.keySpan, path: place.value.path },
      report: about.report,
    }),
    dependencies: about.dependencies,
    onFailure: failurePolicy(textAt(fields, 'on_failure'), config.onFailure),
    ...running(fields, config),
    effects: effectsOf(fields, resolved.found.action.effects),
    sets: namesSet(entry, resolved).map(({ key }) => key),
    span: entry.node.span,
  };
  return { ...step, hash: hashStep(step, resolved.tool.version) };
}

function texts(fields: Fields): Partial<Step> {
  const pairs = { name: 'name', description: 'description', onFalse: 'on_false', onSuccess: 'on_success' };
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([name, key]) => {
      const text = textAt(fields, key);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

function running(fields: Fields, config: PipelineConfig): Partial<Step> {
  const condition = conditionAt(fields, 'condition');
  const retry = readRetry(fields) ?? config.retry;
  const timeoutMs = durationAt(fields, 'timeout');
  const model = fields.get('model')?.value;
  return {
    ...(condition === undefined ? {} : { condition }),
    ...(retry === undefined ? {} : { retry }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(model === undefined ? {} : { model: toValueNode(model) }),
  };
}

/** `side_effects` overrides what the action declares; `some` keeps which kind it is. */
function effectsOf(fields: Fields, declared: Effects): Effects {
  const said = textAt(fields, 'side_effects');
  if (said === 'none') return 'none';
  return said === 'some' && declared === 'none' ? 'local' : declared;
}

/** The entries of `variables` of a `set` step: their names are literal (language.md L6). */
export function namesSet(entry: StepEntry, resolved: ResolvedTool): readonly YamlEntry[] {
  if (resolved.tool.name !== 'set') return [];
  const variables = entriesAt(entry.fields, 'parameters').find(({ key }) => key === 'variables')?.value;
  return variables?.kind === 'map' ? variables.entries : [];
}

/** A step as far as it is known, for drawing a file that has errors. */
export type PartialStep = Pick<Step, 'id' | 'tool' | 'action' | 'dependencies' | 'span'>;

export function readPartialStep(entry: StepEntry, resolved: Resolution, dependencies: readonly string[]): PartialStep {
  const known = resolved === 'later' ? null : resolved;
  const tool = known?.tool.name ?? textAt(entry.fields, 'tool') ?? '';
  const action = known?.found.name ?? textAt(entry.fields, 'action') ?? '';
  return { id: entry.id, tool, action, dependencies, span: entry.node.span };
}

export type Identity = Pick<Pipeline, 'id' | 'name' | 'description' | 'version'>;

export function readIdentity(top: Fields): Identity {
  const name = textAt(top, 'name') ?? '';
  const [description, version] = [textAt(top, 'description'), textAt(top, 'version')];
  return {
    id: textAt(top, 'id') ?? (slugOf(name) || 'pipeline'),
    name,
    ...(description === undefined ? {} : { description }),
    ...(version === undefined ? {} : { version }),
  };
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}
