import { z } from 'zod';
import { tempNameFor, writeSynced } from '../files/atomic-file.ts';
import { systemCode } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { writeAll } from '../files/write-all.ts';

const lockRecord = z.object({
  format: z.literal(1),
  pid: z.number().int(),
  host: z.string(),
  /** Secret: whoever knows it may ask the owner. */
  token: z.string(),
  socket: z.string(),
});

/** What a lock file says. */
export type LockRecord = z.infer<typeof lockRecord>;

/** `null`: there is no file. `unreadable`: it is being written (where there are no hard links), or damaged. */
export function readLock(files: FileLayer, path: string): LockRecord | 'unreadable' | null {
  try {
    const read = lockRecord.safeParse(JSON.parse(files.readFile(path).toString('utf8')));
    return read.success ? read.data : 'unreadable';
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    if (error instanceof SyntaxError) return 'unreadable';
    throw error;
  }
}

/** Creates the file with its contents in one step, or says that there is one already. */
export async function createLock(files: FileLayer, path: string, record: LockRecord): Promise<boolean> {
  const temp = await writeTemp(files, path, record);
  try {
    files.link(temp, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK'].includes(systemCode(error)))
      return createInTwoSteps(files, path, record);
    throw error;
  } finally {
    files.removeAll(temp);
  }
}

/** Where there are no hard links: exclusive too, but others see an empty file for a moment. */
function createInTwoSteps(files: FileLayer, path: string, record: LockRecord): boolean {
  try {
    const fd = files.open(path, 'wx');
    writeAll(files, fd, Buffer.from(JSON.stringify(record)));
    files.close(fd);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Puts another record in the place of the file's contents in one step. */
export async function replaceLock(files: FileLayer, path: string, record: LockRecord): Promise<void> {
  const temp = await writeTemp(files, path, record);
  files.rename(temp, path);
}

async function writeTemp(files: FileLayer, path: string, record: LockRecord): Promise<string> {
  const temp = tempNameFor(path);
  await writeSynced(files, temp, Buffer.from(JSON.stringify(record)));
  return temp;
}
