import type { Body, ForEach, Loop, ValueNode } from '../../../shared/pipeline.ts';
import { booleanAt, entriesAt, textAt } from '../keys/fields.ts';
import { loopNameOf } from '../names/scope.ts';
import { readIterable } from '../steps/iterable.ts';
import { isSingle } from '../steps/step-kind.ts';
import { conditionAt } from '../steps/step-sites.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { toValueNode } from '../values.ts';
import { durationAt } from './read-config.ts';

const DEFAULT_MAX_PARALLEL = 1;
const DEFAULT_MAX_ITERATIONS = 10;

/** Reads a loop around what it repeats (language.md L22-L24); null: what it goes over, or its condition, is missing. */
export function readContainer(entry: StepEntry, body: Body): ForEach | Loop | null {
  return entry.kind === 'for_each' ? readForEach(entry, body) : readLoop(entry, body);
}

function readForEach(entry: StepEntry, body: Body): ForEach | null {
  const iterable = entry.fields.get('for_each')?.value;
  if (iterable === undefined) return null;
  return {
    kind: 'for_each',
    items: readIterable(iterable),
    as: textAt(entry.fields, 'as') ?? 'item',
    maxParallel: numberNode(entry, 'max_parallel', DEFAULT_MAX_PARALLEL),
    // Items have nothing to do with each other; rounds build on what came before.
    ...repeated(entry, { body, breakOnError: false }),
  };
}

function readLoop(entry: StepEntry, body: Body): Loop | null {
  const { fields } = entry;
  const test = fields.has('while') ? 'while' : 'until';
  const condition = conditionAt(fields, test);
  if (condition === undefined) return null;
  return {
    kind: 'loop',
    test,
    condition,
    maxIterations: numberNode(entry, 'max_iterations', DEFAULT_MAX_ITERATIONS),
    onMaxIterations: textAt(fields, 'on_max_iterations') === 'fail' ? 'fail' : 'warn',
    setState: entriesAt(fields, 'set_state').map(({ key, value }) => [key, toValueNode(value)]),
    ...repeated(entry, { body, breakOnError: true }),
  };
}

function repeated(entry: StepEntry, { body, breakOnError }: { body: Body; breakOnError: boolean }) {
  const iterationTimeoutMs = durationAt(entry.fields, 'iteration_timeout');
  const { name, isNamed } = loopNameOf(entry);
  return {
    body,
    single: isSingle(entry),
    loopName: name,
    isNamed,
    breakOnError: booleanAt(entry.fields, 'break_on_error') ?? breakOnError,
    ...(iterationTimeoutMs === undefined ? {} : { iterationTimeoutMs }),
  };
}

function numberNode(entry: StepEntry, key: string, fallback: number): ValueNode {
  const node = entry.fields.get(key)?.value;
  return node === undefined ? { kind: 'literal', value: fallback, span: entry.idNode.span } : toValueNode(node);
}
