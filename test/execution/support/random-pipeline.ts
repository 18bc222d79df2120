import fc from 'fast-check';
import type { Json, JsonObject } from '../../../shared/json.ts';

/** Pipelines of every kind of step and remedy, as texts for `sketch`. */

interface Draw {
  readonly kind: 'work' | 'ask' | 'for_each' | 'until' | 'include';
  readonly needs: readonly number[];
  readonly fails: number;
  readonly ms: number;
  readonly isDeaf: boolean;
  readonly isBig: boolean;
  readonly condition: boolean | null;
  readonly attempts: number;
  readonly timeoutMs: number | null;
  readonly remedy: 'none' | 'fallback' | 'handler' | 'again';
  readonly policy: 'fail' | 'continue' | 'skip' | 'ask' | 'rollback' | 'jump';
  readonly count: number;
  readonly parallel: number;
  readonly inside: readonly Draw[];
}

const TIMEOUTS_MS = [1, 5, 40, 1_500];

const draw = (depth: number, isTimed: boolean): fc.Arbitrary<Draw> =>
  fc.record({
    kind:
      depth === 0
        ? fc.constantFrom<Draw['kind']>('work', 'work', 'work', 'ask')
        : fc.constantFrom<Draw['kind']>('work', 'work', 'work', 'ask', 'for_each', 'until', 'include'),
    needs: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
    fails: fc.constantFrom(0, 0, 0, 1, 2, 99),
    ms: fc.constantFrom(0, 0, 1, 5, 50),
    isDeaf: fc.boolean(),
    isBig: fc.constantFrom(false, false, true),
    condition: fc.constantFrom(null, null, null, true, false),
    attempts: fc.constantFrom(1, 1, 2, 3),
    timeoutMs: isTimed ? fc.constantFrom(null, null, ...TIMEOUTS_MS) : fc.constant(null),
    remedy: fc.constantFrom<Draw['remedy']>('none', 'none', 'none', 'fallback', 'handler', 'again'),
    policy: fc.constantFrom<Draw['policy']>('fail', 'continue', 'skip', 'ask', 'rollback', 'rollback', 'jump'),
    count: fc.integer({ min: 0, max: 3 }),
    parallel: fc.integer({ min: 1, max: 3 }),
    inside: depth === 0 ? fc.constant([]) : fc.array(draw(depth - 1, isTimed), { minLength: 1, maxLength: 3 }),
  });

/** `isTimed`: with timeouts, so that what happens depends on when. */
export function randomPipeline({ isTimed }: { isTimed: boolean }): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      steps: fc.array(draw(2, isTimed), { minLength: 1, maxLength: 6 }),
      parallel: fc.integer({ min: 1, max: 4 }),
      timeoutMs: isTimed ? fc.constantFrom(null, null, null, ...TIMEOUTS_MS) : fc.constant(null),
    })
    .map(({ steps, parallel, timeoutMs }) => ({
      name: 'chaos',
      config: { max_parallel: parallel, ...timeoutOf(timeoutMs) },
      steps: stepsOf(steps, 'n'),
    }));
}

/** Every edge and route leads forward in the file. `prefix`: ids of other levels are other ones. */
function stepsOf(draws: readonly Draw[], prefix: string): JsonObject[] {
  return draws.map((drawn, at) => {
    const id = `${prefix}${at}`;
    const needs = at === 0 ? [] : [...new Set(drawn.needs.map((by) => `${prefix}${Math.max(0, at - 1 - by)}`))];
    const next = at + 1 < draws.length ? `${prefix}${at + 1}` : null;
    return {
      id,
      needs,
      ...(drawn.condition === null ? {} : { if: String(drawn.condition) }),
      ...(drawn.attempts === 1 ? {} : { retry: { attempts: drawn.attempts, delay: 0.001 } }),
      ...timeoutOf(drawn.timeoutMs),
      ...policyOf(drawn, needs[0] ?? null, next),
      ...remedyOf(drawn),
      ...workOf(drawn, id),
    };
  });
}

function timeoutOf(timeoutMs: number | null): JsonObject {
  return timeoutMs === null ? {} : { timeout: `${timeoutMs}ms` };
}

/** The time of an iteration is drawn with what is in it. */
function lateOf([first]: readonly Draw[]): JsonObject {
  if (first?.timeoutMs === undefined || first.timeoutMs === null || first.timeoutMs % 5 !== 0) return {};
  return { iteration_timeout: `${first.timeoutMs}ms` };
}

function policyOf({ policy }: Draw, before: string | null, next: string | null): JsonObject {
  if (policy === 'rollback') return before === null ? {} : { on_failure: 'rollback', rollback_to: before };
  if (policy === 'jump') return next === null ? {} : { on_failure: next };
  return { on_failure: policy };
}

function remedyOf({ remedy, fails, ms }: Draw): JsonObject {
  switch (remedy) {
    case 'fallback':
      return { on_error: [{ fallback_value: 'instead' }] };
    case 'handler':
      return { on_error: [{ tool: 'work', parameters: { fails, ms } }] };
    case 'again':
      return { on_error: [{ tool: 'work', parameters: { ms }, retry_with_handler: true }] };
    default:
      return {};
  }
}

function workOf({ kind, fails, ms, isDeaf, isBig, count, parallel, inside, timeoutMs }: Draw, id: string): JsonObject {
  const given: Json = isBig ? 'x'.repeat(5_000) : 1;
  switch (kind) {
    case 'ask':
      return {
        tool: 'user-prompt',
        action: 'ask',
        parameters: {
          prompt: isBig ? 'x'.repeat(5_000) : 'Which?',
          ...(timeoutMs === null ? {} : { default: 'none' }),
        },
      };
    case 'for_each':
      return {
        for_each: Array.from({ length: count }, (_, at) => at),
        max_parallel: parallel,
        ...lateOf(inside),
        steps: stepsOf(inside, `${id}_`),
      };
    case 'until':
      return {
        until: 'false',
        max_iterations: Math.max(1, count),
        ...lateOf(inside),
        steps: stepsOf(inside, `${id}_`),
      };
    case 'include':
      return {
        inputs: { given },
        pipeline: { config: { max_parallel: parallel }, inputs: { given: null }, steps: stepsOf(inside, `${id}_`) },
      };
    default:
      return { tool: 'work', parameters: { fails, ms, deaf: isDeaf, big: isBig, given } };
  }
}
