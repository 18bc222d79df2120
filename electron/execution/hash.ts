import { createHash } from 'node:crypto';
import type { StoredValue } from '../../shared/facts.ts';
import { canonicalJson, type Json } from '../../shared/json.ts';

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** sha256 (hex) of a value's canonical JSON. */
export function hashValue(value: Json): string {
  return sha256(canonicalJson(value));
}

/**
 * What two stored values are compared by. A blob's name is a hash of its bytes already, so that nothing is read; two
 * equal values whose keys stand in another order then count as different, which costs one step run again.
 */
export function hashStored(stored: StoredValue): string {
  return 'blob' in stored ? stored.blob : hashValue(stored.inline);
}
