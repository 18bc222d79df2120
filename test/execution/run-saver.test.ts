import path from 'node:path';
import { emptyCheckpoint } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { RunSaver } from '../../electron/execution/run/run-saver.ts';
import { files, tempFolder } from '../storage/support.ts';

/** True if the event loop has gone on before a checkpoint of so many channels is in the file. */
async function givesWay(channels: number): Promise<boolean | null> {
  let turned = false;
  let wasTurned: boolean | null = null;
  const onCheckpoint = (): void => {
    wasTurned = turned;
  };
  const saver = new RunSaver(path.join(tempFolder(), 'checkpoints.log'), { files, hash: 'h', onCheckpoint });
  const values = Object.fromEntries(Array.from({ length: channels }, (_, at) => [`out.s${at}`, null]));
  setImmediate(() => {
    turned = true;
  });
  const config = { configurable: { thread_id: 't' } };
  await saver.put(
    config,
    { ...emptyCheckpoint(), channel_values: values },
    { source: 'loop', step: 0, parents: {} },
    {},
  );
  return wasTurned;
}

describe('the checkpoints of a run', () => {
  it('E10 give way to the event loop before one of a big graph is written', async () => {
    expect(await givesWay(1_000)).toBe(true);
    expect(await givesWay(20)).toBe(false);
  });
});
