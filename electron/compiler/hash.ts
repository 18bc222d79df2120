import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../shared/json.ts';
import { canonicalJson } from '../../shared/json.ts';
import type { InputSpec, OutputSpec, PipelineConfig, Step, ValueNode } from '../../shared/pipeline.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';

type Unhashed = Omit<Step, 'hash'>;

/**
 * What a step is, for reuse (engine.md E13): all of it but `name`, `description`, `x-*` and where it stands in the file,
 * with the tool's name and version. Two spellings of one thing (an alias, another order of keys) give one hash.
 */
export function hashStep(step: Unhashed, toolVersion: string): string {
  const {
    id,
    tool,
    action,
    onFalse = null,
    onSuccess = null,
    timeoutMs = null,
    effects,
    condition,
    model,
    retry,
  } = step;
  return sha256({
    id,
    tool,
    toolVersion,
    action,
    onFalse,
    onSuccess,
    timeoutMs,
    effects,
    onFailure: { ...step.onFailure },
    retry: retry === undefined ? null : asJson(retry),
    dependencies: [...step.dependencies].sort(),
    parameters: Object.fromEntries(step.parameters.map(([key, value]) => [key, withoutPlace(value)])),
    condition: condition?.text ?? null,
    model: model === undefined ? null : withoutPlace(model),
  });
}

/** What a checkpoint must match: all steps, inputs, outputs and settings, without their descriptions. */
export function hashPipeline(parts: {
  steps: readonly Step[];
  inputs: readonly InputSpec[];
  outputs: readonly OutputSpec[];
  config: PipelineConfig;
}): string {
  return sha256({
    steps: Object.fromEntries(parts.steps.map(({ id, hash }) => [id, hash])),
    inputs: Object.fromEntries(parts.inputs.map(({ name, span: _span, ...spec }) => [name, undescribed(spec)])),
    outputs: Object.fromEntries(
      parts.outputs.map(({ name, value, type = null }) => [name, { value: withoutPlace(value), type }]),
    ),
    config: asJson(parts.config),
  });
}

function sha256(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Plain data as JSON: what is absent is left out. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** A template and a text that reads the same are told apart. */
function withoutPlace(node: ValueNode): Json {
  switch (node.kind) {
    case 'literal':
      return { literal: node.value };
    case 'template':
      return { template: node.source.text };
    case 'list':
      return { list: node.items.map(withoutPlace) };
    case 'map':
      return { map: Object.fromEntries(node.entries.map(([key, value]) => [key, withoutPlace(value)])) };
  }
}

function undescribed(spec: Omit<ValueSpec, 'description'> & { description?: string }): JsonObject {
  const { description: _description, ...rest } = spec;
  return asJson(rest);
}
