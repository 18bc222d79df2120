import type { NodeProps } from '@xyflow/react';
import { GitBranch, RotateCcw } from 'lucide-react';
import { memo } from 'react';
import type { GraphNode } from '../../shared/graph/graph.ts';
import type { Look } from '../../shared/look.ts';
import { isActive, LOOK_WORDS } from '../../shared/look.ts';
import { showMarks } from '../../shared/marks.ts';
import type { PlannedStep } from '../../shared/plan.ts';
import { ContainerCount, ContainerProgress } from '../containers/container-count.tsx';
import { useMoment } from '../state/clock.ts';
import { useGraph, useRun, useStudio } from '../state/parts.tsx';
import { plannedStep } from '../state/plan-index.ts';
import { timeOf, useLook, useStep } from '../state/step-view.ts';
import { formatDuration, middleEllipsis } from '../ui/format.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { HeatStrip, useLoop } from './heat-strip.tsx';
import { PlanMark } from './plan-mark.tsx';

const ICON_SIZES = { card: 16, compact: 20, block: 26, dot: 16 } as const;

/** A step on the canvas. React Flow hands over the id alone; everything else it reads for itself. */
export const StepNode = memo(function StepNode({ id }: NodeProps) {
  const node = useGraph((view) => view.graph?.nodeById.get(id));
  return node === undefined ? null : <StepCard node={node} />;
});

export const StepCard = memo(function StepCard({ node }: { node: GraphNode }) {
  const level = useGraph((view) => view.level);
  const look = useLook(node);
  const selected = useStudio((studio) => studio.selected === node.id);
  const planned = useStudio((studio) => plannedStep(studio.plan, node.id));
  return (
    <div
      role="button"
      className="step"
      data-step={node.id}
      data-look={look}
      data-level={level}
      data-selected={selected}
      data-plan={planned?.decision}
      data-container={node.container !== null}
      tabIndex={selected ? 0 : -1}
      aria-pressed={selected}
      aria-label={describe(node, look, planned)}
    >
      {level !== 'dot' && <StatusIcon look={look} size={ICON_SIZES[level]} className="step-icon" />}
      {level === 'block' && <span className="step-id">{middleEllipsis(node.label, 13)}</span>}
      {level === 'card' && <CardText node={node} look={look} planned={planned} />}
      {level === 'compact' && <CompactText node={node} look={look} planned={planned} />}
    </div>
  );
});

function CardText({ node, look, planned }: { node: GraphNode; look: Look; planned: PlannedStep | undefined }) {
  return (
    <>
      <span className="step-id" title={showMarks(node.id)}>
        <MiddleText>{node.label}</MiddleText>
      </span>
      <span className="step-time">
        {planned === undefined ? <StepTime node={node} look={look} /> : <PlanMark planned={planned} />}
      </span>
      <span className="step-what">
        <SafeText>{node.what}</SafeText>
      </span>
      <span className="step-marks">
        {node.condition !== null && <GitBranch size={11} aria-label="has a condition" />}
        {look === 'reused' && <RotateCcw size={11} aria-label="reused" />}
      </span>
      {node.container !== null && <HeatStrip path={node.id} />}
      {look === 'running' && <Progress node={node} />}
    </>
  );
}

function isUntouched(look: Look): boolean {
  return look === 'pending' || look === 'queued';
}

/** At half its size a card still tells its name and its time, in letters that can be read. */
function CompactText({ node, look, planned }: { node: GraphNode; look: Look; planned: PlannedStep | undefined }) {
  return (
    <>
      <span className="step-id" title={showMarks(node.id)}>
        <MiddleText>{node.label}</MiddleText>
      </span>
      <span className="step-time">
        {planned !== undefined && <PlanMark planned={planned} />}
        {planned === undefined &&
          (isUntouched(look) ? <SafeText>{node.what}</SafeText> : <StepTime node={node} look={look} />)}
      </span>
      {node.container !== null && <HeatStrip path={node.id} />}
      {look === 'running' && <Progress node={node} />}
    </>
  );
}

const QUIET: Partial<Record<Look, string>> = {
  skipped: 'skipped',
  waiting: 'waiting',
  queued: 'queued',
  cancelled: 'cancelled',
  reused: 'reused',
  interrupted: 'interrupted',
};

function StepTime({ node, look }: { node: GraphNode; look: Look }) {
  const step = useStep(node.id);
  const now = useMoment(isActive(look));
  const attempts = step?.attempts.length ?? 0;
  const ms = timeOf(step, now);
  const word = QUIET[look];
  const loop = useLoop(node.id);
  return (
    <>
      {attempts > 1 && (
        <span className="step-chip" title={`attempt ${step?.attempt ?? 0}`}>
          {node.attempts === null ? `×${attempts}` : `${attempts}/${node.attempts}`}
        </span>
      )}
      {node.container !== null && <ContainerCount path={node.id} open={isActive(look)} />}
      {word ?? (ms === null || loop !== undefined ? '' : formatDuration(ms))}
    </>
  );
}

function Progress({ node }: { node: GraphNode }) {
  return node.container === null ? <StepProgress id={node.id} /> : <ContainerProgress path={node.id} />;
}

function StepProgress({ id }: { id: string }) {
  const fraction = useRun((view) => view.stepProgress.get(id)?.fraction);
  if (fraction === undefined) return null;
  return <span className="step-progress" style={{ transform: `scaleX(${fraction})` }} />;
}

function describe(node: GraphNode, look: Look, planned: PlannedStep | undefined): string {
  const plan = planned === undefined ? '' : `, plan: ${planned.decision}`;
  return showMarks(`${node.label}, ${LOOK_WORDS[look].toLowerCase()}${plan}`);
}
