import type { RunnableConfig } from '@langchain/core/runnables';
import type {
  ChannelVersions,
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointPendingWrite,
  CheckpointTuple,
  PendingWrite,
  SerializerProtocol,
} from '@langchain/langgraph-checkpoint';
import { BaseCheckpointSaver, maxChannelVersion, TASKS, WRITES_IDX_MAP } from '@langchain/langgraph-checkpoint';
import { StepglassError } from '../../../shared/errors.ts';
import type { FileLayer } from '../files/file-layer.ts';
import type { CheckpointEntry } from './checkpoint-index.ts';
import { CheckpointIndex } from './checkpoint-index.ts';
import { CheckpointLog } from './checkpoint-log.ts';
import type { CheckpointRecord, Dumped, LogRecord, Skeleton, WritesRecord } from './checkpoint-records.ts';
import { COMPLETE_EVERY, differences, emptySkeleton } from './checkpoint-records.ts';
import { dumpAll, dumpValue, loadValue } from './checkpoint-values.ts';

/** A checkpoint that was just written. */
export interface PutCheckpoint {
  readonly thread: string;
  readonly namespace: string;
  readonly checkpoint: Checkpoint;
  readonly metadata: CheckpointMetadata;
  /** What it added to the file. */
  readonly sizeBytes: number;
}

export interface CheckpointSaverOptions {
  readonly files: FileLayer;
  readonly serde?: SerializerProtocol;
  /** Called in the order of the puts, before the channels are looked through; what it returns is waited for. */
  readonly beforePut?: (checkpoint: Checkpoint) => Promise<void> | undefined;
  /** Called in the order of the puts, when the record is in the file (on the disk only after `sync`). */
  readonly onPut?: (put: PutCheckpoint) => void;
}

/**
 * LangGraph's checkpoints in one append-only file of differences (E10), with an index in memory. Losing the end of the
 * file costs places to travel to and no result: the journal is the truth. For one owner at a time.
 *
 * Every method rejects with `storage_failure` when the file cannot be written; after that no put succeeds.
 */
export class FileCheckpointSaver extends BaseCheckpointSaver {
  readonly path: string;
  /** What could not be read when the file was opened, for the person. */
  readonly warnings: readonly string[];
  readonly #log: CheckpointLog;
  readonly #index = new CheckpointIndex();
  readonly #beforePut: (checkpoint: Checkpoint) => Promise<void> | undefined;
  readonly #onPut: (put: PutCheckpoint) => void;
  /** Puts wait for each other: a record is a difference to one that is already there. */
  #last: Promise<unknown> = Promise.resolve();

  /** Opens the file, or makes it at the first put. Throws `storage_failure`: `newer_format`, `io_failed`. */
  constructor(path: string, options: CheckpointSaverOptions) {
    const { files, serde, beforePut = () => undefined, onPut = () => undefined } = options;
    super(serde);
    this.path = path;
    this.#log = new CheckpointLog(path, files);
    this.#beforePut = beforePut;
    this.#onPut = onPut;
    this.warnings = this.#load();
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { thread, namespace, id } = placeOf(config);
    const entry = thread === undefined ? undefined : this.#index.find(thread, namespace ?? '', id);
    return entry === undefined ? undefined : this.#tuple(entry);
  }

  /** Newest first. Without a thread or a namespace in `config`: of all of them. */
  async *list(
    config: RunnableConfig,
    { limit = Number.POSITIVE_INFINITY, before, filter = {} }: CheckpointListOptions = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { thread, namespace, id } = placeOf(config);
    const end = before === undefined ? '' : placeOf(before).id;
    const entries = this.#index
      .select(thread, namespace)
      .filter(({ record }) => (id === '' || record.id === id) && (end === '' || record.id < end));
    let left = limit;
    for (const entry of entries) {
      if (left <= 0) return;
      if (!matches(await this.#loadMetadata(entry), filter)) continue;
      left -= 1;
      yield await this.#tuple(entry);
    }
  }

  // oxlint-disable-next-line eslint/max-params -- the signature is LangGraph's
  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { thread, namespace = '', id: parent } = placeOf(config);
    if (thread === undefined) throw missingKey('put a checkpoint', 'thread_id');
    return this.#inOrder(async () => {
      await this.#beforePut(checkpoint);
      const base = parent === '' ? undefined : this.#index.find(thread, namespace, parent);
      const channels = this.#broughtBy(checkpoint, newVersions, parent === '' ? null : base);
      const values = await dumpAll(
        this.serde,
        channels.map((channel) => [channel, checkpoint.channel_values[channel]]),
      );
      const head = {
        type: 'checkpoint',
        thread,
        namespace,
        id: checkpoint.id,
        ...(parent === '' ? {} : { parent }),
      } as const;
      const body = {
        v: checkpoint.v,
        ts: checkpoint.ts,
        metadata: await dumpValue(this.serde, metadata),
        ...this.#compare(base, checkpoint, values),
      };
      const { sizeBytes } = this.#append({ ...head, ...body });
      this.#onPut({ thread, namespace, checkpoint, metadata, sizeBytes });
      return { configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: checkpoint.id } };
    });
  }

  /** Special writes (errors, interrupts) replace earlier ones of their task; of all others the first one stays. */
  // oxlint-disable-next-line eslint/max-params -- the signature is LangGraph's
  async putWrites(config: RunnableConfig, writes: PendingWrite[], task: string, path = ''): Promise<void> {
    const { thread, namespace = '', id } = placeOf(config);
    if (thread === undefined) throw missingKey('put writes', 'thread_id');
    if (id === '') throw missingKey('put writes', 'checkpoint_id');
    await this.#inOrder(async () => {
      const place = { type: 'writes', thread, namespace, id, task, path } as const;
      const numbered = writes.map(([channel, value], at) => ({ index: WRITES_IDX_MAP[channel] ?? at, channel, value }));
      const fresh = numbered.filter(({ index }) => index < 0 || !this.#index.hasWrite(place, index));
      const dumped: WritesRecord['writes'] = await Promise.all(
        fresh.map(async ({ index, channel, value }) => [index, channel, await dumpValue(this.serde, value)] as const),
      );
      if (dumped.length > 0) this.#append({ ...place, writes: dumped });
    });
  }

  async deleteThread(thread: string): Promise<void> {
    await this.#inOrder(async () => this.#append({ type: 'delete', thread }));
  }

  /** Resolves when everything that was put is on the disk: at pause, wait and end (E10). */
  async sync(): Promise<void> {
    await this.#inOrder(() => this.#log.sync());
  }

  /** Closes the file, without an fsync. Reading goes on working. */
  close(): void {
    this.#log.close();
  }

  #load(): readonly string[] {
    const lost: number[] = [];
    for (const { record, offset, sizeBytes } of this.#log.read()) {
      if (record === null || !this.#index.add(record, offset, sizeBytes)) lost.push(offset);
    }
    if (lost.length === 0) return [];
    return [
      `${this.path}: ${lost.length} checkpoint records cannot be read (the first at byte ${lost[0] ?? 0}); those places cannot be travelled to, no result is lost`,
    ];
  }

  #append(record: LogRecord): { readonly sizeBytes: number } {
    const { offset, sizeBytes } = this.#log.append(record);
    this.#index.add(record, offset, sizeBytes);
    return { sizeBytes };
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    // The next put waits for this one whatever becomes of it; who asked for this one gets its failure.
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * The channels whose values the record holds: those with a new version, and those that the parent has no value for.
   * `base` is null for a root (only new versions count), undefined for a parent that is not in the file (all do).
   */
  #broughtBy(
    checkpoint: Checkpoint,
    newVersions: ChannelVersions,
    base: CheckpointEntry | null | undefined,
  ): readonly string[] {
    const held = Object.keys(checkpoint.channel_values);
    if (base === undefined) return held;
    const inherited = base === null ? null : this.#index.skeleton(base).values;
    return held.filter((channel) => Object.hasOwn(newVersions, channel) || inherited?.has(channel) === false);
  }

  #compare(
    base: CheckpointEntry | undefined,
    checkpoint: Checkpoint,
    values: { readonly [channel: string]: Dumped },
  ): Pick<CheckpointRecord, 'base' | 'versions' | 'seen' | 'values' | 'kept'> {
    if (base === undefined) return { base: null, ...differences(emptySkeleton(), checkpoint, values) };
    const skeleton = this.#index.skeleton(base);
    if (base.depth + 1 < COMPLETE_EVERY) return { base: base.offset, ...differences(skeleton, checkpoint, values) };
    const kept = [...skeleton.values].filter(
      ([channel]) => !Object.hasOwn(values, channel) && Object.hasOwn(checkpoint.channel_values, channel),
    );
    return {
      base: null,
      ...differences(emptySkeleton(), checkpoint, values),
      kept: Object.fromEntries(kept.map(([channel, { offset }]) => [channel, offset])),
    };
  }

  async #tuple(entry: CheckpointEntry): Promise<CheckpointTuple> {
    const { thread, namespace, id, parent } = entry.record;
    const at = (checkpoint_id: string): RunnableConfig => ({
      configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id },
    });
    // Taken before the first await: a put may go on with this skeleton as its own.
    const checkpoint = this.#checkpoint(entry, this.#index.skeleton(entry));
    const pendingWrites = await this.#pendingWrites(thread, namespace, id);
    return {
      config: at(id),
      checkpoint: await this.#migrate(await checkpoint, entry),
      metadata: await this.#loadMetadata(entry),
      pendingWrites,
      ...(parent === undefined ? {} : { parentConfig: at(parent) }),
    };
  }

  async #checkpoint({ record }: CheckpointEntry, { versions, seen, values }: Skeleton): Promise<Checkpoint> {
    const channel_versions = Object.fromEntries(versions);
    const versions_seen = Object.fromEntries([...seen].map(([node, known]) => [node, { ...known }]));
    const loading = [...values].map(
      async ([channel, { dumped }]) => [channel, await loadValue(this.serde, dumped)] as const,
    );
    return {
      v: record.v,
      id: record.id,
      ts: record.ts,
      channel_values: Object.fromEntries(await Promise.all(loading)),
      channel_versions,
      versions_seen,
    };
  }

  /** Before version 4, what a superstep sent was kept as writes of the parent checkpoint. */
  async #migrate(
    checkpoint: Checkpoint,
    { record: { v, thread, namespace, parent } }: CheckpointEntry,
  ): Promise<Checkpoint> {
    if (v >= 4 || parent === undefined) return checkpoint;
    const sends = this.#index.writes(thread, namespace, parent).filter(({ channel }) => channel === TASKS);
    checkpoint.channel_values[TASKS] = await Promise.all(sends.map(({ value }) => loadValue(this.serde, value)));
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_versions[TASKS] =
      versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
    return checkpoint;
  }

  #pendingWrites(thread: string, namespace: string, id: string): Promise<CheckpointPendingWrite[]> {
    const stored = this.#index.writes(thread, namespace, id);
    return Promise.all(
      stored.map(
        async ({ task, channel, value }): Promise<CheckpointPendingWrite> => [
          task,
          channel,
          await loadValue(this.serde, value),
        ],
      ),
    );
  }

  async #loadMetadata({ record }: CheckpointEntry): Promise<CheckpointMetadata> {
    return (await loadValue(this.serde, record.metadata)) as CheckpointMetadata;
  }
}

interface Place {
  readonly thread: string | undefined;
  readonly namespace: string | undefined;
  /** Empty: not given. */
  readonly id: string;
}

function placeOf(config: RunnableConfig): Place {
  const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return { thread: text(thread_id), namespace: text(checkpoint_ns), id: text(checkpoint_id) ?? '' };
}

function missingKey(doing: string, key: string): StepglassError {
  return new StepglassError(
    'internal',
    'missing_config',
    `cannot ${doing}: the config has no "${key}" in its "configurable"`,
  );
}

function matches(metadata: object, filter: object): boolean {
  const known = new Map<string, unknown>(Object.entries(metadata));
  return Object.entries(filter).every(([key, value]) => JSON.stringify(known.get(key)) === JSON.stringify(value));
}
