import { FileCode, FolderOpen, X } from 'lucide-react';
import { useParts, useStudio } from '../state/parts.tsx';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { RunList } from './run-list.tsx';

const MOST = 8;

export function Sidebar() {
  return (
    <nav aria-label="Pipelines and runs" className="flex h-full flex-col bg-panel">
      <Files />
      <RunList />
    </nav>
  );
}

function Files() {
  const recent = useStudio((studio) => studio.recent);
  const pickFile = useStudio((studio) => studio.pickFile);
  return (
    <section className="shrink-0 pt-1.5">
      <header className="flex h-7 items-center pr-1.5 pl-3">
        <h2 className="flex-1 text-11 font-semibold text-mute">Pipelines</h2>
        <IconButton icon={FolderOpen} label="Open a pipeline" keys="mod+o" onClick={() => void pickFile()} size={14} />
      </header>
      {recent.length === 0 && <p className="px-3 pb-1 text-12 text-mute">Files that you open are listed here.</p>}
      <ul>
        {recent.slice(0, MOST).map((path) => (
          <FileRow key={path} path={path} />
        ))}
      </ul>
    </section>
  );
}

function FileRow({ path }: { path: string }) {
  const { studio } = useParts();
  const isOpen = useStudio((state) => state.file?.path === path);
  const shown = useStudio((state) => state.file?.path === path && state.openedRun === null);
  const dirty = useStudio(
    (state) => state.drafts.has(path) || (state.file?.path === path && state.file.draft !== state.file.savedText),
  );
  const open = () => {
    const state = studio.getState();
    state.closeRun();
    if (state.file?.path !== path) void state.openFile(path);
  };
  return (
    <li className={cx('group relative flex h-7 items-center pr-1.5', shown ? 'bg-accent-bg' : 'hover:bg-hover')}>
      {isOpen && <span className="absolute inset-y-0 left-0 w-0.5 bg-accent" />}
      <button
        type="button"
        onClick={open}
        title={path}
        aria-current={shown ? 'page' : undefined}
        className="flex min-w-0 flex-1 items-center gap-2 pl-3 text-left text-12"
      >
        <FileCode
          size={14}
          strokeWidth={1.6}
          aria-hidden
          className={cx('shrink-0', isOpen ? 'text-accent' : 'text-mute')}
        />
        <span className="truncate">
          <SafeText>{fileName(path)}</SafeText>
        </span>
        {dirty && <span aria-label="unsaved changes" className="size-1.5 shrink-0 rounded-full bg-accent" />}
      </button>
      {!isOpen && (
        <IconButton
          icon={X}
          label="Remove from the list"
          size={12}
          className="size-5! opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
          onClick={() => void studio.getState().forgetFile(path)}
        />
      )}
    </li>
  );
}
