import { useEffect, useMemo, useRef } from 'react';
import type { ComparedStep } from '../../shared/compare/compare-runs.ts';
import { mergeGraphs } from '../../shared/compare/merge-graphs.ts';
import { roundedPath } from '../../shared/graph/edge-path.ts';
import { graphOfPipeline } from '../../shared/graph/graph.ts';
import { layoutLayered } from '../../shared/graph/layered.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import { cx } from '../ui/cx.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { DifferenceMark, MARK_WORDS, markOf } from './difference-mark.tsx';
import { Side } from './sides.tsx';

interface Props {
  readonly mine: Pipeline;
  readonly theirs: Pipeline;
  readonly steps: readonly ComparedStep[];
  readonly chosen: string | null;
  readonly onChoose: (step: string) => void;
}

/** The graphs of both runs in one: what became of each step here and there. */
export function CompareGraph({ mine, theirs, steps, chosen, onChoose }: Props) {
  const { graph, layout } = useMemo(() => {
    const merged = mergeGraphs(graphOfPipeline(theirs), graphOfPipeline(mine));
    const nodes = merged.nodes.map(({ id }) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT }));
    const edges = merged.edges.map(({ id, source, target }) => ({ id, source, target, labelWidth: 0 }));
    return { graph: merged, layout: layoutLayered({ nodes, edges, direction: 'right' }) };
  }, [mine, theirs]);
  const stepById = useMemo(() => new Map(steps.map((step) => [step.step, step])), [steps]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [chosen]);
  return (
    <div
      ref={box}
      role="group"
      aria-label="Both graphs"
      className="max-h-80 shrink-0 overflow-auto border-b border-line bg-bg p-4"
    >
      <div className="relative" style={{ width: layout.width, height: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden className="absolute inset-0 overflow-visible">
          {graph.edges.map(({ id }) => (
            <path
              key={id}
              d={roundedPath(layout.edges.get(id)?.points ?? [])}
              className="fill-none stroke-line-strong"
              strokeWidth={1.25}
            />
          ))}
        </svg>
        {graph.nodes.map(({ id }) => {
          const step = stepById.get(id);
          const corner = layout.nodes.get(id);
          return step === undefined || corner === undefined ? null : (
            <Node key={id} step={step} left={corner.x} top={corner.y} chosen={id === chosen} onChoose={onChoose} />
          );
        })}
      </div>
    </div>
  );
}

interface NodeProps {
  readonly step: ComparedStep;
  readonly left: number;
  readonly top: number;
  readonly chosen: boolean;
  readonly onChoose: (step: string) => void;
}

function Node({ step, left, top, chosen, onChoose }: NodeProps) {
  const mark = markOf(step);
  const differs = step.difference !== null;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      title={`${step.step}: ${MARK_WORDS[mark]}`}
      onClick={() => onChoose(step.step)}
      style={{ left, top, width: NODE_WIDTH, height: NODE_HEIGHT }}
      className={cx(
        'absolute flex flex-col justify-center gap-1 rounded-md border bg-panel px-3 text-left text-12',
        differs ? 'border-retry/60' : 'border-line-strong',
        (step.a === null || step.b === null) && 'border-dashed',
        chosen && 'ring-2 ring-accent',
      )}
    >
      <span className="flex min-w-0 items-center gap-2">
        <span className={cx('min-w-0 flex-1 truncate', differs ? 'font-semibold' : 'text-mute')}>
          <SafeText>{step.step}</SafeText>
        </span>
        <DifferenceMark mark={mark} bare />
      </span>
      <span className="flex items-center gap-1.5 text-11">
        <span className="sr-only">in the other run:</span>
        <Side side={step.a} short />
        <span aria-hidden className="text-mute">
          →
        </span>
        <span className="sr-only">in this run:</span>
        <Side side={step.b} short />
      </span>
    </button>
  );
}
