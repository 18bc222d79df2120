import { Save } from 'lucide-react';
import { useRef } from 'react';
import { askRerun } from '../state/actions.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { IncludedFile } from './included-file.tsx';
import { useEditor } from './use-editor.ts';

/** The file, with the state of the run in its gutter (monitor.md M12). */
export function EditorPane() {
  const hasText = useStudio((studio) => studio.file !== null || studio.openedRun !== null);
  const included = useStudio((studio) => studio.included);
  if (!hasText) return <Empty title="No file is open" />;
  if (included !== null) return <IncludedFile file={included} />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <EditorBar />
      <EditorBox />
    </div>
  );
}

function EditorBox() {
  const box = useRef<HTMLDivElement>(null);
  useEditor(box);
  return <div ref={box} data-editor className="min-h-0 flex-1 overflow-hidden" />;
}

function EditorBar() {
  const file = useStudio((studio) => studio.file);
  const imported = useStudio((studio) => studio.openedRun?.summary.importedAt !== undefined);
  const problem = useStudio((studio) => studio.fileProblem);
  if (file === null && imported) return <Bar>This is the text that ran, as it came in the run bundle.</Bar>;
  if (file === null)
    return problem === null ? null : (
      <Bar>
        <span className="min-w-0 flex-1 truncate" title={problem}>
          This is the text that ran. <SafeText>{problem}</SafeText>
        </span>
      </Bar>
    );
  if (file.outside !== null) return <Conflict />;
  if (file.draft !== file.savedText) return <Unsaved />;
  return <RunNote />;
}

function Bar({ children }: { children: React.ReactNode }) {
  return (
    <div className="flex min-h-8 shrink-0 items-center gap-2 border-b border-line px-3 py-0.5 text-12 text-mute">
      {children}
    </div>
  );
}

function Unsaved() {
  const save = useStudio((studio) => studio.save);
  const { studio } = useParts();
  const discard = () => {
    const { file, edit } = studio.getState();
    if (file !== null) edit(file.savedText);
  };
  const compiling = useStudio((studio) => studio.file?.compiling ?? false);
  const errors = useStudio(
    (studio) => studio.file?.opened.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length ?? 0,
  );
  return (
    <Bar>
      <span className="size-1.5 rounded-full bg-accent" />
      <span className="flex-1">
        Unsaved changes{!compiling && errors > 0 && <span className="text-bad"> · {plural(errors, 'error')}</span>}
      </span>
      <Button small onClick={discard} title="Go back to the file as it is on disk; undo brings the edits back">
        Discard
      </Button>
      <Button small icon={Save} keys="mod+s" onClick={() => void save()}>
        Save
      </Button>
    </Bar>
  );
}

function Conflict() {
  const resolve = useStudio((studio) => studio.resolveOutside);
  return (
    <div
      role="alert"
      className="flex min-h-8 shrink-0 items-center gap-2 border-b border-line bg-retry-bg px-3 py-0.5 text-12"
    >
      <span className="flex-1">The file changed on disk while you were editing. Nothing of yours is lost yet.</span>
      <Button small onClick={() => resolve('mine')}>
        Keep mine
      </Button>
      <Button small onClick={() => resolve('theirs')}>
        Load what is on disk
      </Button>
    </div>
  );
}

/** While a run is open: whether the file is still what ran. */
function RunNote() {
  const parts = useParts();
  const differs = useStudio(
    (studio) => studio.openedRun !== null && studio.file !== null && studio.openedRun.text !== studio.file.draft,
  );
  const over = useRun((view) => view.shown.status !== 'running' && view.shown.status !== 'completed');
  if (!differs) return null;
  return (
    <Bar>
      <span className="flex-1">The file has changed since this run began.</span>
      {over && (
        <Button small onClick={() => askRerun(parts, { definition: 'file' })}>
          Go on with the file as it is now…
        </Button>
      )}
    </Bar>
  );
}
