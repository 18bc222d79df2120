import { isInside } from '../step-path.ts';
import { type RunState, type StepStatus, stepState } from './run-state.ts';

/** Paths of the steps inside of a container, at any depth, that wait for a person. */
export function waitingInside(state: Pick<RunState, 'waiting'>, container: string): readonly string[] {
  if (state.waiting.size === 0) return [];
  return [...state.waiting].filter((path) => path !== container && isInside(path, container));
}

/**
 * The status of a step as it is shown. No fact says that a container waits: it does while it has begun and nothing
 * inside of it is under way but questions to people.
 */
export function shownStatus(
  state: Pick<RunState, 'steps' | 'scopes' | 'waiting' | 'inFlight'>,
  path: string,
): StepStatus {
  const { status } = stepState(state, path);
  if (status !== 'started') return status;
  const asking = waitingInside(state, path);
  if (asking.length === 0) return status;
  for (const other of state.inFlight) {
    if (other === path || !isInside(other, path)) continue;
    if (!asking.some((each) => each !== other && isInside(each, other))) return status;
  }
  return 'waiting';
}
