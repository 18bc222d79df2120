import type { Json } from '../../../shared/json.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import type { RunFolder } from '../../storage/run-folder.ts';
import type { EngineDeps } from '../api.ts';
import type { Secrets } from '../attempt/secrets.ts';
import type { Ledger } from './ledger.ts';
import type { RunContext } from './run-context.ts';

export interface RootParts
  extends Pick<RunContext, 'pipeline' | 'definition' | 'control' | 'parameterEdits' | 'signal' | 'onStorageFailure'> {
  readonly deps: EngineDeps;
  readonly folder: RunFolder;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
}

/** A run as its own level sees it; what is inside of containers is made from this (containers/level.ts). */
export function rootContext({ deps, folder, ledger, ...own }: RootParts): RunContext {
  const { env, settings, runScript } = deps;
  const { pipeline } = own;
  const allowed = settings.allowedEnv.filter((name) => env[name] !== undefined);
  return {
    ...own,
    run: folder.run,
    scope: '',
    logPrefix: '',
    outer: null,
    loop: null,
    steps: new Map([...pipeline.steps, ...(pipeline.handlerSteps ?? [])].map((step) => [step.id, step])),
    ledger,
    root: ledger,
    folder,
    tools: new Map(deps.tools.map((tool) => [tool.name, tool])),
    clock: deps.clock,
    random: deps.random,
    env,
    visibleEnv: new Map(allowed.map((name) => [name, env[name] ?? ''])),
    settings,
    pins: new Map(ledger.head.pins.map((pin) => [pin.step, pin])),
    ...(runScript === undefined ? {} : { runScript }),
  };
}

/** The parameters that were given by hand so far, by `step.name`. Throws `storage_failure` for one that cannot be read. */
export function editedParameters({ edits }: Pick<RunState, 'edits'>, { blobs }: RunFolder): Map<string, Json> {
  const own = edits.filter(({ kind }) => kind === 'parameter');
  return new Map(own.map(({ name, value }) => [name, blobs.get(value)]));
}
