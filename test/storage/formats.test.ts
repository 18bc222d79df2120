// One run folder for each format that a release has written. Formats change, these files never do.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyFact } from '../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../shared/state/run-state.ts';
import { FileCheckpointSaver } from '../../electron/storage/checkpoints/checkpoint-saver.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { Journal } from '../../electron/storage/journal/journal.ts';
import { files, now, tempFolder } from './support.ts';

const RUN = '01kdvyq0000000000000000001';

describe.each(['format-1'])('%s', (format) => {
  function copy(): DataFolder {
    const path = tempFolder();
    cpSync(join(import.meta.dirname, '../fixtures/storage', format), join(path, 'runs', RUN), { recursive: true });
    return new DataFolder(path, { files, now });
  }

  it('E6 is read by this release: facts, values, definition, summary', async () => {
    const data = copy();
    const run = data.open(RUN);
    const journal = Journal.open(run.journalPath, { files, now });
    const state = emptyRunState();
    for (const fact of journal.facts) applyFact(state, fact);
    await journal.close();
    expect(state).toMatchObject({ n: 7, status: 'completed', outputs: { greeting: { inline: 'hello' } } });
    expect(run.blobs.get(state.steps.get('big')!.result!)).toEqual({
      text: 'ü'.repeat(3000),
      list: [1, 2.5, null, true],
    });
    expect(run.readDefinition()).toMatchObject([{ path: 'hello.yaml', text: expect.stringContaining('id: greet') }]);
    expect(await data.runs()).toMatchObject([{ run: RUN, status: 'completed', settledSteps: 2 }]);
  });

  it('E6 is read by this release: logs and checkpoints', async () => {
    const run = copy().open(RUN);
    const { pieces } = run.logs.read(1, 1, { offset: 0, maxBytes: 100 });
    expect(pieces.map(({ stream, bytes }) => [stream, bytes.toString()])).toEqual([
      ['stdout', 'hello\n'],
      ['stderr', 'careful\r\n'],
    ]);
    const saver = new FileCheckpointSaver(run.checkpointsPath, { files });
    expect(saver.warnings).toEqual([]);
    expect(await saver.getTuple({ configurable: { thread_id: RUN } })).toMatchObject({
      checkpoint: {
        id: 'id-3',
        channel_values: { seq: 3, 'out.greet': { n: 1 } },
        versions_seen: { 'step.greet': { seq: 3 } },
      },
      parentConfig: { configurable: { checkpoint_id: 'id-2' } },
      pendingWrites: [['task', 'seq', 4]],
    });
  });
});
