import type { Node, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { OpenedPipeline, OutlineStep } from '../../../shared/api/answers.ts';
import type { Diagnostic } from '../../../shared/diagnostics.ts';
import type { Json } from '../../../shared/json.ts';
import type { InputSpec, OutputSpec, Pipeline, Step, ValueNode } from '../../../shared/pipeline.ts';
import type { SourceText, Span } from '../../../shared/source.ts';
import type { ValueType } from '../../../shared/value-spec.ts';

/**
 * Reads enough of a pipeline file for the window to be developed and tested without a host. Not the compiler: it checks
 * two things (unknown dependency, unknown key) and trusts the rest.
 */
export function miniCompile(path: string, text: string): OpenedPipeline {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, keepSourceTokens: true });
  const at = spanner(path, lines);
  const diagnostics: Diagnostic[] = document.errors.map((error) => ({
    code: 'yaml_syntax',
    severity: 'error',
    message: error.message.split('\n')[0] ?? 'the YAML cannot be read',
    path: '',
    span: at(error.pos[0], error.pos[1]),
  }));
  const root = document.contents;
  const steps = isMap(root) ? readSteps(root, at) : [];
  const ids = new Set(steps.map((step) => step.id));
  for (const step of steps) {
    for (const dependency of step.dependencies) {
      if (ids.has(dependency)) continue;
      diagnostics.push({
        code: 'unknown_step',
        severity: 'error',
        message: `step "${step.id}" depends on "${dependency}", which does not exist`,
        hint: `steps of this file: ${[...ids].slice(0, 6).join(', ')}`,
        path: `steps.${step.id}.dependencies`,
        span: step.span,
      });
    }
  }
  const outline: OutlineStep[] = steps.map(({ id, tool, action, dependencies, span }) => ({
    id,
    tool,
    action,
    dependencies: dependencies.filter((dependency) => ids.has(dependency)),
    span,
  }));
  const data = (document.toJS() ?? {}) as Record<string, Json>;
  const broken = diagnostics.some((diagnostic) => diagnostic.severity === 'error') || !isMap(root);
  const pipeline = broken ? null : toPipeline({ path, data, root, steps, at });
  return { path, text, version: String(text.length), pipeline, diagnostics, outline, trusted: true };
}

type At = (start: number, end: number) => Span;

function spanner(file: string, lines: LineCounter): At {
  return (start, end) => {
    const from = lines.linePos(start);
    const to = lines.linePos(end);
    return { file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
}

function toPipeline(parts: {
  path: string;
  data: Record<string, Json>;
  root: YAMLMap;
  steps: Step[];
  at: At;
}): Pipeline {
  const { path, data, root, steps, at } = parts;
  const name = String(data['name'] ?? 'Pipeline');
  return {
    id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    name,
    ...(data['description'] === undefined ? {} : { description: String(data['description']) }),
    file: path,
    inputs: readInputs(root, at),
    steps,
    order: topological(steps),
    outputs: readOutputs(root, at),
    config: { maxParallel: 4, onFailure: 'fail' },
    secrets: [],
    hash: `hash-${path}-${steps.length}`,
  };
}

function readSteps(root: YAMLMap, at: At): Step[] {
  const list = root.get('steps');
  if (!isSeq(list)) return [];
  const maps = list.items.filter((item) => isMap(item));
  const ids = maps.map((item) => String(item.get('id') ?? ''));
  return maps.map((map) => readStep(map, ids, at));
}

function readStep(map: YAMLMap, ids: readonly string[], at: At): Step {
  const id = String(map.get('id') ?? '');
  const parameters = map.get('parameters');
  const declared = listOf(map.get('dependencies'));
  const source = map.toString();
  const read = ids.filter((other) => other !== id && new RegExp(`{[{%][^}]*\\b${other}\\b`).test(source));
  const condition = map.get('condition', true);
  const routes = ['on_false', 'on_success', 'on_failure'].map((key) => map.get(key));
  const [onFalse, onSuccess, onFailure] = routes;
  const retry = map.get('retry');
  return {
    id,
    tool: String(map.get('tool') ?? 'model'),
    action: String(map.get('action') ?? 'execute'),
    ...(map.get('description') === undefined ? {} : { description: String(map.get('description')) }),
    parameters: isMap(parameters)
      ? parameters.items.map((pair) => [String(pair.key), toNode(pair.value as Node, at)] as const)
      : [],
    dependencies: [...new Set([...declared, ...read])],
    ...(isScalar(condition) ? { condition: toSource(condition as unknown as Node, String(condition.value), at) } : {}),
    ...(onFalse === undefined ? {} : { onFalse: String(onFalse) }),
    ...(onSuccess === undefined ? {} : { onSuccess: String(onSuccess) }),
    onFailure: policyOf(onFailure),
    ...(retry === undefined
      ? {}
      : {
          retry: {
            attempts: Number(retry),
            delayMs: 1000,
            backoff: 'exponential',
            factor: 2,
            maxDelayMs: 30_000,
            jitter: true,
          } as const,
        }),
    effects: effectsOf(String(map.get('tool')), String(map.get('action'))),
    sets:
      map.get('tool') === 'set' && isMap(parameters)
        ? Object.keys((parameters.toJSON() as { variables?: object }).variables ?? {})
        : [],
    hash: `step-${source.length}`,
    span: spanOf(map, at),
  };
}

function policyOf(value: unknown): Step['onFailure'] {
  if (value === undefined || value === 'fail') return { kind: 'fail' };
  if (value === 'continue' || value === 'skip') return { kind: value };
  return { kind: 'jump', to: String(value) };
}

function effectsOf(tool: string, action: string): Step['effects'] {
  if (tool === 'http' && action !== 'get') return 'external';
  if (tool === 'filesystem' && action !== 'read') return 'local';
  return tool === 'terminal' ? 'external' : 'none';
}

function listOf(value: unknown): string[] {
  if (isSeq(value)) return value.items.map((item) => String(isScalar(item) ? item.value : item));
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : [];
}

function toNode(node: Node, at: At): ValueNode {
  const span = spanOf(node, at);
  if (isMap(node))
    return {
      kind: 'map',
      entries: node.items.map((pair) => [String(pair.key), toNode(pair.value as Node, at)] as const),
      span,
    };
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => toNode(item as Node, at)), span };
  const value = isScalar(node) ? (node.value as Json) : null;
  if (typeof value === 'string' && /{[{%#]/.test(value))
    return { kind: 'template', source: toSource(node, value, at), span };
  return { kind: 'literal', value, span };
}

function toSource(node: Node, text: string, at: At): SourceText {
  const span = spanOf(node, at);
  return { text, map: [{ offset: 0, line: span.line, column: span.column }], span };
}

function spanOf(node: Node, at: At): Span {
  const [start, end] = node.range ?? [0, 0];
  return at(start, Math.max(start, end));
}

function readInputs(root: YAMLMap, at: At): InputSpec[] {
  const inputs = root.get('inputs');
  if (!isMap(inputs)) return [];
  return inputs.items.map((pair) => {
    const value = pair.value as Node;
    const span = spanOf(value, at);
    const name = String(pair.key);
    if (!isMap(value)) return { name, type: 'any', default: (isScalar(value) ? value.value : null) as Json, span };
    const spec = value.toJSON() as {
      type?: ValueType;
      default?: Json;
      description?: string;
      enum?: Json[];
      minimum?: number;
      maximum?: number;
      required?: boolean;
    };
    return { ...spec, name, type: spec.type ?? 'any', span };
  });
}

function readOutputs(root: YAMLMap, at: At): OutputSpec[] {
  const outputs = root.get('outputs');
  if (!isMap(outputs)) return [];
  return outputs.items.map((pair) => ({
    name: String(pair.key),
    value: toNode(pair.value as Node, at),
    span: spanOf(pair.value as Node, at),
  }));
}

function topological(steps: readonly Step[]): string[] {
  const done = new Set<string>();
  const order: string[] = [];
  let rest = [...steps];
  while (rest.length > 0) {
    const ready = rest.filter((step) => step.dependencies.every((dependency) => done.has(dependency)));
    const next = ready.length > 0 ? ready : rest;
    for (const step of next) {
      done.add(step.id);
      order.push(step.id);
    }
    rest = rest.filter((step) => !done.has(step.id));
  }
  return order;
}
