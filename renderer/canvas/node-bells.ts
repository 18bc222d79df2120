import type { StoreApi } from 'zustand';
import { DETAILS, type GraphView } from '../state/graph-store.ts';
import { DozingBell } from '../state/run/dozing-bell.ts';
import type { RunView } from '../state/run/run-store.ts';

/** What the parts of a node that can be read at some zoom levels only listen to. */
export interface NodeBells {
  readonly icon: DozingBell;
  readonly text: DozingBell;
}

/** Seen from afar a node is a block that is painted by hand: its icon and text would be drawn anew for nobody. */
export function createNodeBells(stores: {
  readonly run: StoreApi<RunView>;
  readonly graph: StoreApi<GraphView>;
}): NodeBells {
  const { bell } = stores.run.getState();
  const bells = { icon: new DozingBell(bell), text: new DozingBell(bell) };
  const follow = ({ level }: GraphView) => {
    const detail = DETAILS[level];
    if (detail === 'block') bells.icon.doze();
    else bells.icon.wake();
    if (detail === 'all') bells.text.wake();
    else bells.text.doze();
  };
  follow(stores.graph.getState());
  stores.graph.subscribe((now, before) => {
    if (now.level !== before.level) follow(now);
  });
  return bells;
}
