import { isJsonObject, type Json } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';

/** Where a value is not what the spec declares, without any coercion. Empty: it fits. */
export function shapeProblems(value: Json | undefined, spec: ValueSpec, at = 'result'): string[] {
  if (value === undefined) return spec.required === true ? [`${at} is missing`] : [];
  if (!isOfType(value, spec)) return [`${at} is ${JSON.stringify(value)?.slice(0, 80)}, declared as ${spec.type}`];
  const problems: string[] = [];
  if (spec.enum !== undefined && !spec.enum.some((member) => member === value))
    problems.push(`${at} is ${JSON.stringify(value)}, not in the enum`);
  if (Array.isArray(value) && spec.items !== undefined) {
    for (const [index, item] of value.entries()) problems.push(...shapeProblems(item, spec.items, `${at}[${index}]`));
  }
  if (!isJsonObject(value)) return problems;
  const declared = new Map(Object.entries(spec.properties ?? {}));
  for (const [name, inner] of declared) problems.push(...shapeProblems(value[name], inner, `${at}.${name}`));
  const undeclared = Object.keys(value).filter((name) => !declared.has(name));
  if (spec.additionalProperties === false) problems.push(...undeclared.map((name) => `${at}.${name} is not declared`));
  return problems;
}

function isOfType(value: Json, { type }: ValueSpec): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
    case 'file':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
  }
}
