import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import ElkApi from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { Layout, LayoutInput } from '../../../shared/graph/layout.ts';
import { fromElk, toElk } from './elk-graph.ts';

/** Longer than this and nobody is waiting any more; the quick layout stays. */
const DEADLINE_MS = 12_000;

let elk: ELK | null = null;

/** ELK's layout, from a worker of our own origin; null if it took too long or was given up. */
export async function layoutElk(input: LayoutInput, signal: AbortSignal): Promise<Layout | null> {
  if (signal.aborted) return null;
  elk ??= new ElkApi({ workerUrl, workerFactory: (url) => new Worker(url ?? workerUrl) });
  const current = elk;
  const given = new Promise<null>((resolve) => {
    const stop = () => resolve(null);
    const timer = setTimeout(stop, DEADLINE_MS);
    signal.addEventListener('abort', () => (clearTimeout(timer), stop()), { once: true });
  });
  const laidOut = current.layout<ElkNode>(toElk(input));
  const result = await Promise.race([laidOut, given]);
  if (result !== null) return fromElk(result as ElkNode & { edges?: ElkExtendedEdge[] }, input);
  // A layout cannot be interrupted: the worker that still computes it is given up with it.
  laidOut.catch(() => undefined);
  current.terminateWorker();
  if (elk === current) elk = null;
  return null;
}
