import type { ValueSpec } from '../../../shared/value-spec.ts';
import type { Reference } from '../../templates/check/references.ts';

/** The first part of a path that a declared value cannot have; null: none, or it is not known. */
export function findMissing(
  spec: ValueSpec,
  path: Reference['path'],
): { name: string; available: readonly string[] } | null {
  const [part, ...rest] = path;
  if (part === undefined) return null;
  if (typeof part === 'number')
    return spec.type === 'array' && spec.items !== undefined ? findMissing(spec.items, rest) : null;
  const { properties } = spec;
  if (spec.type !== 'object' || properties === undefined) return null;
  const inner = Object.hasOwn(properties, part) ? properties[part] : undefined;
  if (inner !== undefined) return findMissing(inner, rest);
  return spec.additionalProperties === false ? { name: part, available: Object.keys(properties) } : null;
}
