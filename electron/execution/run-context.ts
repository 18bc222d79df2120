import type { Signal } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import type { Pipeline, Step } from '../../shared/pipeline.ts';
import type { RunFolder } from '../storage/run-folder.ts';
import type { Action, ProcessRequest, ProcessResult, Tool, ToolSettings } from '../tools/tool.ts';
import type { Clock } from './clock.ts';
import type { Definition } from './definition.ts';
import type { Ledger } from './ledger.ts';
import type { Secrets } from './secrets.ts';

/** Starts a JavaScript file in a process of its own where `process.execPath` is no Node, as in a packed app. */
export type RunScriptFor = (
  request: Omit<ProcessRequest, 'command'> & { readonly script: string },
  attempt: {
    readonly signal: AbortSignal;
    readonly output: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
    /** To be called as soon as the process exists: it is journaled and killed with the attempt. */
    readonly onStarted: (pid: number) => void;
  },
) => Promise<ProcessResult>;

/** Everything that the parts of one run share. Nothing of it is shared between runs (E3). */
export interface RunContext {
  readonly run: string;
  readonly pipeline: Pipeline;
  readonly definition: Definition;
  readonly steps: ReadonlyMap<string, Step>;
  readonly ledger: Ledger;
  readonly folder: RunFolder;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Of child processes. */
  readonly env: { readonly [name: string]: string };
  /** What templates may read as `env.NAME`. */
  readonly visibleEnv: ReadonlyMap<string, string>;
  readonly settings: ToolSettings;
  readonly secrets: Secrets;
  /** Parameters given by hand, by `step.name`. */
  readonly parameterEdits: ReadonlyMap<string, Json>;
  readonly runScript?: RunScriptFor;
  readonly signal: (signal: Signal) => void;
  /** Something that must be kept could not be written: the run stops. */
  readonly onStorageFailure: (error: unknown) => void;
}

export function actionOf(context: Pick<RunContext, 'tools'>, step: Step): Action | undefined {
  const actions = context.tools.get(step.tool)?.actions;
  return actions !== undefined && Object.hasOwn(actions, step.action) ? actions[step.action] : undefined;
}

/** The parameters of one step that were given by hand. */
export function editsOf(context: Pick<RunContext, 'parameterEdits'>, step: string): ReadonlyMap<string, Json> {
  const prefix = `${step}.`;
  const own = [...context.parameterEdits].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, value]) => [name.slice(prefix.length), value]));
}
