import { useEffect, useState } from 'react';
import type { StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import { useParts } from '../../state/parts.tsx';

/** Pieces of this size are asked for; values up to four of them are loaded without asking. */
const PIECE = 512 * 1024;
const UNASKED = 4 * PIECE;

export type LoadedValue =
  | { readonly state: 'ready'; readonly value: Json }
  | { readonly state: 'loading' }
  | { readonly state: 'error'; readonly error: unknown }
  /** As much of the JSON text as was loaded; `more` loads a piece, `all` the rest. */
  | {
      readonly state: 'partial';
      readonly text: string;
      readonly totalBytes: number;
      readonly more: () => void;
      readonly all: () => void;
    };

interface Progress {
  readonly blob: string;
  readonly text: string;
  readonly bytes: number;
  readonly totalBytes: number | null;
  readonly wanted: number;
  readonly error: unknown;
}

/** A value that lies in the facts, or is fetched from its blob piece by piece. */
export function useStoredValue(run: string, stored: StoredValue): LoadedValue {
  const { client } = useParts();
  const blob = 'blob' in stored ? stored.blob : null;
  const fresh = (hash: string): Progress => ({
    blob: hash,
    text: '',
    bytes: 0,
    totalBytes: null,
    wanted: PIECE,
    error: null,
  });
  const [kept, setProgress] = useState<Progress | null>(null);
  const progress = blob === null ? null : kept?.blob === blob ? kept : fresh(blob);
  const offset = progress?.bytes ?? 0;
  const wanted = progress?.wanted ?? 0;
  const total = progress?.totalBytes ?? null;
  useEffect(() => {
    if (blob === null || offset >= wanted || (total !== null && offset >= total)) return;
    let late = false;
    client.request('values:read', { run, blob, offset, length: PIECE }).then(
      ({ text, totalBytes }) =>
        !late && setProgress((before) => take(before?.blob === blob ? before : fresh(blob), { text, totalBytes })),
      (error: unknown) => !late && setProgress({ ...fresh(blob), error }),
    );
    return () => {
      late = true;
    };
  }, [client, run, blob, offset, wanted, total]);
  return 'inline' in stored ? { state: 'ready', value: stored.inline } : read(progress, setProgress);
}

function take(before: Progress, piece: { text: string; totalBytes: number }): Progress {
  const bytes = before.bytes + new TextEncoder().encode(piece.text).length;
  const unasked = piece.totalBytes <= UNASKED ? piece.totalBytes : before.wanted;
  return {
    ...before,
    text: before.text + piece.text,
    bytes,
    totalBytes: piece.totalBytes,
    wanted: Math.max(before.wanted, unasked),
  };
}

const parsed = new WeakMap<Progress, Json>();

function read(progress: Progress | null, set: (progress: Progress) => void): LoadedValue {
  if (progress === null || (progress.totalBytes === null && progress.error === null)) return { state: 'loading' };
  if (progress.error !== null) return { state: 'error', error: progress.error };
  const total = progress.totalBytes ?? 0;
  if (progress.bytes >= total) {
    if (!parsed.has(progress)) parsed.set(progress, JSON.parse(progress.text) as Json);
    return { state: 'ready', value: parsed.get(progress) ?? null };
  }
  if (progress.bytes < progress.wanted && total <= UNASKED) return { state: 'loading' };
  return {
    state: 'partial',
    text: progress.text,
    totalBytes: total,
    more: () => set({ ...progress, wanted: progress.bytes + PIECE }),
    all: () => set({ ...progress, wanted: total }),
  };
}
