import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';

export interface TreeRow {
  /** JSON path from the root: `data[2].name`; empty for the root. */
  readonly path: string;
  readonly depth: number;
  /** The key or index; null for the root. */
  readonly key: string | null;
  readonly value: Json;
  /** How many it holds; null for what has no inside. */
  readonly size: number | null;
  readonly open: boolean;
  /** The row offers more of a long list, from this index. */
  readonly more?: { readonly from: number; readonly total: number };
}

export interface TreeOptions {
  readonly isOpen: (path: string, depth: number) => boolean;
  /** How many entries of the list at a path are shown. */
  readonly shown: (path: string) => number;
}

/** The rows of a tree that are to be seen: closed branches and the far end of long lists cost nothing. */
export function flatten(root: Json, options: TreeOptions): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  add({ path: '', depth: 0, key: null, value: root }, { rows, options });
  return rows;
}

interface Into {
  readonly rows: TreeRow[];
  readonly options: TreeOptions;
}

function add(node: Pick<TreeRow, 'path' | 'depth' | 'key' | 'value'>, into: Into): void {
  const { path, depth, value } = node;
  const keys = keysOf(value);
  const open = keys !== null && keys.length > 0 && into.options.isOpen(path, depth);
  into.rows.push({ ...node, size: keys?.length ?? null, open });
  if (!open || keys === null) return;
  const limit = into.options.shown(path);
  const listed = Array.isArray(value);
  for (const key of keys.slice(0, limit)) {
    add(
      { path: listed ? `${path}[${key}]` : joinPath(path, key), depth: depth + 1, key, value: childOf(value, key) },
      into,
    );
  }
  if (keys.length > limit)
    into.rows.push({
      path: `${path}…`,
      depth: depth + 1,
      key: null,
      value: null,
      size: null,
      open: false,
      more: { from: limit, total: keys.length },
    });
}

function keysOf(value: Json): readonly string[] | null {
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, i) => String(i));
  return isJsonObject(value) ? Object.keys(value) : null;
}

function childOf(value: Json, key: string): Json {
  if (Array.isArray(value)) return value[Number(key)] ?? null;
  return isJsonObject(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
}

function joinPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Paths whose key or scalar value holds the text, with all that lead to them; at most `most`. */
export function searchTree(
  root: Json,
  text: string,
  most = 1000,
): { readonly hits: ReadonlySet<string>; readonly open: ReadonlySet<string> } {
  const wanted = text.toLowerCase();
  const hits = new Set<string>();
  const open = new Set<string>();
  const stack: { path: string; key: string | null; value: Json; above: readonly string[] }[] = [
    { path: '', key: null, value: root, above: [] },
  ];
  for (let node = stack.pop(); node !== undefined && hits.size < most; node = stack.pop()) {
    const { path, key, value, above } = node;
    const scalar = value === null || typeof value !== 'object';
    if ((key?.toLowerCase().includes(wanted) ?? false) || (scalar && String(value).toLowerCase().includes(wanted))) {
      hits.add(path);
      for (const ancestor of above) open.add(ancestor);
    }
    const inside = [...above, path];
    for (const child of (keysOf(value) ?? []).toReversed())
      stack.push({
        path: Array.isArray(value) ? `${path}[${child}]` : joinPath(path, child),
        key: child,
        value: childOf(value, child),
        above: inside,
      });
  }
  return { hits, open };
}
