import type { RunnableConfig } from '@langchain/core/runnables';
import { START } from '@langchain/langgraph';
import type { ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import { FileCheckpointSaver } from '../../storage/checkpoints/checkpoint-saver.ts';
import type { FileLayer } from '../../storage/files/file-layer.ts';
import { nextTurn } from '../next-turn.ts';
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
      beforePut: giveWay,
      onPut: ({ checkpoint, sizeBytes }) => onCheckpoint({ id: checkpoint.id, seq: seqOf(checkpoint), sizeBytes }),
    });
    this.#hash = hash;
  }

  /** Gives way to the event loop: LangGraph goes on for long with what it gets, without a break. */
  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const tuple = await super.getTuple(config);
    await nextTurn();
    if (tuple === undefined) return undefined;
    // whether versions are numbers LangGraph asks for each node: of its start channel first, which a graph that is begun
    // by commands has no version of, then of the first channel it finds, for which all of them are listed each time
    const channel_versions = { [START]: NEVER_WRITTEN, ...tuple.checkpoint.channel_versions };
    return { ...tuple, checkpoint: { ...tuple.checkpoint, channel_versions } };
  }

  override put(...[config, checkpoint, metadata, newVersions]: PutParameters): Promise<RunnableConfig> {
    const ours: CheckpointMetadata = Object.assign({ ...metadata }, { seq: seqOf(checkpoint), definition: this.#hash });
    return super.put(config, checkpoint, ours, newVersions);
  }
}

/** Of a big graph: LangGraph goes through all channels before a put, and again after it. */
const MANY_CHANNELS = 250;

function giveWay({ channel_values: values }: Checkpoint): Promise<void> | undefined {
  return Object.keys(values).length > MANY_CHANNELS ? nextTurn() : undefined;
}

/** What LangGraph takes the version of a channel for that has none. */
const NEVER_WRITTEN = 0;

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
