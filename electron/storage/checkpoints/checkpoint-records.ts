import type { ChannelVersions, Checkpoint } from '@langchain/langgraph-checkpoint';

/** A value as LangGraph's serializer gave it: text for `json`, base64 for every other type. */
export type Dumped = readonly [type: string, text: string];

/**
 * A checkpoint as its line holds it: what differs from its parent's record (E10). Offsets are the byte where a line
 * begins: a version number would not do to find a value, two branches give the same one to different values.
 */
export interface CheckpointRecord {
  readonly type: 'checkpoint';
  readonly thread: string;
  readonly namespace: string;
  readonly id: string;
  readonly parent?: string;
  /** The offset of the parent's record that this one differs from; null: this one is complete. */
  readonly base: number | null;
  readonly v: number;
  readonly ts: string;
  readonly metadata: Dumped;
  /** Changed versions, and the channels that no longer have one. */
  readonly versions: ChannelVersions;
  readonly unversioned?: readonly string[];
  /** Nodes that have seen something new, with all they have seen, and the nodes that are gone. */
  readonly seen: Checkpoint['versions_seen'];
  readonly unseen?: readonly string[];
  /** Values that this checkpoint brought, and channels that no longer have one. */
  readonly values: { readonly [channel: string]: Dumped };
  readonly dropped?: readonly string[];
  /** In a complete record: the other values, as the offset of the record that brought each. */
  readonly kept?: { readonly [channel: string]: number };
}

export interface WritesRecord {
  readonly type: 'writes';
  readonly thread: string;
  readonly namespace: string;
  readonly id: string;
  readonly task: string;
  readonly path: string;
  readonly writes: readonly (readonly [index: number, channel: string, value: Dumped])[];
}

export interface DeleteRecord {
  readonly type: 'delete';
  readonly thread: string;
}

/** Line 1 of the file. */
interface HeaderRecord {
  readonly type: 'checkpoints';
  readonly format: number;
}

export type LogRecord = HeaderRecord | CheckpointRecord | WritesRecord | DeleteRecord;

/** The format that this release writes; a newer one is refused. */
export const CHECKPOINTS_FORMAT = 1;
/** How many records build on each other at most: it bounds the work of putting an old checkpoint together. */
export const COMPLETE_EVERY = 64;

/** A checkpoint put together again. Values still as they are stored, each with the offset of the record that brought it. */
export interface Skeleton {
  readonly versions: Map<string, number | string>;
  readonly seen: Map<string, Readonly<ChannelVersions>>;
  readonly values: Map<string, { readonly dumped: Dumped; readonly offset: number }>;
}

export function emptySkeleton(): Skeleton {
  return { versions: new Map(), seen: new Map(), values: new Map() };
}

/** Turns the skeleton of a record's base into the record's own, in place. `kept` values are the caller's to fill in. */
export function applyRecord(skeleton: Skeleton, record: CheckpointRecord, offset: number): void {
  for (const channel of record.unversioned ?? []) skeleton.versions.delete(channel);
  for (const [channel, version] of Object.entries(record.versions)) skeleton.versions.set(channel, version);
  for (const node of record.unseen ?? []) skeleton.seen.delete(node);
  for (const [node, versions] of Object.entries(record.seen)) skeleton.seen.set(node, versions);
  for (const channel of record.dropped ?? []) skeleton.values.delete(channel);
  for (const [channel, dumped] of Object.entries(record.values)) skeleton.values.set(channel, { dumped, offset });
}

/** The part of a record that says how a checkpoint differs from `base`. `values` are those that it brings. */
export function differences(
  base: Skeleton,
  checkpoint: Checkpoint,
  values: { readonly [channel: string]: Dumped },
): Pick<CheckpointRecord, 'versions' | 'unversioned' | 'seen' | 'unseen' | 'values' | 'dropped'> {
  const { channel_versions: versions, versions_seen: seen, channel_values: held } = checkpoint;
  return {
    versions: pick(versions, (channel, version) => base.versions.get(channel) !== version),
    ...gone('unversioned', base.versions, versions),
    seen: pick(seen, (node, known) => !isSameVersions(base.seen.get(node), known)),
    ...gone('unseen', base.seen, seen),
    values,
    ...gone('dropped', base.values, held),
  };
}

/** Loops without lists of entries: at 1,000 channels each put looks at all of them. */
function pick<T>(
  from: { readonly [key: string]: T },
  isWanted: (key: string, value: T) => boolean,
): { [key: string]: T } {
  const wanted: [string, T][] = [];
  for (const key of Object.keys(from)) {
    const value = from[key];
    if (value !== undefined && isWanted(key, value)) wanted.push([key, value]);
  }
  return Object.fromEntries(wanted);
}

function gone<K extends string>(
  name: K,
  before: ReadonlyMap<string, unknown>,
  now: object,
): { readonly [key in K]?: readonly string[] } {
  const missing: string[] = [];
  for (const key of before.keys()) if (!Object.hasOwn(now, key)) missing.push(key);
  const result: { [key in K]?: readonly string[] } = {};
  if (missing.length > 0) result[name] = missing;
  return result;
}

function isSameVersions(before: Readonly<ChannelVersions> | undefined, now: Readonly<ChannelVersions>): boolean {
  if (before === undefined) return false;
  const channels = Object.keys(now);
  return (
    channels.length === Object.keys(before).length && channels.every((channel) => before[channel] === now[channel])
  );
}
