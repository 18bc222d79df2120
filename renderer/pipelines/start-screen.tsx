import { FileCode, FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

const MOST_RECENT = 6;

/** The first thing one sees: open a file, try an example, go on where one stopped. */
export function StartScreen() {
  const info = useStudio((studio) => studio.info);
  const recent = useStudio((studio) => studio.recent);
  const pickFile = useStudio((studio) => studio.pickFile);
  const examples = (
    <List key="examples" title="Examples that run offline" empty="None came with this build.">
      {(info?.examples ?? []).map((example) => (
        <Entry key={example.path} path={example.path} name={example.name} detail={example.description} />
      ))}
    </List>
  );
  const files = (
    <List key="files" title="Recent files" empty="Files that you open are listed here.">
      {recent.slice(0, MOST_RECENT).map((path) => (
        <Entry key={path} path={path} name={fileName(path)} detail={path} />
      ))}
    </List>
  );
  return (
    <div className="grid h-full place-items-center overflow-y-auto p-8">
      <div className="w-full max-w-170">
        <h1 className="text-18 font-semibold tracking-[-0.01em]">Run a pipeline and watch every step</h1>
        <p className="mt-1.5 max-w-120 text-13 text-mute">
          Open a YAML pipeline. Its graph is there before anything runs; opening a file never runs it. Drop one anywhere
          on this window, too.
        </p>
        <div className="mt-5 flex items-center gap-3">
          <Button tone="primary" icon={FolderOpen} keys="mod+o" onClick={() => void pickFile()} className="h-8 px-3">
            Open a pipeline
          </Button>
        </div>
        <div className="mt-8 flex flex-col gap-8">{recent.length === 0 ? [examples, files] : [files, examples]}</div>
      </div>
    </div>
  );
}

function List({ title, empty, children }: { title: string; empty: string; children: readonly ReactNode[] }) {
  return (
    <section>
      <h2 className="mb-2 border-b border-line pb-1.5 text-11 font-semibold text-mute">{title}</h2>
      {children.length === 0 ? (
        <p className="text-12 text-mute">{empty}</p>
      ) : (
        <ul className="-mx-2 grid grid-cols-1 gap-x-6 sm:grid-cols-2">{children}</ul>
      )}
    </section>
  );
}

function Entry({ path, name, detail }: { path: string; name: string; detail: string }) {
  const openFile = useStudio((studio) => studio.openFile);
  return (
    <li>
      <button
        type="button"
        onClick={() => void openFile(path)}
        className="flex w-full items-start gap-2.5 rounded-md px-2 py-1.5 text-left transition-colors hover:bg-hover"
      >
        <FileCode size={15} strokeWidth={1.6} aria-hidden className="mt-0.5 shrink-0 text-mute" />
        <span className="min-w-0">
          <span className="block truncate text-13 font-medium">
            <SafeText>{name}</SafeText>
          </span>
          <span className="line-clamp-2 text-11 text-mute">
            <SafeText>{detail}</SafeText>
          </span>
        </span>
      </button>
    </li>
  );
}
