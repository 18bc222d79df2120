import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';

/** Names whose values differ between two equal runs (engine.md E2); skip reasons are kept where the cause is one only. */
const VOLATILE = /^(run|started_at|ended_at|duration_ms|elapsed_ms|workdir|file|stack|pid)$/;

/** A result document with what differs between two equal runs blanked, and `folder` written as `<workdir>`. */
export function normaliseDocument(document: Json, folder: string): Json {
  if (typeof document === 'string') return document.replaceAll(folder, '<workdir>');
  if (Array.isArray(document)) return document.map((item: Json) => normaliseDocument(item, folder));
  if (!isJsonObject(document)) return document;
  return Object.fromEntries(
    Object.entries(document as JsonObject).map(([key, value]) => [key, normaliseEntry(key, value, folder)]),
  );
}

function normaliseEntry(key: string, value: Json, folder: string): Json {
  const isVolatile = VOLATILE.test(key) && (typeof value === 'string' || typeof value === 'number');
  return isVolatile ? `<${key}>` : normaliseDocument(value, folder);
}
