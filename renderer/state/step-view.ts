import { useCallback, useSyncExternalStore } from 'react';
import type { GraphNode } from '../../shared/graph/graph.ts';
import type { StepState } from '../../shared/run-state.ts';
import { isSettled } from '../../shared/run-state.ts';
import type { Look } from './look.ts';
import { lookOfStep } from './look.ts';
import { useParts } from './parts.tsx';
import { entryAt } from './place.ts';
import type { RunView } from './run-store.ts';

/**
 * The look of a step in the open run: its own facts, and what is to be seen only beside others. What is ready and has not
 * begun waits for a place; that is told by its dependencies alone, so that a place becoming free does not redraw all who wait.
 */
export function lookIn(view: RunView, node: Pick<GraphNode, 'id' | 'dependencies'>): Look {
  const look = lookOfStep(entryAt(view.shown, node.id));
  if (look === 'running' && view.interrupted && view.playhead === null) return 'interrupted';
  if (look !== 'pending' || view.shown.status !== 'running') return look;
  const ready = node.dependencies.every((id) => isSettled(entryAt(view.shown, id)?.status ?? 'pending'));
  return ready ? 'queued' : 'pending';
}

const NONE: readonly string[] = [];

/** Something about a step and those it depends on. Looked at again only when one of them has changed. */
export function useSteps<T>(id: string, others: readonly string[], select: (view: RunView) => T): T {
  const { run } = useParts();
  const subscribe = useCallback(
    (listener: () => void) => run.getState().bell.listen([id, ...others], listener),
    [run, id, others],
  );
  return useSyncExternalStore(subscribe, () => select(run.getState()));
}

export function useLook(node: Pick<GraphNode, 'id' | 'dependencies'>): Look {
  return useSteps(node.id, node.dependencies, (view) => lookIn(view, node));
}

export function useStep(id: string): StepState | undefined {
  return useSteps(id, NONE, (view) => entryAt(view.shown, id));
}

/** What stands at the right of a step: how long it took or has been running, or why it did not. */
export function timeOf(step: StepState | undefined, now: number): number | null {
  if (step === undefined) return null;
  if (step.durationMs !== undefined && isSettled(step.status)) return step.durationMs;
  const last = step.attempts.at(-1);
  if (step.status === 'started' && last !== undefined) return Math.max(0, now - Date.parse(last.startedAt));
  return null;
}
