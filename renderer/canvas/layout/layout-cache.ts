import type { EdgePath, Layout, Point } from '../../../shared/graph/layout.ts';

const PREFIX = 'stepglass.layout.';
const MOST = 12;

type Stored = {
  readonly w: number;
  readonly h: number;
  readonly n: [string, Point][];
  readonly e: [string, EdgePath][];
  readonly at: number;
};

/** Finished layouts by structure, so that a graph which was seen before stands at once as it did then. */
export function readLayout(storage: Storage, key: string): Layout | null {
  const text = storage.getItem(PREFIX + hash(key));
  if (text === null) return null;
  const stored = parse(text);
  return stored === null
    ? null
    : { width: stored.w, height: stored.h, nodes: new Map(stored.n), edges: new Map(stored.e) };
}

export function writeLayout(storage: Storage, key: string, layout: Layout): void {
  const stored: Stored = {
    w: layout.width,
    h: layout.height,
    n: [...layout.nodes],
    e: [...layout.edges],
    at: Date.now(),
  };
  evict(storage);
  try {
    storage.setItem(PREFIX + hash(key), JSON.stringify(stored));
  } catch (error) {
    // The quota is used up: a cache that cannot grow is no fault, but a half-filled one is of no use either.
    if (!(error instanceof DOMException)) throw error;
    for (const name of names(storage)) storage.removeItem(name);
  }
}

function evict(storage: Storage): void {
  const held = names(storage).map((name) => ({ name, at: parse(storage.getItem(name) ?? '')?.at ?? 0 }));
  held.sort((a, b) => b.at - a.at);
  for (const { name } of held.slice(MOST - 1)) storage.removeItem(name);
}

function names(storage: Storage): string[] {
  return Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '').filter((name) =>
    name.startsWith(PREFIX),
  );
}

function parse(text: string): Stored | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'n' in value && 'e' in value ? (value as Stored) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Two FNV-1a sums of 32 bits: enough to tell a person's pipelines apart, and there without waiting. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1234567;
  for (let i = 0; i < text.length; i += 1) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b) ^ (b >>> 13);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
