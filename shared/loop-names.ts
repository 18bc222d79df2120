import type { Json } from './json.ts';
import type { ForEach, Loop } from './pipeline.ts';

/** The names that an iteration has beside those around it (language.md L22–L24), in the order in which people are shown them. */
export type LoopNames = ReadonlyMap<string, Json>;

/** Of an iteration of a `for_each` over `length` items; iterations are counted from 0. */
export function forEachNames(
  step: string,
  { as, loopName }: Pick<ForEach, 'as' | 'loopName'>,
  { item, length, iteration }: { readonly item: Json; readonly length: number; readonly iteration: number },
): LoopNames {
  return new Map<string, Json>([
    ['item', item],
    [as, item],
    ...placeNames(iteration),
    ['length', length],
    ['is_last', iteration === length - 1],
    ['remaining', length - iteration - 1],
    ['has_next', iteration < length - 1],
    ['has_prev', iteration > 0],
    ...loopNames(step, loopName),
  ]);
}

/** Of an iteration of `while`, `until` or `action_loop`; `state`: what the last `set_state` before it gave, else `{}`. */
export function conditionLoopNames(
  step: string,
  { loopName }: Pick<Loop, 'loopName'>,
  { iteration, state }: { readonly iteration: number; readonly state: Json },
): LoopNames {
  return new Map<string, Json>([
    ['iteration', iteration + 1],
    ['loop_state', state],
    ...placeNames(iteration),
    ...loopNames(step, loopName),
  ]);
}

function placeNames(iteration: number): [string, Json][] {
  return [
    ['index', iteration],
    ['position', iteration + 1],
    ['is_first', iteration === 0],
  ];
}

function loopNames(step: string, loopName: string): [string, Json][] {
  return [
    ['loop_id', step],
    ['loop_name', loopName],
  ];
}
