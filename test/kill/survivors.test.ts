import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../electron/storage/journal/read-journal.ts';
import { buildChild, cleanUp, readResult, runChild, tempFolder } from './support.ts';

afterAll(cleanUp);

const RUN = '01survivors000000000000000';
/** The first attempt leaves a process behind that has its own session, ignores SIGTERM, and writes for ever. */
const COMMAND =
  'case "$STEPGLASS_ATTEMPT" in */1) setsid sh -c \'trap "" TERM; while true; do echo x >> noise; sleep 0.02; done\' & sleep 60;; esac';

const sizeOf = (file: string): number => (existsSync(file) ? readFileSync(file, 'utf8').length : 0);

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000 && !holds(); tries++) await delay(20);
  expect(holds()).toBe(true);
}

describe('what an owner that was killed leaves behind', () => {
  it.runIf(process.platform === 'linux')(
    'E8 is killed before a new attempt starts, also after setsid (Linux: found by the marker)',
    async () => {
      const child = await buildChild('run');
      const folder = tempFolder();
      const noise = path.join(folder, 'noise');
      const steps = [{ id: 'sh', tool: 'shell', parameters: { command: COMMAND } }];
      writeFileSync(path.join(folder, 'pipeline.yaml'), JSON.stringify({ name: 'survivors', steps }));
      const first = runChild(child, { folder, mode: 'start', run: RUN }, 3_000);
      expect((await first).signal).toBe('SIGKILL');
      await until(() => sizeOf(noise) > 0);
      const size = sizeOf(noise);
      await until(() => sizeOf(noise) > size);
      const end = await runChild(child, { folder, mode: 'resume', run: RUN });
      expect(end, end.stderr).toMatchObject({ code: 0 });
      const silent = sizeOf(noise);
      await delay(200);
      expect(sizeOf(noise)).toBe(silent);
      expect(readResult(folder).steps['sh']).toMatchObject({ status: 'completed', attempts: 2 });
      const { facts } = readJournal(path.join(folder, 'data', 'runs', RUN, 'journal.jsonl'));
      expect(facts).toContainEqual(expect.objectContaining({ type: 'warning', code: 'survivors_killed' }));
    },
    60_000,
  );
});
