import { compareWritesSortKeys, writesSortKey } from '@langchain/langgraph-checkpoint';
import type { CheckpointRecord, Dumped, LogRecord, Skeleton, WritesRecord } from './checkpoint-records.ts';
import { applyRecord, emptySkeleton } from './checkpoint-records.ts';

/** A checkpoint of the log: its record, and the one it builds on. */
export interface CheckpointEntry {
  readonly record: CheckpointRecord;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly base: CheckpointEntry | null;
  /** How many records it builds on. */
  readonly depth: number;
}

export interface StoredWrite {
  readonly task: string;
  readonly path: string;
  readonly index: number;
  readonly channel: string;
  readonly value: Dumped;
}

interface Namespace {
  readonly entries: Map<string, CheckpointEntry>;
  /** Checkpoint id → `task,index` → write. */
  readonly writes: Map<string, Map<string, StoredWrite>>;
  newest: string;
}

/** What a checkpoint log holds, in memory: looking something up never reads the file. Values stay serialized. */
export class CheckpointIndex {
  readonly #threads = new Map<string, Map<string, Namespace>>();
  readonly #byOffset = new Map<number, CheckpointEntry>();
  /** The checkpoints put or asked for last, put together. */
  readonly #recent = new Map<CheckpointEntry, Skeleton>();

  /** Takes a line of the log; false if it builds on a line that is damaged or missing. */
  add(record: LogRecord, offset: number, sizeBytes: number): boolean {
    switch (record.type) {
      case 'checkpoints':
        return true;
      case 'checkpoint':
        return this.#addCheckpoint(record, offset, sizeBytes);
      case 'writes':
        return this.#addWrites(record);
      case 'delete':
        return this.#delete(record.thread);
      default:
        return false;
    }
  }

  find(thread: string, namespace: string, id: string): CheckpointEntry | undefined {
    const known = this.#threads.get(thread)?.get(namespace);
    return known?.entries.get(id === '' ? known.newest : id);
  }

  /** Newest first, over all threads and namespaces that are asked for. */
  select(thread: string | undefined, namespace: string | undefined): readonly CheckpointEntry[] {
    const threads =
      thread === undefined ? [...this.#threads.values()] : [this.#threads.get(thread) ?? new Map<string, Namespace>()];
    const namespaces = threads.flatMap((byName) =>
      [...byName].filter(([name]) => namespace === undefined || name === namespace),
    );
    const entries = namespaces.flatMap(([, { entries: byId }]) => [...byId.values()]);
    return entries.sort((a, b) =>
      a.record.id < b.record.id ? 1 : a.record.id > b.record.id ? -1 : b.offset - a.offset,
    );
  }

  /** The writes stored under a checkpoint, in the order in which LangGraph applies them. */
  writes(thread: string, namespace: string, id: string): readonly StoredWrite[] {
    const stored = [...(this.#threads.get(thread)?.get(namespace)?.writes.get(id)?.values() ?? [])];
    return stored.sort((a, b) =>
      compareWritesSortKeys(writesSortKey(a.path, a.task, a.index), writesSortKey(b.path, b.task, b.index)),
    );
  }

  hasWrite(record: Pick<WritesRecord, 'thread' | 'namespace' | 'id' | 'task'>, index: number): boolean {
    const { thread, namespace, id, task } = record;
    return this.#threads.get(thread)?.get(namespace)?.writes.get(id)?.has(writeKey(task, index)) === true;
  }

  /** The checkpoint put together. The caller must not change it; the one asked for last costs nothing. */
  skeleton(entry: CheckpointEntry): Skeleton {
    const recent = this.#recent.get(entry);
    if (recent !== undefined) return recent;
    const chain: CheckpointEntry[] = [];
    for (let at: CheckpointEntry | null = entry; at !== null; at = at.base) chain.push(at);
    const skeleton = emptySkeleton();
    for (const link of chain.reverse()) this.#apply(skeleton, link);
    return this.#remember(entry, skeleton);
  }

  #addCheckpoint(record: CheckpointRecord, offset: number, sizeBytes: number): boolean {
    const base = record.base === null ? null : this.#byOffset.get(record.base);
    const isWhole = Object.entries(record.kept ?? {}).every(
      ([channel, at]) => this.#valueAt(at, channel) !== undefined,
    );
    if (base === undefined || !isWhole) return false;
    const entry: CheckpointEntry = { record, offset, sizeBytes, base, depth: base === null ? 0 : base.depth + 1 };
    this.#byOffset.set(offset, entry);
    const namespace = this.#namespace(record);
    namespace.entries.set(record.id, entry);
    if (record.id > namespace.newest) namespace.newest = record.id;
    this.#inherit(entry);
    return true;
  }

  /** The skeleton of a checkpoint that is built on becomes that of the new one: no copy of all channels at each put. */
  #inherit(entry: CheckpointEntry): void {
    const skeleton = entry.base === null ? undefined : this.#recent.get(entry.base);
    if (skeleton === undefined || entry.base === null) return;
    this.#recent.delete(entry.base);
    this.#apply(skeleton, entry);
    this.#remember(entry, skeleton);
  }

  #remember(entry: CheckpointEntry, skeleton: Skeleton): Skeleton {
    this.#recent.set(entry, skeleton);
    const oldest = this.#recent.keys().next();
    if (this.#recent.size > 4 && oldest.done !== true) this.#recent.delete(oldest.value);
    return skeleton;
  }

  #apply(skeleton: Skeleton, { record, offset }: CheckpointEntry): void {
    for (const [channel, at] of Object.entries(record.kept ?? {})) {
      const dumped = this.#valueAt(at, channel);
      if (dumped !== undefined) skeleton.values.set(channel, { dumped, offset: at });
    }
    applyRecord(skeleton, record, offset);
  }

  #valueAt(offset: number, channel: string): Dumped | undefined {
    const values = this.#byOffset.get(offset)?.record.values;
    return values !== undefined && Object.hasOwn(values, channel) ? values[channel] : undefined;
  }

  #addWrites({ writes, task, path, ...place }: WritesRecord): boolean {
    const namespace = this.#namespace(place);
    const stored = namespace.writes.get(place.id) ?? new Map<string, StoredWrite>();
    namespace.writes.set(place.id, stored);
    for (const [index, channel, value] of writes)
      stored.set(writeKey(task, index), { task, path, index, channel, value });
    return true;
  }

  #delete(thread: string): boolean {
    for (const { entries } of this.#threads.get(thread)?.values() ?? []) {
      for (const entry of entries.values()) {
        this.#recent.delete(entry);
        this.#byOffset.delete(entry.offset);
      }
    }
    this.#threads.delete(thread);
    return true;
  }

  #namespace({ thread, namespace }: { readonly thread: string; readonly namespace: string }): Namespace {
    const byName = this.#threads.get(thread) ?? new Map<string, Namespace>();
    this.#threads.set(thread, byName);
    const known = byName.get(namespace) ?? { entries: new Map(), writes: new Map(), newest: '' };
    byName.set(namespace, known);
    return known;
  }
}

function writeKey(task: string, index: number): string {
  return `${task},${index}`;
}
