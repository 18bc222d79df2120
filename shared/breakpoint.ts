import { withoutIterations } from './step-path.ts';

/** A place where a run pauses by itself, so that a person can look and edit before it goes on. */
export interface Breakpoint {
  /**
   * `save`, `process.save` (in every iteration), `process[3].save` (in one, counted from 0), or `*`: any step. Of nested
   * loops each may name an iteration or not: `outer.inner[2].save`.
   */
  readonly step: string;
  /** `error`: after an attempt has failed, whatever is done about it. */
  readonly when: 'before' | 'after' | 'error';
  /** An expression as in conditions; absent: always. One that cannot be evaluated counts as true. */
  readonly condition?: string;
}

/** One that is kept for a pipeline file. */
export interface KeptBreakpoint extends Breakpoint {
  /** False: it stays in the list, and stops nothing. */
  readonly enabled: boolean;
}

/** True if both are the same place: of those kept for a file, one has it. */
export function isSamePlace(a: Breakpoint, b: Breakpoint): boolean {
  return a.step === b.step && a.when === b.when;
}

/** True if the breakpoint is at the step with this path. */
export function isAtStep({ step }: Pick<Breakpoint, 'step'>, path: string): boolean {
  if (step === '*' || step === path) return true;
  const [wanted, found] = [step.split('.'), path.split('.')];
  return wanted.length === found.length && wanted.every((part, at) => isSamePart(part, found[at] ?? ''));
}

function isSamePart(wanted: string, found: string): boolean {
  return wanted === found || (!wanted.endsWith(']') && wanted === withoutIterations(found));
}

/** `before save if count > 5`, as people read it. */
export function describeBreakpoint({ step, when, condition }: Breakpoint): string {
  const place = when === 'error' ? `at an error of ${step === '*' ? 'any step' : step}` : `${when} ${step}`;
  return condition === undefined ? place : `${place} if ${condition}`;
}
