import { useEffect, useState } from 'react';
import { useParts, useStudio } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';
import { isOwnFile } from '../state/slices/view-slice.ts';

/** `text` null: it is being read. */
export type SourceText = { readonly text: string | null } | { readonly problem: string };

const READING: SourceText = { text: null };

/** The text of any file of what is on the screen: of the open run as it ran, else as it is in the editor or on disk. */
export function useSourceText(file: string): SourceText {
  const own = useStudio((studio) =>
    isOwnFile(studio, file) ? (studio.openedRun?.text ?? studio.file?.draft ?? null) : null,
  );
  const included = useIncludedText(own === null ? file : null);
  return own === null ? included : { text: own };
}

function useIncludedText(file: string | null): SourceText {
  const { client } = useParts();
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? null);
  const [read, setRead] = useState<{ readonly of: string; readonly source: SourceText } | null>(null);
  const key = `${run ?? ''} ${file ?? ''}`;
  useEffect(() => {
    if (file === null) return;
    let late = false;
    const answer = (source: SourceText) => !late && setRead({ of: key, source });
    client.request('pipelines:text', { path: file, run }).then(
      ({ text }) => answer({ text }),
      (error: unknown) => answer({ problem: errorBodyOf(error).message }),
    );
    return () => {
      late = true;
    };
  }, [client, file, run, key]);
  return read?.of === key ? read.source : READING;
}
