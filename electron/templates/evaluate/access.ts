import type { Json, JsonObject } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { foreignFieldHint } from '../check/hints.ts';
import { ValueProblem } from '../errors.ts';
import { didYouMean, listNames } from '../suggest.ts';
import type { TemplateValue } from '../values.ts';
import { isStepField, NamespaceValue, STEP_FIELDS, StepValue, UndefinedValue } from '../values.ts';
import type { Budget } from './budget.ts';
import { charactersOf, cut, lengthOf } from './text-units.ts';

/** An access as it stands in the template: `object` and `whole` are its source, read for messages only. */
export interface AccessPlace {
  readonly object: string;
  readonly whole: string;
  readonly start: number;
  readonly end: number;
}

/** `target[key]`, which for a text key is also `target.key`. Only own fields of data; what is not there is undefined. */
export function access(target: TemplateValue, key: Json, place: AccessPlace): TemplateValue {
  if (target instanceof UndefinedValue) return target;
  if (target instanceof StepValue) return accessStep(target, key, place);
  if (target instanceof NamespaceValue) return accessNamespace(target, key, place);
  if (typeof key === 'string') return accessField(target, key, place);
  if (typeof key === 'number' && Number.isInteger(key)) return accessPosition(target, key, place);
  throw new ValueProblem('wrong_types', `\`${place.object}\` cannot be looked into with ${describe(key)}`, {
    hint: 'expected a name or a whole number',
  });
}

function accessStep(step: StepValue, key: Json, place: AccessPlace): TemplateValue {
  if (typeof key === 'string' && isStepField(key)) {
    const own = step.field(key);
    return own === undefined ? missingResult(step, place, []) : own;
  }
  if (step.fields.result === undefined) return missingResult(step, place, STEP_FIELDS);
  const found = access(step.fields.result, key, place);
  if (!(found instanceof UndefinedValue)) return found;
  return undefinedField(place, {
    available: [...found.available, ...STEP_FIELDS],
    key,
    message: found.message,
    hint: found.hint,
  });
}

function missingResult(step: StepValue, place: AccessPlace, available: readonly string[]): UndefinedValue {
  const { id, status } = step.fields;
  const hint = "allow for it: `x | default(…)`, or `if x.status == 'completed'`";
  return undefinedField(place, {
    available,
    key: null,
    message: `\`${place.whole}\` is not there: the step \`${id}\` is ${status} and has no result`,
    hint,
  });
}

function accessNamespace(namespace: NamespaceValue, key: Json, place: AccessPlace): TemplateValue {
  const found = typeof key === 'string' ? namespace.members.lookup(key) : undefined;
  if (found !== undefined) return found;
  return undefinedField(place, { available: namespace.members.names(), key });
}

function accessField(target: Json, name: string, place: AccessPlace): TemplateValue {
  if (!isJsonObject(target))
    return undefinedField(place, {
      available: [],
      key: name,
      message: noFields(target, name, place),
      hint: hintFor(target, name, place),
    });
  const found = ownField(target, name);
  return found === undefined ? undefinedField(place, { available: Object.keys(target), key: name }) : found;
}

/** `Array.isArray` does not see through readonly lists. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A field of the object itself: never one that every JavaScript object has. */
export function ownField(target: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(target, name) ? target[name] : undefined;
}

function noFields(target: Json, name: string, place: AccessPlace): string {
  return `\`${place.object}\` is ${describe(target)} and has no field \`${name}\``;
}

function hintFor(target: Json, name: string, place: AccessPlace): string | undefined {
  const foreign = foreignFieldHint(name)?.replace('`x', `\`${place.object}`);
  if (foreign !== undefined && target !== null) return foreign;
  if (Array.isArray(target))
    return `for one item write \`${place.object}[0].${name}\`, for all \`${place.object} | map(attribute='${name}')\``;
  if (typeof target === 'string' && /^\s*[[{]/.test(target))
    return `it looks like JSON text: \`(${place.object} | from_json).${name}\``;
  return target === null ? `allow for it: \`${place.object} | default({}, true)\`` : undefined;
}

function accessPosition(target: Json, position: number, place: AccessPlace): TemplateValue {
  if (isJsonObject(target)) return accessField(target, String(position), place);
  if (typeof target !== 'string' && !isList(target)) {
    return undefinedField(place, {
      available: [],
      key: position,
      message: `\`${place.object}\` is ${describe(target)} and has no items`,
    });
  }
  const items = typeof target === 'string' ? charactersOf(target) : target;
  const found = items.at(position);
  if (found !== undefined) return found;
  const what = typeof target === 'string' ? 'characters' : 'items';
  const message = `\`${place.whole}\` is not there: \`${place.object}\` has ${items.length} ${what}, counted from 0`;
  return undefinedField(place, { available: [], key: position, message });
}

interface Missing {
  readonly key: Json;
  readonly available: readonly string[];
  readonly message?: string | undefined;
  readonly hint?: string | undefined;
}

function undefinedField(place: AccessPlace, missing: Missing): UndefinedValue {
  const { key, available } = missing;
  const near = typeof key === 'string' ? didYouMean(key, available) : undefined;
  const there = available.length === 0 ? 'it has no fields' : `there are: ${listNames(available)}`;
  const message = missing.message ?? `\`${place.object}\` has no field \`${String(key)}\`; ${there}`;
  const hint = missing.hint ?? near ?? foreignFieldHint(String(key))?.replace('`x', `\`${place.object}`);
  return new UndefinedValue({
    code: 'undefined_field',
    name: place.whole,
    available,
    message,
    hint,
    start: place.start,
    end: place.end,
  });
}

/** `target[from:to:step]` */
export function slice(target: Json, bounds: { from: Json; to: Json; step: Json }, budget: Budget): Json {
  const isText = typeof target === 'string';
  if (!isText && !Array.isArray(target))
    throw new ValueProblem('wrong_types', `only lists and texts can be cut, found ${describe(target)}`);
  const step = bound(bounds.step) ?? 1;
  if (step === 0) throw new ValueProblem('wrong_arguments', 'the step of a cut cannot be 0');
  const length = isText ? lengthOf(target) : target.length;
  const [from, to] = limits({ from: bound(bounds.from), to: bound(bounds.to), step, length });
  budget.spend(1 + Math.max(0, Math.ceil((to - from) / step)));
  if (step === 1) return isText ? cut(target, from, Math.max(from, to)) : target.slice(from, Math.max(from, to));
  const items = isText ? charactersOf(target) : target;
  const taken: Json[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) taken.push(items[at] ?? null);
  return isText ? taken.join('') : taken;
}

function bound(value: Json): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new ValueProblem('wrong_types', `the bounds of a cut are whole numbers, found ${describe(value)}`);
}

/** Python's rule: negative positions count from the end, and what lies outside is left out. */
function limits(cut: {
  from: number | null;
  to: number | null;
  step: number;
  length: number;
}): readonly [from: number, to: number] {
  const [lowest, highest] = cut.step > 0 ? [0, cut.length] : [-1, cut.length - 1];
  const clamp = (at: number): number => Math.min(highest, Math.max(lowest, at < 0 ? at + cut.length : at));
  const from = cut.from === null ? (cut.step > 0 ? lowest : highest) : clamp(cut.from);
  const to = cut.to === null ? (cut.step > 0 ? highest : lowest) : clamp(cut.to);
  return [from, to];
}
