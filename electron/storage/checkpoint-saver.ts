import type { RunnableConfig } from '@langchain/core/runnables';
import type {
  ChannelVersions,
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointTuple,
  PendingWrite,
} from '@langchain/langgraph-checkpoint';
import { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { FileLayer } from './file-layer.ts';

/** LangGraph's checkpoints in one append-only file (E10). */
export class FileCheckpointSaver extends BaseCheckpointSaver {
  readonly path: string;
  /** What could not be read when the file was opened, for the person. */
  readonly warnings: readonly string[] = [];
  readonly #files: FileLayer;

  /** Opens (or creates at the first put) the file. Throws `storage_failure`: `newer_format`, `io_failed`. */
  constructor(path: string, files: FileLayer) {
    super();
    this.path = path;
    this.#files = files;
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    throw new Error(`not yet ${String(config)} ${String(this.#files)}`);
  }

  async *list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    throw new Error(`not yet ${String(config)} ${String(options)}`);
  }

  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    throw new Error(`not yet ${String(config)} ${String(checkpoint)} ${String(metadata)} ${String(newVersions)}`);
  }

  async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string, taskPath?: string): Promise<void> {
    throw new Error(`not yet ${String(config)} ${String(writes)} ${taskId} ${String(taskPath)}`);
  }

  async deleteThread(threadId: string): Promise<void> {
    throw new Error(`not yet ${threadId}`);
  }

  /** Resolves when everything that was put is on the disk: at pause, wait and end (E10). Rejects with `storage_failure`. */
  async sync(): Promise<void> {}

  /** Closes the file, without an fsync. */
  close(): void {}
}
