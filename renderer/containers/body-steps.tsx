import { CornerRightDown } from 'lucide-react';
import { bodyAt } from '../../shared/find-step.ts';
import { isActive, LOOK_WORDS } from '../../shared/state/look.ts';
import { joinPath } from '../../shared/step-path.ts';
import { useMoment } from '../state/clock.ts';
import { useParts, useStudio } from '../state/parts.tsx';
import { timeOf, useLook, useStep } from '../state/step-view.ts';
import { shownPipeline } from '../state/use-graph-of-open.ts';
import { Button } from '../ui/button.tsx';
import { formatDuration } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';

/** The steps of one iteration or of an included pipeline, each with its state and leading to itself. */
export function BodySteps({ scope, title }: { scope: string; title: string }) {
  const { studio } = useParts();
  const body = useStudio((state) => {
    const pipeline = shownPipeline(state);
    return pipeline === null ? null : bodyAt(pipeline, scope);
  });
  if (body === null) return null;
  return (
    <section aria-label={title} className="flex min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-2 px-3">
        <h3 className="num min-w-0 flex-1 truncate text-11 font-semibold text-mute">{title}</h3>
        <Button small icon={CornerRightDown} onClick={() => studio.getState().enter(scope)}>
          Show as graph
        </Button>
      </div>
      <ul className="min-h-0 overflow-y-auto pb-1.5">
        {body.steps.map((step) => (
          <BodyStep key={step.id} path={joinPath(scope, step.id)} label={step.id} />
        ))}
      </ul>
    </section>
  );
}

const NONE: readonly string[] = [];

function BodyStep({ path, label }: { path: string; label: string }) {
  const step = useStep(path);
  const look = useLook({ id: path, dependencies: NONE });
  // What has not begun is pending: whether its turn has come is told on the graph.
  const shown = look === 'queued' ? 'pending' : look;
  const now = useMoment(isActive(shown));
  const select = useStudio((studio) => studio.select);
  const ms = timeOf(step, now);
  return (
    <li>
      <button
        type="button"
        data-step={path}
        onClick={() => select(path, { reveal: true })}
        className="flex h-[26px] w-full items-center gap-2.5 px-3 text-left text-12 hover:bg-hover"
      >
        <StatusIcon look={shown} size={14} />
        <span className="min-w-0 flex-1 truncate font-medium">
          <SafeText>{label}</SafeText>
        </span>
        <span className="text-11 text-mute">{LOOK_WORDS[shown]}</span>
        <span className="num w-14 text-right text-11 text-mute">{ms === null ? '' : formatDuration(ms)}</span>
      </button>
    </li>
  );
}
