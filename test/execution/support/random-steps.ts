import fc from 'fast-check';
import type { FailurePolicy } from '../../../shared/pipeline.ts';
import type { StepShape } from '../../../electron/execution/run/definition.ts';

/** A step of a made-up pipeline, with how it will turn out. */
export interface PlayedStep extends StepShape {
  readonly ms: number;
  readonly outcome: 'ok' | 'error' | 'conditionFalse';
}

interface Draw {
  readonly needs: readonly number[];
  readonly ms: number;
  readonly outcome: PlayedStep['outcome'];
  readonly policy: 'fail' | 'continue' | 'skip' | 'jump';
  readonly jump: number;
  readonly onFalse: number | null;
  readonly onSuccess: number | null;
}

const offset = fc.integer({ min: 0, max: 9 });
/** `calm`: no step fails its run, so that statuses depend on outcomes only. */
const draw = (calm: boolean): fc.Arbitrary<Draw> =>
  fc.record({
    needs: fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 3 }),
    ms: fc.integer({ min: 1, max: 100_000 }),
    outcome: fc.constantFrom<Draw['outcome']>('ok', 'ok', 'ok', 'ok', 'error', 'conditionFalse'),
    policy: calm ? fc.constantFrom('continue', 'skip', 'jump') : fc.constantFrom('fail', 'continue', 'skip', 'jump'),
    jump: offset,
    onFalse: fc.option(offset, { freq: 2 }),
    onSuccess: fc.option(offset, { freq: 8, nil: null }),
  });

/** Pipelines without cycles: every edge and route leads forward in the file. */
export function randomSteps({
  calm = false,
  min = 1,
  max = 40,
}: {
  calm?: boolean;
  min?: number;
  max?: number;
} = {}): fc.Arbitrary<readonly PlayedStep[]> {
  return fc
    .array(draw(calm), { minLength: min, maxLength: max })
    .map((draws) => draws.map((drawn, at) => play(drawn, at, draws.length)));
}

function play(drawn: Draw, at: number, count: number): PlayedStep {
  const later = (by: number | null): string | undefined =>
    by === null || at + 1 >= count ? undefined : `n${at + 1 + (by % (count - at - 1))}`;
  const jump = later(drawn.jump);
  const onFailure: FailurePolicy =
    drawn.policy !== 'jump'
      ? { kind: drawn.policy }
      : jump === undefined
        ? { kind: 'skip' }
        : { kind: 'jump', to: jump };
  const onFalse = later(drawn.onFalse);
  const onSuccess = later(drawn.onSuccess);
  const dependencies = at === 0 ? [] : [...new Set(drawn.needs.map((need) => `n${Math.max(0, at - 1 - need)}`))];
  return {
    id: `n${at}`,
    dependencies,
    // no two steps end at the same time: the reference would have to break ties as we do
    ms: drawn.ms + at / 1_000,
    outcome: drawn.outcome,
    onFailure,
    ...(onFalse === undefined ? {} : { onFalse }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
  };
}
