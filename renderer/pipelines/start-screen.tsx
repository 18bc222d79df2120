import { FileCode, FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Example } from '../../shared/api/answers.ts';
import { useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { byTopic } from './by-topic.ts';

const MOST_RECENT = 6;

/** The first thing one sees: open a file, try an example, go on where one stopped. */
export function StartScreen() {
  const info = useStudio((studio) => studio.info);
  const recent = useStudio((studio) => studio.recent);
  const pickFile = useStudio((studio) => studio.pickFile);
  const examples = <Examples key="examples" examples={info?.examples ?? []} />;
  const files = (
    <List key="files" title="Recent files">
      {recent.slice(0, MOST_RECENT).map((path) => (
        <Entry key={path} path={path} name={fileName(path)} detail={path} />
      ))}
    </List>
  );
  return (
    <div className="grid h-full place-items-center overflow-y-auto p-8">
      <div className="w-full max-w-205">
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
        <div className="mt-8 flex flex-col gap-8">
          {recent.length > 0 && files}
          {examples}
        </div>
      </div>
    </div>
  );
}

function Examples({ examples }: { examples: readonly Example[] }) {
  if (examples.length === 0)
    return (
      <List title="Examples">
        <li className="px-2 text-12 text-mute">None came with this build.</li>
      </List>
    );
  return (
    <section>
      <h2 className="mb-3 border-b border-line pb-1.5 text-11 font-semibold text-mute">Examples that run offline</h2>
      <div className="columns-1 gap-8 min-[880px]:columns-2">
        {byTopic(examples).map(({ topic, examples: own }) => (
          <section key={topic} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-12 font-semibold">{topic}</h3>
            <ul className="-mx-2">
              {own.map(({ path, name, description }) => (
                <Entry key={path} path={path} name={name} detail={description} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

function List({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 border-b border-line pb-1.5 text-11 font-semibold text-mute">{title}</h2>
      <ul className="-mx-2 grid grid-cols-1 gap-x-8 min-[880px]:grid-cols-2">{children}</ul>
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
