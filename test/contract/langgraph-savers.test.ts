// LangGraph's own published suites for checkpoint savers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deltaChannelHistoryTests, validate } from '@langchain/langgraph-checkpoint-validation';
import { FileCheckpointSaver } from '../../electron/storage/checkpoints/checkpoint-saver.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';

const initializer = {
  checkpointerName: 'FileCheckpointSaver',
  createCheckpointer: (): FileCheckpointSaver =>
    new FileCheckpointSaver(join(mkdtempSync(join(tmpdir(), 'stepglass-saver-')), 'checkpoints.log'), {
      files: nodeFileLayer,
    }),
  destroyCheckpointer: (saver: FileCheckpointSaver): void => {
    saver.close();
    rmSync(dirname(saver.path), { recursive: true });
  },
};

validate(initializer);
deltaChannelHistoryTests(initializer);
