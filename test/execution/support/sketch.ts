import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../../../shared/json.ts';
import type { Body, Container, FailurePolicy, Handler, Pipeline, Step, ValueNode } from '../../../shared/pipeline.ts';
import type { SourceText, Span } from '../../../shared/source.ts';
import { findReferences } from '../../../electron/templates/check/references.ts';
import { compileCondition, compileTemplate, isTemplate } from '../../../electron/templates/compile.ts';

/** A pipeline text as a `Pipeline`, unchecked: for tests of the engine that ask for what the compiler would refuse. */
export function sketch(text: string, file = 'test.yaml'): Pipeline {
  return pipelineOf(parse(text) as Raw, file);
}

type Raw = { readonly [key: string]: Json | undefined };
const SPAN: Span = { file: 'test.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
const ROUTE_WORDS = new Set(['fail', 'continue', 'skip']);

function pipelineOf(raw: Raw, file: string): Pipeline {
  const config = asRaw(raw['config']);
  const body = bodyOf(list(raw['steps']), new Set());
  const handlers = handlersOf(raw['error_handlers']);
  return {
    ...body,
    id: 'test',
    name: String(raw['name'] ?? 'test'),
    file,
    inputs: Object.entries(asRaw(raw['inputs'])).map(([name, value]) => ({
      name,
      type: 'any',
      ...(value === null || value === undefined ? { required: true } : { default: value }),
      span: SPAN,
    })),
    outputs: Object.entries(asRaw(raw['outputs'])).map(([name, value]) => ({
      name,
      value: node(value ?? null),
      span: SPAN,
    })),
    config: {
      maxParallel: Number(config['max_parallel'] ?? 8),
      onFailure: 'fail',
      ...(config['timeout'] === undefined ? {} : { timeoutMs: ms(config['timeout']) }),
    },
    ...(handlers.length === 0 ? {} : { handlers }),
    secrets: [],
    hash: hash(raw),
  };
}

function bodyOf(steps: readonly Raw[], above: ReadonlySet<string>): Body {
  const ids = new Set(steps.map(({ id }) => String(id)));
  const made = steps.map((raw) => stepOf(raw, ids, above));
  const handled = new Set(
    steps.flatMap((raw) =>
      handlersOf(raw['on_error']).flatMap(({ work }) => (work?.kind === 'run' ? [work.step] : [])),
    ),
  );
  const order: string[] = [];
  const own = made.filter(({ id }) => !handled.has(id));
  while (order.length < own.length) {
    const next = own.find(
      ({ id, dependencies }) => !order.includes(id) && dependencies.every((each) => order.includes(each)),
    );
    if (next === undefined) throw new Error('a cycle');
    order.push(next.id);
  }
  const handlerSteps = made.filter(({ id }) => handled.has(id));
  return { steps: own, order, ...(handlerSteps.length === 0 ? {} : { handlerSteps }) };
}

function stepOf(raw: Raw, siblings: ReadonlySet<string>, above: ReadonlySet<string>): Step {
  const id = String(raw['id']);
  const container = containerOf(raw, new Set([...siblings, ...above]));
  const needs = [raw['needs'] ?? []].flat().map(String);
  const references = textsOf(raw)
    .flatMap(rootsOf)
    .filter((root) => siblings.has(root) && root !== id);
  const handlers = handlersOf(raw['on_error']);
  const retry = asRaw(typeof raw['retry'] === 'number' ? { attempts: raw['retry'] } : raw['retry']);
  const policy = policyOf(raw);
  return {
    id,
    tool: container === undefined ? String(raw['tool']) : container.kind === 'pipeline' ? 'pipeline' : container.kind,
    action: String(raw['action'] ?? 'run'),
    parameters: Object.entries(asRaw(raw['parameters'])).map(([name, value]) => [name, node(value ?? null)]),
    dependencies: [...new Set([...needs, ...references])],
    ...(raw['if'] === undefined ? {} : { condition: source(String(raw['if'])) }),
    onFailure: policy,
    ...(raw['retry'] === undefined
      ? {}
      : {
          retry: {
            attempts: Number(retry['attempts'] ?? 3),
            delayMs: 1_000 * Number(retry['delay'] ?? 1),
            backoff: 'fixed',
            factor: 2,
            maxDelayMs: 30_000,
            jitter: false,
          },
        }),
    ...(raw['timeout'] === undefined ? {} : { timeoutMs: ms(raw['timeout']) }),
    ...(handlers.length === 0 ? {} : { handlers }),
    ...(container === undefined ? {} : { container }),
    effects: raw['tool'] === 'effect' || raw['side_effects'] === 'some' ? 'external' : 'none',
    sets: Object.keys(asRaw(asRaw(raw['parameters'])['variables'])),
    hash: hash(raw),
    span: SPAN,
  };
}

function policyOf(raw: Raw): FailurePolicy {
  const text = String(raw['on_failure'] ?? 'fail');
  if (text === 'ask') return { kind: 'ask' };
  if (text === 'rollback')
    return { kind: 'rollback', to: String(raw['rollback_to']), maxRollbacks: Number(raw['max_rollbacks'] ?? 1) };
  return ROUTE_WORDS.has(text) ? { kind: text as 'fail' } : { kind: 'jump', to: text };
}

function containerOf(raw: Raw, above: ReadonlySet<string>): Container | undefined {
  if (raw['pipeline'] !== undefined)
    return {
      kind: 'pipeline',
      path: null,
      inputs: Object.entries(asRaw(raw['inputs'])).map(([name, value]) => [name, node(value ?? null)]),
      pipeline: pipelineOf(asRaw(raw['pipeline']), 'included.yaml'),
    };
  const test = raw['while'] !== undefined ? 'while' : raw['until'] !== undefined ? 'until' : null;
  if (raw['for_each'] === undefined && test === null) return undefined;
  const { id, tool, action, parameters } = raw;
  const own = { id, tool, action, parameters };
  const single = raw['steps'] === undefined;
  const loop = {
    body: bodyOf(single ? [own] : list(raw['steps']), above),
    single,
    loopName: String(raw['loop_name'] ?? raw['id']),
    isNamed: raw['loop_name'] !== undefined,
    breakOnError: Boolean(raw['break_on_error'] ?? test !== null),
    ...(raw['iteration_timeout'] === undefined ? {} : { iterationTimeoutMs: ms(raw['iteration_timeout']) }),
  };
  if (test === null)
    return {
      kind: 'for_each',
      ...loop,
      items: node(raw['for_each'] ?? null),
      as: String(raw['as'] ?? 'item'),
      maxParallel: node(raw['max_parallel'] ?? 1),
    };
  return {
    kind: 'loop',
    ...loop,
    test,
    condition: source(String(raw[test])),
    maxIterations: node(raw['max_iterations'] ?? 10),
    onMaxIterations: raw['on_max_iterations'] === 'fail' ? 'fail' : 'warn',
    setState: Object.entries(asRaw(raw['set_state'])).map(([name, value]) => [name, node(value ?? null)]),
  };
}

function handlersOf(raw: Json | undefined): Handler[] {
  const given = raw === undefined ? [] : Array.isArray(raw) ? (raw as readonly Json[]) : [raw];
  const made = given.map((each): Handler => {
    const handler = asRaw(each);
    const lists = {
      types: 'error_types',
      categories: 'error_categories',
      patterns: 'error_patterns',
      codes: 'error_codes',
    };
    const matchers = Object.entries(lists).flatMap(([name, key]) =>
      handler[key] === undefined ? [] : [[name, handler[key]]],
    );
    const work: Handler['work'] =
      handler['run'] !== undefined
        ? { kind: 'run', step: String(handler['run']) }
        : handler['tool'] === undefined
          ? undefined
          : {
              kind: 'call',
              tool: String(handler['tool']),
              action: 'run',
              parameters: Object.entries(asRaw(handler['parameters'])).map(([name, value]) => [
                name,
                node(value ?? null),
              ]),
              effects: 'none',
            };
    return {
      ...Object.fromEntries(matchers),
      priority: Number(handler['priority'] ?? 100),
      ...(work === undefined ? {} : { work }),
      ...(handler['fallback_value'] === undefined ? {} : { fallback: node(handler['fallback_value']) }),
      retryWithHandler: handler['retry_with_handler'] === true,
      maxHandlerRetries: Number(handler['max_handler_retries'] ?? 1),
      continueOnHandlerFailure: handler['continue_on_handler_failure'] !== false,
      enabled: node(handler['enabled'] ?? true),
      ...(handler['timeout'] === undefined ? {} : { timeoutMs: ms(handler['timeout']) }),
      logLevel: 'error',
      span: SPAN,
    };
  });
  return made.sort((a, b) => a.priority - b.priority);
}

function node(value: Json): ValueNode {
  if (typeof value === 'string' && isTemplate(value)) return { kind: 'template', source: source(value), span: SPAN };
  if (Array.isArray(value)) return { kind: 'list', items: (value as readonly Json[]).map(node), span: SPAN };
  if (typeof value === 'object' && value !== null)
    return {
      kind: 'map',
      entries: Object.entries(value as JsonObject).map(([key, each]) => [key, node(each)]),
      span: SPAN,
    };
  return { kind: 'literal', value, span: SPAN };
}

function source(text: string): SourceText {
  return { text, map: [{ offset: 0, line: 1, column: 1 }], span: SPAN };
}

const CONDITIONS = new Set(['if', 'while', 'until']);

function textsOf(raw: Raw): readonly (readonly [text: string, isCondition: boolean])[] {
  const found: (readonly [string, boolean])[] = [];
  const visit = (value: Json | undefined, key: string): void => {
    if (typeof value === 'string') found.push([value, CONDITIONS.has(key)]);
    else if (Array.isArray(value)) for (const each of value as readonly Json[]) visit(each, key);
    else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value as JsonObject)) if (name !== 'pipeline') visit(each, name);
  };
  for (const [key, value] of Object.entries(raw)) if (key !== 'pipeline') visit(value, key);
  return found;
}

function rootsOf([text, isCondition]: readonly [string, boolean]): string[] {
  if (!isCondition && !isTemplate(text)) return [];
  return findReferences(isCondition ? compileCondition(text) : compileTemplate(text)).map(({ root, path }) =>
    root === 'steps' ? String(path[0]) : root,
  );
}

function asRaw(value: Json | undefined): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function list(value: Json | undefined): readonly Raw[] {
  return Array.isArray(value) ? (value as readonly Json[]).map(asRaw) : [];
}

function ms(value: Json): number {
  const text = String(value);
  return text.endsWith('ms') ? Number(text.slice(0, -2)) : 1_000 * Number(text.replace('s', ''));
}

function hash(raw: Raw): string {
  return createHash('sha256').update(JSON.stringify(raw)).digest('hex');
}
