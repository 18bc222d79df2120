import { useEffect, useState } from 'react';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { loadRunState } from '../runs/load-run-state.ts';
import { useParts } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';

export interface OtherRun {
  readonly run: string;
  readonly state: RunState;
  /** Null where this release cannot compile what ran. */
  readonly pipeline: Pipeline | null;
}

/** The run that is compared with; null while it is read. */
export function useOtherRun(run: string): OtherRun | { readonly run: string; readonly error: string } | null {
  const { client } = useParts();
  const [loaded, setLoaded] = useState<ReturnType<typeof useOtherRun>>(null);
  useEffect(() => {
    let late = false;
    const definition = client.request('runs:open', { run }).then(
      (opened) => opened.pipeline,
      // What it did can be compared all the same; what cannot be read at all is said by the facts.
      () => null,
    );
    Promise.all([loadRunState(client, run), definition]).then(
      ([state, pipeline]) => !late && setLoaded({ run, state, pipeline }),
      (error: unknown) => !late && setLoaded({ run, error: errorBodyOf(error).message }),
    );
    return () => {
      late = true;
    };
  }, [client, run]);
  return loaded?.run === run ? loaded : null;
}
