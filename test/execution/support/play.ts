import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { Fact } from '../../../shared/facts.ts';
import { isSettled, type RunState } from '../../../shared/state/run-state.ts';
import { defineSteps } from '../../../electron/execution/run/definition.ts';
import { drive } from '../../../electron/execution/run/drive.ts';
import { foldFacts } from '../../../electron/execution/run/fold-facts.ts';
import { Ledger } from '../../../electron/execution/run/ledger.ts';
import { Releases } from '../../../electron/execution/schedule/releases.ts';
import { Scheduler } from '../../../electron/execution/schedule/scheduler.ts';
import { handledBy } from '../../../electron/execution/schedule/settle.ts';
import type { AttemptEnd } from '../../../electron/execution/schedule/step-work.ts';
import { MemoryLog } from './memory-log.ts';
import type { PlayedStep } from './random-steps.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface PlayOptions {
  readonly slots: number;
  readonly saver?: BaseCheckpointSaver;
  readonly coalesceMs?: number;
  readonly facts?: readonly Fact[];
  readonly flush?: (durable: boolean) => Promise<void>;
  readonly clock?: VirtualClock;
  readonly only?: ReadonlySet<string>;
  /** Instead of waiting for `step.ms` of the clock. */
  readonly wait?: (step: PlayedStep) => Promise<void>;
}

export interface Played {
  readonly facts: readonly Fact[];
  readonly table: RunState;
  readonly starts: readonly string[];
  readonly peak: number;
  readonly endMs: number;
  readonly nodeCalls: number;
  readonly supersteps: number;
}

/** Runs made-up steps on the real scheduler, ledger and graph, in virtual time. */
export async function play(steps: readonly PlayedStep[], options: PlayOptions): Promise<Played> {
  const definition = defineSteps(steps);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const stepOf = (id: string): PlayedStep =>
    byId.get(id) ??
    (() => {
      throw new Error(`no step ${id}`);
    })();
  const clock = options.clock ?? new VirtualClock();
  const log = new MemoryLog(options.facts, options.flush);
  const starts: string[] = [];
  let running = 0;
  let peak = 0;
  let failure: unknown;
  let nodeCalls = 0;
  const onFailure = (error: unknown): void => {
    failure ??= error;
    scheduler.abandon();
  };
  const ledger = new Ledger(log, foldFacts(log.facts), {
    onApplied: (fact, changed) => scheduler.onApplied(fact, changed),
    onFailure,
  });
  const releases = new Releases(options.coalesceMs ?? 0);
  const work = {
    isContainer: () => false,
    isStalled: () => false,
    holds: () => false,
    expiresAt: () => null,
    expire: () => Promise.resolve(null),
    interrupt: () => undefined,
    takeBack: () => Promise.resolve(),
    answer: (id: string) => Promise.reject(new Error(`${id} has asked nobody`)),
    admit: (id: string): AttemptEnd | null =>
      stepOf(id).outcome === 'conditionFalse'
        ? { fact: { type: 'step.skipped', step: id, reason: 'condition', consequences: [] } }
        : null,
    async attempt(id: string): Promise<AttemptEnd | null> {
      const step = stepOf(id);
      if (isSettled(ledger.head.steps.get(id)?.status ?? 'pending')) return null;
      await ledger.append({ type: 'step.started', step: id, attempt: 1, parameters: null, reads: [] }, false).written;
      starts.push(id);
      running += 1;
      peak = Math.max(peak, running);
      await (options.wait?.(step) ?? clock.sleep(step.ms));
      running -= 1;
      return { fact: endOf(step) };
    },
  };
  const scheduler = new Scheduler({
    definition,
    ledger,
    work,
    clock,
    slots: options.slots,
    onNews: () => releases.releaseSoon(),
    onFailure,
    ...(options.only === undefined ? {} : { only: options.only }),
  });
  await drive({
    definition,
    ledger,
    scheduler,
    releases,
    openSaver: () => options.saver,
    thread: 'run',
    hash: 'h',
    onNodeCall: () => {
      nodeCalls += 1;
    },
  });
  if (failure !== undefined) throw failure;
  return {
    facts: log.facts,
    table: ledger.table,
    starts,
    peak,
    endMs: clock.now(),
    nodeCalls,
    supersteps: releases.supersteps,
  };
}

function endOf(step: PlayedStep): AttemptEnd['fact'] {
  const base = { step: step.id, attempt: 1, durationMs: step.ms, consequences: [] };
  if (step.outcome === 'ok') return { ...base, type: 'step.completed', result: { inline: step.id } };
  const handled = handledBy(step.onFailure);
  const error = {
    category: 'execution',
    code: 'played',
    severity: 'high',
    retryable: false,
    message: 'it was told to fail',
  } as const;
  return { ...base, type: 'step.failed', error, ...(handled === undefined ? {} : { handled }) };
}

/** Statuses as the reference writes them. */
export function statusesOf(state: RunState, steps: readonly PlayedStep[]): Record<string, string> {
  return Object.fromEntries(
    steps.map(({ id }) => {
      const entry = state.steps.get(id);
      return [id, entry?.skipReason === undefined ? (entry?.status ?? 'pending') : `skipped:${entry.skipReason}`];
    }),
  );
}
