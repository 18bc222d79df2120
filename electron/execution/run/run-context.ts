import type { PinnedResult, Signal } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import { joinPath, splitPath, withoutIterations } from '../../../shared/step-path.ts';
import type { RunFolder } from '../../storage/run-folder.ts';
import type { TemplateValue } from '../../templates/values.ts';
import type { Action, ProcessRequest, ProcessResult, Tool, ToolSettings } from '../../tools/tool.ts';
import type { Secrets } from '../attempt/secrets.ts';
import type { Clock } from '../clock.ts';
import type { LevelLedger } from '../containers/level-ledger.ts';
import type { Definition } from './definition.ts';
import type { Ledger } from './ledger.ts';
import type { RunControl } from './run-control.ts';

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

/**
 * Everything that the parts of one run share, as one level of it sees it: the run itself, one iteration of a loop, an
 * included pipeline. Nothing of it is shared between runs (E3).
 */
export interface RunContext {
  readonly run: string;
  /** '' for the run itself, else the scope of the level (step-path.ts). */
  readonly scope: string;
  /** What the names of the level's logs begin with, for example `4.3.`. */
  readonly logPrefix: string;
  /** The level around, and the step there that this level is inside of; null for the run itself. */
  readonly outer: { readonly context: RunContext; readonly container: string } | null;
  /** The names of an iteration; null: the level is a pipeline, and sees nothing around it. */
  readonly loop: LoopNames | null;
  /** The pipeline that the level belongs to: the file's, or the included one. */
  readonly pipeline: Pipeline;
  readonly definition: Definition;
  readonly steps: ReadonlyMap<string, Step>;
  readonly ledger: LevelLedger;
  /** The run's own; facts in it name steps by their paths. */
  readonly root: Ledger;
  readonly control: RunControl;
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
  /** Results that the run takes instead of running steps of its own level. */
  readonly pins: ReadonlyMap<string, PinnedResult>;
  readonly runScript?: RunScriptFor;
  readonly signal: (signal: Signal) => void;
  /** Something that must be kept could not be written: the run stops. */
  readonly onStorageFailure: (error: unknown) => void;
}

export interface LoopNames {
  /** The member of `loops`. */
  readonly name: string;
  readonly values: ReadonlyMap<string, TemplateValue>;
}

/** Where a step of this level is in the run. */
export function pathOf({ scope }: Pick<RunContext, 'scope'>, id: string): string {
  return joinPath(scope, id);
}

export function actionOf(context: Pick<RunContext, 'tools'>, step: Step): Action | undefined {
  const actions = context.tools.get(step.tool)?.actions;
  return actions !== undefined && Object.hasOwn(actions, step.action) ? actions[step.action] : undefined;
}

/** The parameters of one step that were given by hand: for the step at this place, or for it in every iteration. */
export function editsOf(
  context: Pick<RunContext, 'parameterEdits' | 'scope'>,
  step: string,
): ReadonlyMap<string, Json> {
  if (context.parameterEdits.size === 0) return context.parameterEdits;
  const path = joinPath(context.scope, step);
  const places = new Set([path, withoutIterations(path)]);
  const own = [...context.parameterEdits].map(([name, value]) => ({ ...splitPath(name), value }));
  return new Map(own.filter(({ scope }) => places.has(scope)).map(({ id, value }) => [id, value]));
}
