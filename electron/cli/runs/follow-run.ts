import type { Fact, Signal } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import type { CliIo } from '../io.ts';
import type { Session } from '../session.ts';

/** How often it is asked whether the run's owner is alive, in ms: a dead one writes no fact. */
const OWNER_POLL_MS = 1000;

/** `interrupted`: the owner is gone; `left`: a signal came here, the run goes on. */
export type Followed = 'ended' | 'interrupted' | 'left';

export interface FollowListener {
  readonly onFacts?: (facts: readonly Fact[]) => void;
  readonly onSignal?: (signal: Signal) => void;
}

/** Follows a run of another process, from its first fact, until it no longer runs. */
export function followRun(
  io: CliIo,
  { session, run }: { readonly session: Session; readonly run: string },
  listener: FollowListener = {},
): Promise<Followed> {
  const state = emptyRunState();
  const isOver = (): boolean => state.n > 0 && state.status !== 'running' && state.status !== 'created';
  return new Promise((resolve, reject) => {
    const endings: (() => void)[] = [];
    const finish = (followed: Followed): void => {
      for (const end of endings.splice(0)) end();
      resolve(followed);
    };
    const fail = (error: unknown): void => {
      // Rejecting first: `finish` also resolves, which then does nothing.
      reject(error);
      finish('ended');
    };
    const look = (): void => {
      lookAtOwner(session, run).then((found) => {
        if (found !== null) finish(found);
      }, fail);
    };
    endings.push(io.onSignal(() => finish('left')));
    const poll = setInterval(look, OWNER_POLL_MS);
    endings.push(() => clearInterval(poll));
    const unsubscribe = session.engine.subscribe(run, {
      from: 0,
      onFacts: (facts) => {
        for (const fact of facts) applyFact(state, fact);
        listener.onFacts?.(facts);
        // Later: the subscription that is to be ended may not have returned yet.
        if (isOver()) queueMicrotask(() => finish('ended'));
      },
      ...(listener.onSignal === undefined ? {} : { onSignal: listener.onSignal }),
    });
    endings.push(unsubscribe);
  });
}

/** Null while the owner lives, or while the run is over and its last facts are on their way to the subscriber. */
async function lookAtOwner({ data, engine }: Session, run: string): Promise<Followed | null> {
  const { readOwner } = await import('../../storage/lock/lock.ts');
  const owner = await readOwner(data.open(run).path);
  if (owner?.alive === true) return null;
  // The owner may have ended the run in order just before: its last facts decide, and they are on disk.
  const { status } = engine.state(run);
  return status === 'running' || status === 'created' ? 'interrupted' : null;
}
