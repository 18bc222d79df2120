import { Play, RotateCcw, X } from 'lucide-react';
import { ShowInYaml } from '../editor/show-in-yaml.tsx';
import { PinButton } from '../pins/pin-button.tsx';
import { useGraph, useStudio } from '../state/parts.tsx';
import { isPinnable } from '../state/slices/pins-slice.ts';
import { useLook } from '../state/step-view.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusPill } from '../ui/status-icon.tsx';

const UNKNOWN = { id: '', dependencies: [] };

/** Name, state and the two things that one most often wants to do with a step. */
export function StepHead({ step }: { step: string }) {
  const node = useGraph((view) => view.graph?.nodeById.get(step));
  const look = useLook(node ?? UNKNOWN);
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? null);
  const readOnly = useStudio((studio) => studio.openedRun?.summary.importedAt !== undefined);
  const openSheet = useStudio((studio) => studio.openSheet);
  const select = useStudio((studio) => studio.select);
  return (
    <header className="@container flex shrink-0 flex-col gap-2 px-3 pt-2.5 pb-2">
      <div className="flex min-w-0 items-center gap-2">
        <h2
          className="selectable line-clamp-2 min-w-0 flex-1 text-15 leading-tight font-semibold wrap-anywhere"
          title={step}
        >
          <SafeText>{step}</SafeText>
        </h2>
        {run !== null && <StatusPill look={look} />}
        <IconButton
          icon={X}
          label="Back to the run"
          keys="escape"
          size={14}
          onClick={() => select(null)}
          className="-mr-1"
        />
      </div>
      {/* In a narrow pane the words are enough: all of them stay in one row. */}
      <div className="flex flex-wrap gap-1.5 @max-[360px]:[&_kbd]:hidden @max-[360px]:[&>button:not([aria-label^=Show])>svg]:hidden">
        {run !== null && !readOnly && (
          <Button
            icon={RotateCcw}
            keys="r"
            onClick={() => openSheet({ kind: 'rerun', run, from: step, definition: 'snapshot' })}
          >
            Rerun from here
          </Button>
        )}
        {node !== undefined && isPinnable(step) && !readOnly && (
          <Button icon={Play} onClick={() => openSheet({ kind: 'step', step, run })}>
            Run alone…
          </Button>
        )}
        <PinButton step={step} />
        {node !== undefined && <ShowInYaml span={node.span} short />}
      </div>
    </header>
  );
}
