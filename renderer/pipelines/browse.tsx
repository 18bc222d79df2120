import { CornerLeftUp, FileCode, Folder } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RequestAnswer } from '../../shared/api/studio-api.ts';
import { useParts, useStudio } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { SafeText } from '../ui/safe-text.tsx';

type Listing = RequestAnswer<'files:list'>;

/** Folders and files of the host, where there is no dialog of the system. */
export function Browse() {
  const { client } = useParts();
  const setOverlay = useStudio((studio) => studio.setOverlay);
  const openFile = useStudio((studio) => studio.openFile);
  const closeRun = useStudio((studio) => studio.closeRun);
  const [folder, setFolder] = useState<string | null>(null);
  const [listing, setListing] = useState<Listing | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let late = false;
    client.request('files:list', { folder }).then(
      (answer) => !late && (setListing(answer), setProblem(null)),
      (error: unknown) => !late && setProblem(errorBodyOf(error).message),
    );
    return () => {
      late = true;
    };
  }, [client, folder]);
  const open = (path: string) => {
    closeRun();
    void openFile(path);
  };
  return (
    <Dialog title="Open a pipeline or a run bundle" onClose={() => setOverlay(null)}>
      <p className="selectable shrink-0 truncate border-b border-line px-4 py-2 font-mono text-11 text-mute">
        {listing?.folder ?? '…'}
      </p>
      {problem !== null && <p className="px-4 py-2 text-12 text-bad">{problem}</p>}
      {listing === null && problem === null ? (
        <Loading />
      ) : (
        <ul className="min-h-0 overflow-y-auto p-1.5">
          {listing !== null && listing.parent !== null && (
            <Row icon={CornerLeftUp} name="One folder up" onOpen={() => setFolder(listing.parent)} />
          )}
          {(listing?.entries ?? []).map((entry) => (
            <Row
              key={entry.path}
              icon={entry.type === 'folder' ? Folder : FileCode}
              name={entry.name}
              onOpen={() => (entry.type === 'folder' ? setFolder(entry.path) : open(entry.path))}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Row({ icon: Icon, name, onOpen }: { icon: typeof Folder; name: string; onOpen: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        className="flex h-8 w-full items-center gap-2.5 rounded-sm px-2.5 text-left text-13 hover:bg-hover focus-visible:bg-hover"
      >
        <Icon size={15} strokeWidth={1.6} aria-hidden className="shrink-0 text-mute" />
        <span className="truncate">
          <SafeText>{name}</SafeText>
        </span>
      </button>
    </li>
  );
}
