import { tmpdir } from 'node:os';
import { describeThrown } from '../../shared/errors.ts';
import { pipelineJsonSchema } from '../compiler/json-schema.ts';
import { removeBrokenTransfers } from '../storage/bundles/bundle-transfers.ts';
import { TRASH_MS } from '../storage/data-folder.ts';
import { nodeFileLayer } from '../storage/files/file-layer.ts';
import { builtinTools } from '../tools/registry.ts';
import type { BuiltFiles } from './built-files.ts';
import type { HostDeps } from './deps.ts';
import { createHeavyJobs, type HeavyJobs } from './heavy/heavy-jobs.ts';
import { createHeavyWork } from './heavy/heavy-work.ts';
import { createWorkerRunner } from './heavy/worker-runner.ts';
import { createHost, type Host } from './host.ts';
import { systemPacer } from './transport/pump.ts';

type Given = Omit<HostDeps, 'heavy' | 'languageSchema' | 'pacer'>;

/** A host with what both programs that have one share: the tools, the background thread, the clock. */
export function openHost(deps: Given, built: BuiltFiles): Host {
  deps.data.emptyTrash(TRASH_MS).catch((error: unknown) => deps.log(`emptying the trash: ${describeThrown(error)}`));
  tidy(deps);
  const worker = built.worker === null ? null : createWorkerRunner<HeavyJobs>(built.worker);
  const heavy = createHeavyWork(createHeavyJobs(builtinTools), worker);
  return createHost({ ...deps, heavy, languageSchema: () => pipelineJsonSchema(builtinTools), pacer: systemPacer });
}

/** What imports and exports that were killed have left. That it cannot be removed costs space, and nothing else. */
function tidy({ data, log }: Given): void {
  try {
    const removed = [
      ...data.removeLeftovers(),
      ...removeBrokenTransfers(tmpdir(), { files: nodeFileLayer, now: Date.now }),
    ];
    if (removed.length > 0) log(`removed what was left half written: ${removed.join(', ')}`);
  } catch (error) {
    log(describeThrown(error));
  }
}

/** The part of the environment that templates may read. */
export function allowedEnvironment(
  names: readonly string[],
  env: { readonly [name: string]: string | undefined },
): ReadonlyMap<string, string> {
  return new Map(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const])));
}
