import type { RunnableConfig } from '@langchain/core/runnables';
import type { ChannelVersions, Checkpoint, CheckpointMetadata } from '@langchain/langgraph-checkpoint';
import { FileCheckpointSaver } from '../../storage/checkpoint-saver.ts';
import type { FileLayer } from '../../storage/file-layer.ts';
import { SEQ_CHANNEL } from '../schedule/graph.ts';

export interface RunSaverOptions {
  readonly files: FileLayer;
  /** Of the definition that runs. */
  readonly hash: string;
  /** Called when a checkpoint is in the file. `seq`: the last fact that it reflects. */
  readonly onCheckpoint: (checkpoint: {
    readonly id: string;
    readonly seq: number;
    readonly sizeBytes: number;
  }) => void;
}

/** The checkpoints of a run. LangGraph hands no metadata of ours on, so `seq` and `definition` are added here (E7). */
export class RunSaver extends FileCheckpointSaver {
  readonly #hash: string;

  constructor(path: string, { files, hash, onCheckpoint }: RunSaverOptions) {
    super(path, {
      files,
      onPut: ({ checkpoint, sizeBytes }) => onCheckpoint({ id: checkpoint.id, seq: seqOf(checkpoint), sizeBytes }),
    });
    this.#hash = hash;
  }

  override put(...[config, checkpoint, metadata, newVersions]: PutParameters): Promise<RunnableConfig> {
    const ours: CheckpointMetadata = Object.assign({ ...metadata }, { seq: seqOf(checkpoint), definition: this.#hash });
    return super.put(config, checkpoint, ours, newVersions);
  }
}

type PutParameters = [
  config: RunnableConfig,
  checkpoint: Checkpoint,
  metadata: CheckpointMetadata,
  newVersions: ChannelVersions,
];

/** The first checkpoint of a run reflects nothing yet. */
function seqOf({ channel_values: values }: Checkpoint): number {
  return Number(values[SEQ_CHANNEL] ?? 0);
}
