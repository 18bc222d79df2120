import type { ErrorRecord, StoredValue } from '../../../shared/facts.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { isSettled } from '../../../shared/state/run-state.ts';
import { drive } from '../run/drive.ts';
import type { LoopNames, RunContext } from '../run/run-context.ts';
import type { CompiledBody } from '../run/run-control.ts';
import { firstFailure } from '../run/run-end.ts';
import { Releases } from '../schedule/releases.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { SlotPool } from '../schedule/slots.ts';
import { ScopedLedger } from './level-ledger.ts';

/** A level inside a run: one iteration of a loop, or an included pipeline. */
export interface LevelPlace {
  readonly container: string;
  readonly scope: string;
  readonly logPrefix: string;
  readonly body: CompiledBody;
  readonly loop: LoopNames | null;
  /** For an included pipeline. */
  readonly included?: {
    readonly pipeline: Pipeline;
    readonly inputs: { readonly [name: string]: StoredValue };
  };
}

/** What became of a level: all of it is settled, or it was stopped before. */
export type LevelEnd = { readonly kind: 'settled'; readonly error: ErrorRecord | null } | { readonly kind: 'stopped' };

export function levelContext(outer: RunContext, place: LevelPlace): RunContext {
  const { container, scope, logPrefix, body, loop, included } = place;
  return {
    ...outer,
    scope,
    logPrefix,
    loop,
    outer: { context: outer, container },
    definition: body.definition,
    steps: body.steps,
    pipeline: included?.pipeline ?? outer.pipeline,
    ledger: new ScopedLedger(outer.root, scope, included?.inputs ?? outer.ledger.table.inputs),
  };
}

/**
 * Runs what is left of a level on a thread of its own, without places to travel to: what is settled in the table stays.
 * Resolves when nothing of it is in flight any more.
 */
export async function runLevel(
  context: RunContext,
  body: CompiledBody,
  options: {
    readonly slots: SlotPool;
    /** Asked once, when it could begin: it may have been stopped while it was being made. */
    readonly isStopping: () => boolean;
    readonly onScheduler: (scheduler: Scheduler) => void;
  },
): Promise<LevelEnd> {
  const { control, scope, run, ledger } = context;
  const releases = new Releases(0);
  const attempts = control.makeAttempts(context);
  const scheduler = new Scheduler({
    definition: context.definition,
    ledger,
    work: attempts,
    clock: context.clock,
    slots: options.slots,
    onNews: () => releases.releaseSoon(),
    onQuiet: control.checkStandstill,
    onFailure: context.onStorageFailure,
  });
  control.enter(scope, { scheduler, attempts });
  options.onScheduler(scheduler);
  try {
    if (options.isStopping()) scheduler.stop();
    await drive({
      definition: context.definition,
      ledger,
      scheduler,
      releases,
      openSaver: () => undefined,
      thread: `${run}/${scope}`,
      hash: context.pipeline.hash,
      graph: body.graph,
    });
    await attempts.idle();
  } finally {
    control.leave(scope);
  }
  return endOf(context);
}

function endOf({ ledger, definition }: RunContext): LevelEnd {
  const { steps } = ledger.table;
  const isOpen = definition.ids.some((id) => !isSettled(steps.get(id)?.status ?? 'pending'));
  const isCut = [...steps.values()].some((entry) => entry.status === 'cancelled');
  return isOpen || isCut ? { kind: 'stopped' } : { kind: 'settled', error: firstFailure(steps) };
}
