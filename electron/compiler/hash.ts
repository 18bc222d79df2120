import { hash } from 'node:crypto';
import type { Json, JsonObject } from '../../shared/json.ts';
import { canonicalJson } from '../../shared/json.ts';
import type {
  Body,
  Container,
  Handler,
  InputSpec,
  OutputSpec,
  PipelineConfig,
  Step,
  ValueNode,
} from '../../shared/pipeline.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';

type Unhashed = Omit<Step, 'hash'>;

/**
 * What a step is, for reuse (engine.md E13): all of it but `name`, `description`, `x-*` and where it stands in the file,
 * with the tool's name and version; of a container all that runs in it; the steps that its handlers call. Two spellings of one thing (an alias, another
 * order of keys) give one hash.
 */
export function hashStep(step: Unhashed, toolVersion: string, called: readonly Step[] = []): string {
  const { id, tool, action, onFalse = null, onSuccess = null, timeoutMs = null, effects, condition, model } = step;
  const { groupConditions, handlers, container, retry } = step;
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
    parameters: withoutPlaces(step.parameters),
    condition: condition?.text ?? null,
    model: model === undefined ? null : withoutPlace(model),
    ...(groupConditions === undefined ? {} : { groupConditions: groupConditions.map(({ text }) => text) }),
    ...(handlers === undefined ? {} : { handlers: handlers.map(handlerJson) }),
    ...(container === undefined ? {} : { container: containerJson(container) }),
    ...(called.length === 0 ? {} : { handlerSteps: hashesOf(called) }),
  });
}

/** What a checkpoint must match: all steps, inputs, outputs, handlers and settings, without their descriptions. */
export function hashPipeline(parts: {
  body: Body;
  inputs: readonly InputSpec[];
  outputs: readonly OutputSpec[];
  handlers: readonly Handler[];
  config: PipelineConfig;
}): string {
  const { handlers } = parts;
  return sha256({
    ...bodyJson(parts.body),
    inputs: Object.fromEntries(parts.inputs.map(({ name, span: _span, ...spec }) => [name, undescribed(spec)])),
    outputs: Object.fromEntries(
      parts.outputs.map(({ name, value, type = null }) => [name, { value: withoutPlace(value), type }]),
    ),
    config: asJson(parts.config),
    ...(handlers.length === 0 ? {} : { handlers: handlers.map(handlerJson) }),
  });
}

function sha256(value: Json): string {
  return hash('sha256', canonicalJson(value));
}

/** Plain data as JSON: what is absent is left out. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function hashesOf(steps: readonly Step[]): JsonObject {
  return Object.fromEntries(steps.map(({ id, hash }) => [id, hash]));
}

function bodyJson({ steps, handlerSteps }: Body): JsonObject {
  return { steps: hashesOf(steps), ...(handlerSteps === undefined ? {} : { handlerSteps: hashesOf(handlerSteps) }) };
}

function containerJson(container: Container): Json {
  switch (container.kind) {
    case 'pipeline':
      return { pipeline: container.pipeline.hash, inputs: withoutPlaces(container.inputs) };
    case 'for_each': {
      const { items, maxParallel, body, ...rest } = container;
      return { ...asJson(rest), items: withoutPlace(items), maxParallel: withoutPlace(maxParallel), ...bodyJson(body) };
    }
    case 'loop': {
      const { condition, maxIterations, setState, body, ...rest } = container;
      const values = { maxIterations: withoutPlace(maxIterations), setState: withoutPlaces(setState) };
      return { ...asJson(rest), condition: condition.text, ...values, ...bodyJson(body) };
    }
  }
}

function handlerJson({ work, fallback, enabled, span: _span, ...rest }: Handler): Json {
  return {
    ...asJson(rest),
    enabled: withoutPlace(enabled),
    fallback: fallback === undefined ? null : { value: withoutPlace(fallback) },
    work: work?.kind === 'call' ? { ...work, parameters: withoutPlaces(work.parameters) } : (work ?? null),
  };
}

function withoutPlaces(values: readonly (readonly [name: string, value: ValueNode])[]): JsonObject {
  return Object.fromEntries(values.map(([key, value]) => [key, withoutPlace(value)]));
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
      return { map: withoutPlaces(node.entries) };
  }
}

function undescribed(spec: Omit<ValueSpec, 'description'> & { description?: string }): JsonObject {
  const { description: _description, ...rest } = spec;
  return asJson(rest);
}
