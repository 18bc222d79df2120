import { useCallback, useSyncExternalStore } from 'react';
import type { GraphNode } from '../../shared/graph/graph.ts';
import type { Look } from '../../shared/state/look.ts';
import type { StepState } from '../../shared/state/run-state.ts';
import { isSettled } from '../../shared/state/run-state.ts';
import { useParts } from './parts.tsx';
import { entryAt } from './place.ts';
import { useBell } from './run/bell-context.ts';
import { lookIn } from './run/look-in.ts';
import type { RunView } from './run/run-store.ts';

const NONE: readonly string[] = [];

/** Something about a step and those it depends on. Looked at again only when one of them has changed. */
export function useSteps<T>(id: string, others: readonly string[], select: (view: RunView) => T): T {
  const { run } = useParts();
  const bell = useBell();
  const subscribe = useCallback((listener: () => void) => bell.listen([id, ...others], listener), [bell, id, others]);
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
