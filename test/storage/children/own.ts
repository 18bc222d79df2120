// Waits for a line on stdin, takes the lock of a run, says how that went, and answers requests until it is killed.
// argv: run folder
import { once } from 'node:events';
import { toErrorBody } from '../../../shared/errors.ts';
import { acquireRunLock } from '../../../electron/storage/lock/lock.ts';

const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
say('ready');
await once(process.stdin, 'data');
try {
  await acquireRunLock(process.argv[2] ?? '', {
    steal: false,
    onRequest: async (request) => {
      say(request);
      return { pid: process.pid };
    },
  });
  say({ owner: process.pid });
} catch (error) {
  say(toErrorBody(error));
}
setInterval(() => undefined, 1000);
