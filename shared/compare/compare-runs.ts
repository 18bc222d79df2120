import type { StoredValue } from '../facts.ts';
import { isEqualJson } from '../json.ts';
import type { Look } from '../state/look.ts';
import { lookOfStep } from '../state/look.ts';
import type { RunState, StepState } from '../state/run-state.ts';

/** What is different about a step or a value; null: nothing. */
export type DifferenceKind = 'only-a' | 'only-b' | 'status' | 'result' | 'parameters' | null;

/** A step of either run, seen in both. */
export interface ComparedStep {
  readonly step: string;
  /** Null: the run does not have the step. */
  readonly a: StepSide | null;
  readonly b: StepSide | null;
  readonly difference: DifferenceKind;
  /** How much longer it took in b, in ms; null where it did not take time in both. */
  readonly slowerMs: number | null;
}

export interface StepSide {
  readonly look: Look;
  readonly durationMs: number | null;
  readonly attempts: number;
  readonly parameters: StoredValue | null;
  readonly result: StoredValue | null;
  /** The message of its error. */
  readonly error: string | null;
}

/** A named value of either run: an input, an output, a variable. */
export interface ComparedValue {
  readonly kind: 'input' | 'output' | 'variable';
  readonly name: string;
  readonly a: StoredValue | null;
  readonly b: StoredValue | null;
  readonly isEqual: boolean;
}

export interface RunComparison {
  /** In the order of a; steps that only b has come last. */
  readonly steps: readonly ComparedStep[];
  readonly values: readonly ComparedValue[];
  /** The differing step that began (or was settled) first in either run: where the two parted. Null: no step differs. */
  readonly first: string | null;
  readonly durations: { readonly aMs: number | null; readonly bMs: number | null };
}

/** Compares two runs by what their facts say, at their own level. Pure, and reads no stored value. */
export function compareRuns(a: RunState, b: RunState): RunComparison {
  const ids = [...a.steps.keys(), ...[...b.steps.keys()].filter((id) => !a.steps.has(id))];
  const steps = ids.map((step) => compareStep(step, a.steps.get(step), b.steps.get(step)));
  return {
    steps,
    values: [
      ...compareNamed('input', new Map(Object.entries(a.inputs)), new Map(Object.entries(b.inputs))),
      ...compareNamed('variable', variablesOf(a), variablesOf(b)),
      ...compareNamed('output', new Map(Object.entries(a.outputs)), new Map(Object.entries(b.outputs))),
    ],
    first: firstOf(steps, a, b),
    durations: { aMs: durationOf(a), bMs: durationOf(b) },
  };
}

/**
 * True if two stored values are equal. Equal values of other key orders may be two blobs (docs/decisions/0004), so two
 * blobs of one size are only told apart by their contents: they count as different here.
 */
export function isSameValue(a: StoredValue | null, b: StoredValue | null): boolean {
  if (a === null || b === null) return a === b;
  if ('inline' in a && 'inline' in b) return isEqualJson(a.inline, b.inline);
  return 'blob' in a && 'blob' in b && a.blob === b.blob;
}

function compareStep(step: string, a: StepState | undefined, b: StepState | undefined): ComparedStep {
  const [left, right] = [sideOf(a), sideOf(b)];
  const took = [left?.durationMs ?? null, right?.durationMs ?? null] as const;
  return {
    step,
    a: left,
    b: right,
    difference: differenceOf(left, right),
    slowerMs: took[0] === null || took[1] === null ? null : took[1] - took[0],
  };
}

function sideOf(entry: StepState | undefined): StepSide | null {
  if (entry === undefined) return null;
  return {
    look: lookOfStep(entry),
    durationMs: entry.durationMs ?? null,
    attempts: entry.attempts.length,
    parameters: entry.parameters,
    result: entry.result ?? null,
    error: entry.error?.message ?? null,
  };
}

/** The most telling one: what a step became, then what it gave, then what it was given. */
function differenceOf(a: StepSide | null, b: StepSide | null): DifferenceKind {
  if (a === null) return 'only-b';
  if (b === null) return 'only-a';
  // A result that was taken over from another run is the same as one that was made.
  if (a.look !== b.look && !(isDone(a.look) && isDone(b.look))) return 'status';
  if (!isSameValue(a.result, b.result)) return 'result';
  return isSameValue(a.parameters, b.parameters) ? null : 'parameters';
}

function isDone(look: Look): boolean {
  return look === 'completed' || look === 'reused';
}

/** Times of two runs are only comparable from the beginning of each. */
function firstOf(steps: readonly ComparedStep[], a: RunState, b: RunState): string | null {
  let first: { step: string; at: number } | null = null;
  for (const { step, difference } of steps) {
    if (difference === null) continue;
    const at = Math.min(beginOf(a, step), beginOf(b, step));
    if (first === null || at < first.at) first = { step, at };
  }
  return first?.step ?? null;
}

/** When a step began or, for one that never did, was settled: in ms from the beginning of its run. */
function beginOf(state: RunState, step: string): number {
  const entry = state.steps.get(step);
  const at = entry?.startedAt ?? entry?.endedAt;
  const begun = state.startedAt ?? state.createdAt;
  return at === undefined || begun === null ? Number.POSITIVE_INFINITY : Date.parse(at) - Date.parse(begun);
}

function durationOf({ startedAt, endedAt }: RunState): number | null {
  return startedAt === null || endedAt === null ? null : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
}

function variablesOf({ variables }: RunState): ReadonlyMap<string, StoredValue> {
  return new Map(
    [...variables].flatMap(([name, changes]) => {
      const last = changes.at(-1);
      return last === undefined ? [] : [[name, last.value] as const];
    }),
  );
}

function compareNamed(
  kind: ComparedValue['kind'],
  a: ReadonlyMap<string, StoredValue>,
  b: ReadonlyMap<string, StoredValue>,
): readonly ComparedValue[] {
  return [...new Set([...a.keys(), ...b.keys()])].map((name) => {
    const [left, right] = [a.get(name) ?? null, b.get(name) ?? null];
    return { kind, name, a: left, b: right, isEqual: isSameValue(left, right) };
  });
}
