import type { Handler, HandlerWork } from '../../../shared/pipeline.ts';
import { ERROR_CATEGORIES } from '../../../shared/pipeline.ts';
import type { Fields } from '../keys/fields.ts';
import { booleanAt, fieldsOf, itemsAt, namesAt, numberAt, textAt } from '../keys/fields.ts';
import { checkPattern } from '../patterns.ts';
import type { Report } from '../report.ts';
import type { FoundHandlers } from '../steps/find-handlers.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { readParameters } from '../tools/check-parameters.ts';
import { isProse, resolveTool } from '../tools/resolve-tool.ts';
import type { ToolIndex } from '../tools/tool-index.ts';
import { toValueNode } from '../values.ts';
import type { YamlNode, YamlScalar } from '../yaml/tree.ts';
import { durationAt } from './read-config.ts';

export interface ReadHandlers {
  /** In the order in which they are tried. */
  readonly byStep: ReadonlyMap<StepEntry, readonly Handler[]>;
  readonly global: readonly Handler[];
}

interface Reading {
  readonly index: ToolIndex;
  readonly report: Report;
}

/** Reads and checks the handlers of the whole file (language.md L21). */
export function readHandlers(found: FoundHandlers, about: Reading): ReadHandlers {
  for (const { fields } of found.nodes.keys()) warnProse(fields, about.report);
  // A group's handlers are those of each of its members.
  const byNode = new Map<YamlNode, Handler>();
  const read = (node: YamlNode): Handler => {
    const handler = byNode.get(node) ?? readHandler(node, about);
    byNode.set(node, handler);
    return handler;
  };
  return {
    byStep: new Map([...found.nodes].map(([step, nodes]) => [step, sorted(nodes.map(read))])),
    global: sorted(found.global.map(read)),
  };
}

function sorted(handlers: readonly Handler[]): readonly Handler[] {
  return [...handlers].sort((a, b) => a.priority - b.priority);
}

function warnProse(fields: Fields, report: Report): void {
  const entry = fields.get('on_error');
  if (entry === undefined || entry.value.kind !== 'scalar' || entry.value.value === null) return;
  const message = '`on_error` has no effect: prose handles nothing';
  report.warning(
    'no_effect',
    { span: entry.keySpan, path: entry.value.path },
    { message, hint: 'write a handler, for example `on_error: { fallback_value: ... }`, or `on_failure: continue`' },
  );
}

const LOG_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
const DEFAULT_PRIORITY = 100;

function readHandler(node: YamlNode, about: Reading): Handler {
  const fields = fieldsOf(node, 'handler');
  const work = readWork(node, fields, about);
  const fallback = fields.get('fallback_value')?.value;
  const enabled = fields.get('enabled')?.value;
  const timeoutMs = durationAt(fields, 'timeout');
  for (const pattern of patternsOf(fields)) checkPattern(pattern.text, pattern, about.report);
  warnRetries(fields, about.report);
  return {
    ...matchers(fields),
    priority: numberAt(fields, 'priority') ?? DEFAULT_PRIORITY,
    ...(work === undefined ? {} : { work }),
    ...(fallback === undefined ? {} : { fallback: toValueNode(fallback) }),
    retryWithHandler: booleanAt(fields, 'retry_with_handler') ?? false,
    maxHandlerRetries: numberAt(fields, 'max_handler_retries') ?? 1,
    continueOnHandlerFailure: booleanAt(fields, 'continue_on_handler_failure') ?? true,
    enabled: enabled === undefined ? { kind: 'literal', value: true, span: node.span } : toValueNode(enabled),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    logLevel: LOG_LEVELS.find((level) => level === textAt(fields, 'log_level')) ?? 'error',
    span: node.span,
  };
}

function matchers(fields: Fields): Partial<Handler> {
  const categories = itemsAt(fields, 'error_categories').flatMap((item) =>
    item.kind === 'scalar' ? ERROR_CATEGORIES.filter((category) => category === item.text) : [],
  );
  return {
    ...(fields.has('error_types') ? { types: namesAt(fields, 'error_types').map(({ name }) => name) } : {}),
    ...(fields.has('error_categories') ? { categories } : {}),
    ...(fields.has('error_patterns') ? { patterns: patternsOf(fields).map(({ text }) => text) } : {}),
    ...(fields.has('error_codes') ? { codes: namesAt(fields, 'error_codes').map(({ name }) => name) } : {}),
  };
}

/** One pattern, or a list of them. */
function patternsOf(fields: Fields): readonly YamlScalar[] {
  const node = fields.get('error_patterns')?.value;
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [item] : []));
}

function warnRetries(fields: Fields, report: Report): void {
  const entry = fields.get('max_handler_retries');
  if (entry === undefined || booleanAt(fields, 'retry_with_handler') === true) return;
  const message = '`max_handler_retries` has no effect without `retry_with_handler: true`';
  report.warning('no_effect', { span: entry.keySpan, path: entry.value.path }, { message });
}

function readWork(handler: YamlNode, fields: Fields, about: Reading): HandlerWork | undefined {
  const { report } = about;
  const [run, step] = [fields.get('run'), textAt(fields, 'run')];
  const action = fields.get('action')?.value;
  const doesMore = ['run', 'fallback_value', 'retry_with_handler'].some((key) => fields.has(key));
  if (!fields.has('tool') && action === undefined) {
    if (!doesMore)
      report.error('empty_handler', handler, {
        message: 'this handler does nothing',
        hint: 'give it an `action`, a `run`, a `fallback_value` or `retry_with_handler: true`',
      });
  } else if (!fields.has('tool') && action !== undefined && doesMore && isProse(textAt(fields, 'action') ?? '')) {
    report.warning('prose_action', action, {
      message: 'this prose names no action: nothing runs before the rest of the handler',
      hint: 'remove it, or name a `tool` and one of its actions',
    });
  } else if (run === undefined) return readCall(handler, fields, about);
  else {
    const message = 'a handler runs a step or an action; this one has `run` and an action of its own';
    report.error(
      'conflicting_keys',
      { span: run.keySpan, path: run.value.path },
      { message, hint: 'keep one of the two' },
    );
  }
  return step === undefined ? undefined : { kind: 'run', step };
}

function readCall(handler: YamlNode, fields: Fields, { index, report }: Reading): HandlerWork | undefined {
  const resolved = resolveTool(fields, handler, { index, report });
  if (resolved === null || resolved === 'later') return undefined;
  const { tool, found } = resolved;
  if (found.action.asks !== undefined || CANNOT_HANDLE.has(tool.name)) {
    const place = (fields.get('tool') ?? fields.get('action'))?.value ?? handler;
    const hint = 'write `on_failure: <step>`, and let that step do it; or `on_failure: ask`';
    report.error('invalid_handler', place, { message: `a handler cannot call \`${tool.name}\``, hint });
  }
  const parameters = readParameters(fields.get('parameters')?.value, resolved, { place: handler, report });
  return { kind: 'call', tool: tool.name, action: found.name, parameters, effects: found.action.effects };
}

/** What sets variables or holds steps is a step of its own; so is what asks a person. */
const CANNOT_HANDLE: ReadonlySet<string> = new Set(['set', 'pipeline-executor']);
