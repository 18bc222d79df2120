import type { StoredValue } from '../../shared/facts.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { isEqualJson, isJsonObject } from '../../shared/json.ts';
import type { InputSpec } from '../../shared/pipeline.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import type { Draft } from '../run-inputs/draft.ts';
import { fieldText, readDraft } from '../run-inputs/draft.ts';
import { entryAt } from '../state/place.ts';

/** A variable or parameter that can be given another value before a rerun. */
export interface Editable {
  readonly name: string;
  readonly value: Json;
}

/** Run variables as they are at the end of the run, as far as their values are at hand. */
export function editableVariables(state: RunState): readonly Editable[] {
  return [...state.variables].flatMap(([name, changes]) => toEditable(name, changes.at(-1)?.value));
}

/** The parameters that a step was called with, named `step.parameter`. */
export function editableParameters(state: RunState, step: string | null): readonly Editable[] {
  const stored = step === null ? null : (entryAt(state, step)?.parameters ?? null);
  if (stored === null || !('inline' in stored) || !isJsonObject(stored.inline)) return [];
  return Object.entries(stored.inline).map(([name, value]) => ({ name: `${step ?? ''}.${name}`, value }));
}

export function inlineInputs(state: RunState): JsonObject {
  return inlineValues(state.inputs);
}

/** Those that are at hand; blobs are not. */
export function inlineValues(values: { readonly [name: string]: StoredValue }): JsonObject {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, stored]) => ('inline' in stored ? [[name, stored.inline]] : [])),
  );
}

function toEditable(name: string, stored: StoredValue | undefined): readonly Editable[] {
  return stored !== undefined && 'inline' in stored ? [{ name, value: stored.inline }] : [];
}

export interface ReadEdits {
  readonly values: JsonObject;
  readonly problems: { readonly [name: string]: string };
}

/** Only what differs from what was there is an edit. Texts stay texts; everything else is JSON. */
export function readEdits(editables: readonly Editable[], draft: Draft): ReadEdits {
  const values: { [name: string]: Json } = {};
  const problems: { [name: string]: string } = {};
  for (const { name, value } of editables) {
    const text = draft[name];
    if (text === undefined || text === fieldText(value)) continue;
    const read = typeof value === 'string' ? { ok: true as const, value: text } : parse(text);
    if (!read.ok) problems[name] = 'this is no JSON value';
    else if (!isEqualJson(read.value, value)) values[name] = read.value;
  }
  return { values, problems };
}

function parse(text: string): { ok: true; value: Json } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false };
    throw error;
  }
}

/** The inputs that were changed in the form. */
export function readInputEdits(specs: readonly InputSpec[], draft: Draft, before: JsonObject): ReadEdits {
  const { values, problems } = readDraft(specs, draft);
  const changed = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !isEqualJson(value, before[name])),
  );
  return { values: changed, problems };
}
