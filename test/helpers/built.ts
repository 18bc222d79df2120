import { ensureBuilt } from '../../scripts/lib/build.mjs';

/** Once, before tests that start the built command line as a process. */
export default function setup(): void {
  if (process.env['STEPGLASS_CLI'] === undefined) ensureBuilt(['electron']);
}
