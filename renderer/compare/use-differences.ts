import { useEffect, useMemo, useState } from 'react';
import type { ShownDifferences } from '../../shared/compare/shown-difference.ts';
import { shownDifferences } from '../../shared/compare/shown-difference.ts';
import type { StoredValue } from '../../shared/facts.ts';
import { useParts } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';

/** A value and the run that has it. */
export interface RunValue {
  readonly run: string;
  readonly stored: StoredValue;
}

/** Null while they are looked for. */
export type FoundDifferences = ShownDifferences | { readonly error: string } | null;

/** Where two values differ: small ones are compared here, large ones by the host, which has them. */
export function useDifferences(before: RunValue, after: RunValue): FoundDifferences {
  const { client } = useParts();
  const key = JSON.stringify([before, after]);
  const local = useMemo(
    () =>
      'inline' in before.stored && 'inline' in after.stored
        ? shownDifferences(before.stored.inline, after.stored.inline)
        : null,
    [before.stored, after.stored],
  );
  const [asked, setAsked] = useState<{ key: string; found: FoundDifferences } | null>(null);
  const isLocal = local !== null;
  useEffect(() => {
    if (isLocal) return;
    let late = false;
    const [left, right] = JSON.parse(key) as [RunValue, RunValue];
    client.request('values:compare', { before: left, after: right }).then(
      (found) => !late && setAsked({ key, found }),
      (error: unknown) => !late && setAsked({ key, found: { error: errorBodyOf(error).message } }),
    );
    return () => {
      late = true;
    };
  }, [client, key, isLocal]);
  return local ?? (asked?.key === key ? asked.found : null);
}
