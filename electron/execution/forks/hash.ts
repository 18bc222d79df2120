import { createHash } from 'node:crypto';
import type { StoredValue } from '../../../shared/facts.ts';
import { canonicalJson, type Json } from '../../../shared/json.ts';
import { INLINE_LIMIT_BYTES } from '../../storage/blobs.ts';

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

/** How a store would keep the value, without keeping it: for comparisons. */
export function describeStored(value: Json): StoredValue {
  const bytes = Buffer.from(JSON.stringify(value));
  return bytes.length <= INLINE_LIMIT_BYTES ? { inline: value } : { blob: sha256(bytes), sizeBytes: bytes.length };
}
