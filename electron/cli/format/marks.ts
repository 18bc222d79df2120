import type { Colour } from '../terminal/paint.ts';

interface Mark {
  readonly icon: string;
  readonly colours: readonly Colour[];
}

const UNKNOWN: Mark = { icon: '?', colours: [] };
const MARKS = new Map<string, Mark>([
  ['pending', { icon: '○', colours: ['dim'] }],
  ['created', { icon: '○', colours: ['dim'] }],
  ['queued', { icon: '·', colours: ['dim'] }],
  ['running', { icon: '●', colours: ['blue'] }],
  ['waiting', { icon: '?', colours: ['magenta'] }],
  ['paused', { icon: '‖', colours: ['magenta'] }],
  ['retrying', { icon: '↻', colours: ['yellow'] }],
  ['interrupted', { icon: '!', colours: ['yellow'] }],
  ['damaged', { icon: '!', colours: ['red'] }],
  ['completed', { icon: '✓', colours: ['green'] }],
  ['reused', { icon: '↺', colours: ['green'] }],
  ['skipped', { icon: '»', colours: ['dim'] }],
  ['failed', { icon: '✗', colours: ['red'] }],
  ['cancelled', { icon: '⊘', colours: ['dim'] }],
]);

/** Icon and colours of a state of a run or step, the same in every view; the word always stands beside it (M2). */
export function markOf(status: string): Mark {
  return MARKS.get(status) ?? UNKNOWN;
}
