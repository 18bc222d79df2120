import { useEffect, useState } from 'react';
import type { StoredValue } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import { useParts } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';
import type { ValuePart } from './given-values.ts';
import type { VariableRow } from './variables.ts';

/** An entry larger than this is looked at where the whole value is. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Rows whose values are entries of large ones, with what was fetched of them. What is on its way has no value yet. */
export function useValueParts(run: string, rows: readonly VariableRow[]): readonly VariableRow[] {
  const { client } = useParts();
  const [fetched, setFetched] = useState<ReadonlyMap<string, StoredValue>>(new Map());
  const wanted = rows.flatMap(({ part }) => (part === null ? [] : [keyOf(run, part)]));
  const missing = [...new Set(wanted)].filter((key) => !fetched.has(key)).join('\n');
  useEffect(() => {
    if (missing === '') return;
    let late = false;
    const keep = (key: string, value: Json) =>
      !late && setFetched((before) => new Map(before).set(key, { inline: value }));
    for (const key of missing.split('\n')) {
      const [of, blob, part] = JSON.parse(key) as [string, string, (string | number)[]];
      client.request('values:read', { run: of, blob, part, offset: 0, length: MOST_BYTES }).then(
        ({ text, totalBytes }) =>
          keep(key, totalBytes > MOST_BYTES ? tooLarge(totalBytes) : (JSON.parse(text) as Json)),
        (error: unknown) => keep(key, `cannot be read: ${errorBodyOf(error).message}`),
      );
    }
    return () => {
      late = true;
    };
  }, [client, missing]);
  return rows.map((row) => (row.part === null ? row : { ...row, value: fetched.get(keyOf(run, row.part)) ?? null }));
}

function keyOf(run: string, { blob, path }: ValuePart): string {
  return JSON.stringify([run, blob, path]);
}

function tooLarge(bytes: number): string {
  return `${bytes} bytes of JSON: look at them in the input of the container`;
}
