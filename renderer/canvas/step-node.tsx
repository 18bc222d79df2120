import type { NodeProps } from '@xyflow/react';
import { GitBranch } from 'lucide-react';
import { memo, useCallback } from 'react';
import type { GraphNode } from '../../shared/graph/graph.ts';
import type { Look } from '../../shared/state/look.ts';
import { isActive } from '../../shared/state/look.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { ContainerCount, ContainerProgress } from '../containers/container-count.tsx';
import { PinMark } from '../pins/pin-mark.tsx';
import { useMoment } from '../state/clock.ts';
import { DETAILS } from '../state/graph-store.ts';
import { useGraph, useParts, useRun, useStudio } from '../state/parts.tsx';
import { plannedStep } from '../state/plan-index.ts';
import { BellContext } from '../state/run/bell-context.ts';
import { timeOf, useLook, useStep, useSteps } from '../state/step-view.ts';
import { formatDuration } from '../ui/format.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { HeatStrip } from './heat-strip.tsx';
import { PlanMark } from './plan-mark.tsx';
import { useDetail } from './use-detail.ts';

/** A step on the canvas. React Flow hands over the id alone; everything else it reads for itself. */
export const StepNode = memo(function StepNode({ id }: NodeProps) {
  const node = useGraph((view) => view.graph?.nodeById.get(id));
  return node === undefined ? null : <StepCard node={node} />;
});

/**
 * The same at every zoom level: the style sheet shows as much of it as can be read (canvas.css). Its look, plan and
 * selection are attributes that the painter of steps keeps.
 */
export const StepCard = memo(function StepCard({ node }: { node: GraphNode }) {
  const { stepPainter } = useParts();
  const detail = useDetail(node.id);
  const paint = useCallback(
    (element: HTMLElement | null) => (element === null ? undefined : stepPainter.add(node, element)),
    [stepPainter, node],
  );
  return (
    <div role="button" className="step" data-step={node.id} data-container={node.container !== null} ref={paint}>
      {detail !== 'block' && <CardBody node={node} whole={detail === 'all'} />}
    </div>
  );
});

function CardBody({ node, whole }: { node: GraphNode; whole: boolean }) {
  const { nodeBells } = useParts();
  return (
    <>
      <BellContext value={nodeBells.icon}>
        <StepIcon node={node} />
      </BellContext>
      <StepName node={node} />
      {whole && (
        <BellContext value={nodeBells.text}>
          <CardText node={node} />
        </BellContext>
      )}
    </>
  );
}

const StepIcon = memo(function StepIcon({ node }: { node: GraphNode }) {
  return <StatusIcon look={useLook(node)} className="step-icon" />;
});

const StepName = memo(function StepName({ node: { id, label } }: { node: GraphNode }) {
  return (
    <span className="step-id" title={showMarks(id)}>
      <MiddleText unspoken>{label}</MiddleText>
    </span>
  );
});

const CardText = memo(function CardText({ node }: { node: GraphNode }) {
  const look = useLook(node);
  const planned = useStudio((studio) => plannedStep(studio.plan, node.id));
  return (
    <>
      <span className="step-time">
        {planned !== undefined && <PlanMark planned={planned} />}
        {planned === undefined && look !== 'pending' && <StepTime node={node} look={look} />}
      </span>
      <span className="step-what">
        <SafeText>{node.what}</SafeText>
      </span>
      <span className="step-marks">
        {node.condition !== null && <GitBranch size={11} aria-label="has a condition" />}
        <PinMark step={node.id} />
      </span>
      {node.container !== null && <HeatStrip path={node.id} />}
      {look === 'running' && <Progress node={node} />}
    </>
  );
});

const NONE: readonly string[] = [];

const QUIET: Partial<Record<Look, string>> = {
  skipped: 'skipped',
  waiting: 'waiting',
  queued: 'queued',
  cancelled: 'cancelled',
  reused: 'reused',
  interrupted: 'interrupted',
  paused: 'breakpoint',
};

function StepTime({ node, look }: { node: GraphNode; look: Look }) {
  const step = useStep(node.id);
  const attempts = step?.attempts.length ?? 0;
  const word = QUIET[look];
  return (
    <>
      {attempts > 1 && (
        <span className="step-chip" title={`attempt ${step?.attempt ?? 0}`}>
          {node.attempts === null ? `×${attempts}` : `${attempts}/${node.attempts}`}
        </span>
      )}
      {node.container !== null && <ContainerCount path={node.id} open={isActive(look)} />}
      {word ?? (isActive(look) ? <TickingTime node={node} /> : <StillTime node={node} />)}
    </>
  );
}

/** Beside the count of a loop there is no room for a time. */
function useHasLoop(node: GraphNode): boolean {
  return useSteps(node.id, NONE, (view) => node.container !== null && view.shown.loops.has(node.id));
}

/** Apart from the time that stands still: of those there are hundreds, and a clock costs something even when it is not read. */
function TickingTime({ node }: { node: GraphNode }) {
  const isSeen = useGraph((view) => DETAILS[view.level] === 'all');
  const ms = timeOf(useStep(node.id), useMoment(isSeen));
  return useHasLoop(node) || ms === null ? '' : formatDuration(ms);
}

function StillTime({ node }: { node: GraphNode }) {
  const ms = timeOf(useStep(node.id), 0);
  return useHasLoop(node) || ms === null ? '' : formatDuration(ms);
}

function Progress({ node }: { node: GraphNode }) {
  return node.container === null ? <StepProgress id={node.id} /> : <ContainerProgress path={node.id} />;
}

function StepProgress({ id }: { id: string }) {
  const fraction = useRun((view) => view.stepProgress.get(id)?.fraction);
  if (fraction === undefined) return null;
  return <span className="step-progress" style={{ transform: `scaleX(${fraction})` }} />;
}
