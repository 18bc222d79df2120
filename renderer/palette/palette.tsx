import { Command } from 'cmdk';
import { FileCode } from 'lucide-react';
import { lookOfRun } from '../../shared/state/look.ts';
import { useNow } from '../state/clock.ts';
import { useGraph, useParts, useStudio } from '../state/parts.tsx';
import { fileName, formatDay } from '../ui/format.ts';
import { Kbd } from '../ui/kbd.tsx';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { CommandBox, GROUP_CLASS, ITEM_CLASS } from './command-box.tsx';
import { SHORTCUTS } from './shortcuts.ts';

const RUNS = 30;
const STEPS = 60;

/** Everything at hand by typing a part of its name. */
export function Palette() {
  const parts = useParts();
  const setOverlay = useStudio((studio) => studio.setOverlay);
  const runs = useStudio((studio) => studio.runs);
  const recent = useStudio((studio) => studio.recent);
  const nodes = useGraph((view) => view.graph?.nodes);
  const close = (act: () => void) => () => {
    setOverlay(null);
    act();
  };
  const state = parts.studio.getState();
  const today = useNow(false);
  return (
    <CommandBox
      title="All commands"
      placeholder="Type a command, a step, a run or a file"
      empty="Nothing by that name."
    >
      {(query) => (
        <>
          <Command.Group heading="Commands" className={GROUP_CLASS}>
            {SHORTCUTS.filter((shortcut) => shortcut.id !== 'palette' && shortcut.isAvailable?.(parts) !== false).map(
              (shortcut) => (
                <Command.Item
                  key={shortcut.id}
                  value={`${shortcut.title} ${shortcut.group}`}
                  onSelect={close(() => shortcut.act(parts))}
                  className={ITEM_CLASS}
                >
                  <span className="flex-1">{shortcut.title}</span>
                  {shortcut.keys !== undefined && <Kbd keys={shortcut.keys} />}
                </Command.Item>
              ),
            )}
          </Command.Group>
          {query !== '' && (
            <>
              <Command.Group heading="Steps" className={GROUP_CLASS}>
                {(nodes ?? [])
                  .filter((node) => node.id.toLowerCase().includes(query.toLowerCase()))
                  .slice(0, STEPS)
                  .map((node) => (
                    <Command.Item
                      key={node.id}
                      value={`step ${node.id}`}
                      onSelect={close(() => state.select(node.id, { reveal: true, tab: 'overview' }))}
                      className={ITEM_CLASS}
                    >
                      <span className="min-w-0 flex-1">
                        <MiddleText>{node.id}</MiddleText>
                      </span>
                      <span className="font-mono text-11 text-mute">
                        <SafeText>{node.what}</SafeText>
                      </span>
                    </Command.Item>
                  ))}
              </Command.Group>
              <Command.Group heading="Files" className={GROUP_CLASS}>
                {recent.map((path) => (
                  <Command.Item
                    key={path}
                    value={`file ${path}`}
                    onSelect={close(() => (state.closeRun(), void state.openFile(path)))}
                    className={ITEM_CLASS}
                  >
                    <FileCode size={14} aria-hidden className="text-mute" />
                    <span className="flex-1 truncate">
                      <SafeText>{fileName(path)}</SafeText>
                    </span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="Runs" className={GROUP_CLASS}>
                {(runs ?? []).slice(0, RUNS).map((run) => (
                  <Command.Item
                    key={run.run}
                    value={`run ${run.pipeline.name} ${run.status} ${run.run}`}
                    onSelect={close(() => void state.openRun(run.run))}
                    className={ITEM_CLASS}
                  >
                    <StatusIcon look={lookOfRun(run.status)} size={14} labelled />
                    <span className="flex-1 truncate">
                      <SafeText>{run.pipeline.name}</SafeText>
                    </span>
                    <span className="num text-11 text-mute">{formatDay(run.createdAt, today)}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            </>
          )}
        </>
      )}
    </CommandBox>
  );
}
