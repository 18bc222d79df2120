import { ChevronDown, Command, PanelBottom, PanelLeft, PanelRight, Pause, Play, RotateCcw, Square } from 'lucide-react';
import { showMarks } from '../../shared/text/marks.ts';
import type { ToolbarAction } from '../state/actions.ts';
import { askRerun, failedStep, hereOf, resumeRun, startRun, statusShown, toolbarActions } from '../state/actions.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import type { Studio } from '../state/studio-types.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { fileName, folderName } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { fileMenu } from './file-menu.ts';
import { RunStatus } from './run-status.tsx';

export function Toolbar() {
  const hasRun = useStudio((studio) => studio.openedRun !== null);
  const open = useStudio((studio) => studio.file !== null || studio.openedRun !== null);
  return (
    <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line bg-panel px-2">
      <PaneToggle pane="sidebar" />
      <FileButton />
      <span className="flex-1" />
      {hasRun && <RunStatus />}
      {open && <Actions />}
      <span className="mx-0.5 h-4 w-px bg-line" />
      <PaletteButton />
      {open && (
        <span className="flex">
          <PaneToggle pane="dock" />
          <PaneToggle pane="inspector" />
        </span>
      )}
    </header>
  );
}

function FileButton() {
  const parts = useParts();
  const path = useStudio((studio) => studio.openedRun?.summary.pipeline.file ?? studio.file?.path ?? null);
  const dirty = useStudio((studio) => studio.file !== null && studio.file.draft !== studio.file.savedText);
  useStudio((studio) => studio.recent);
  const trigger = (
    <button
      type="button"
      className="flex h-7 min-w-0 items-center gap-1.5 rounded-md px-2 text-13 hover:bg-hover data-[state=open]:bg-hover"
    >
      {path === null ? (
        <span className="font-semibold">Stepglass</span>
      ) : (
        <>
          <span className="truncate font-semibold">
            <SafeText>{fileName(path)}</SafeText>
          </span>
          {dirty && (
            <span
              aria-label="unsaved changes"
              title="Unsaved changes"
              className="size-1.5 shrink-0 rounded-full bg-accent"
            />
          )}
          <span className="truncate text-mute max-[1240px]:hidden">
            <SafeText>{folderName(path)}</SafeText>
          </span>
        </>
      )}
      <ChevronDown size={13} aria-hidden className="shrink-0 text-mute" />
    </button>
  );
  const menu = <Menu trigger={trigger} entries={fileMenu(parts)} />;
  // Of a long name less is shown before anything of the run's state is cut off.
  return path === null ? menu : <h1 className="flex min-w-20 shrink-[40]">{menu}</h1>;
}

const WORDS: Readonly<Record<ToolbarAction, { label: string; icon?: typeof Play; keys?: string }>> = {
  run: { label: 'Run', icon: Play, keys: 'mod+enter' },
  pause: { label: 'Pause', icon: Pause },
  cancel: { label: 'Cancel', icon: Square },
  resume: { label: 'Resume', icon: Play },
  'rerun-from': { label: 'Rerun…', icon: RotateCcw, keys: 'r' },
};

function Actions() {
  const parts = useParts();
  const summary = useStudio((studio) => studio.openedRun?.summary ?? null);
  const pending = useStudio((studio) => studio.pending);
  const status = useRun((view) => (view.run === null ? null : statusShown(view.timeline.live, summary, null)));
  const act: Readonly<Record<ToolbarAction, () => void>> = {
    run: () => startRun(parts),
    pause: () => void parts.studio.getState().pause(),
    cancel: () => void parts.studio.getState().cancel(),
    resume: () => resumeRun(parts),
    'rerun-from': () => askRerun(parts),
  };
  const actions = summary?.importedAt === undefined ? toolbarActions(status) : [];
  const here = useHere();
  const asks = useStudio((studio) => studio.sheet !== null);
  const whyNot = useStudio(whyNoRun);
  return (
    <div className="flex items-center gap-1.5">
      {actions.map((action, index) => {
        const { label, icon, keys } = WORDS[action];
        const isFromHere = action === 'rerun-from' && here !== null;
        // While a form asks, its own button is the one to press.
        const main = index === 0 && action !== 'pause' && action !== 'cancel' && !asks;
        return (
          <Button
            key={action}
            tone={main ? 'primary' : 'plain'}
            disabled={pending !== null || (action === 'run' && whyNot !== null)}
            onClick={act[action]}
            title={isFromHere ? `Rerun from ${here}` : action === 'run' ? (whyNot ?? undefined) : undefined}
            {...(icon === undefined ? {} : { icon })}
            {...(keys === undefined ? {} : { keys })}
          >
            {action === 'rerun-from' ? <RerunLabel fromHere={isFromHere} /> : label}
          </Button>
        );
      })}
    </div>
  );
}

/** Why the open file cannot be run; null: it can. */
function whyNoRun({ file, fileProblem, openedRun }: Studio): string | null {
  if (file === null) return openedRun === null ? null : (fileProblem ?? 'The file is being opened');
  return file.opened.pipeline === null ? 'Mend the errors of the file first' : null;
}

/** As wide with a step selected as without one, so that nothing beside it moves. */
function RerunLabel({ fromHere }: { fromHere: boolean }) {
  const [whole, short] = ['Rerun from here', WORDS['rerun-from'].label];
  return (
    <span className="inline-grid text-left">
      <span className="col-start-1 row-start-1">{fromHere ? whole : short}</span>
      <span aria-hidden className="invisible col-start-1 row-start-1">
        {whole}
      </span>
    </span>
  );
}

/** The step that `here` means, as people read it; null: none is selected, and none has failed. */
function useHere(): string | null {
  const selected = useStudio((studio) => studio.selected);
  const failed = useRun((view) => failedStep(view.shown));
  const here = hereOf({ selected, failed });
  return here === null ? null : showMarks(here);
}

function PaletteButton() {
  const setOverlay = useStudio((studio) => studio.setOverlay);
  return <IconButton icon={Command} label="All commands" keys="mod+k" onClick={() => setOverlay('palette')} />;
}

const PANES = {
  sidebar: { icon: PanelLeft, label: 'Pipelines and runs', keys: 'mod+b' },
  dock: { icon: PanelBottom, label: 'Logs and file', keys: 'mod+j' },
  inspector: { icon: PanelRight, label: 'Inspector', keys: 'mod+i' },
} as const;

function PaneToggle({ pane }: { pane: keyof typeof PANES }) {
  const collapsed = useStudio((studio) => studio.collapsed[pane]);
  const toggle = useStudio((studio) => studio.toggle);
  return <IconButton {...PANES[pane]} pressed={!collapsed} onClick={() => toggle(pane)} className="bg-transparent!" />;
}
