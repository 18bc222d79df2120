import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { isEqualJson, type Json } from '../../../shared/json.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import {
  type ChannelEntry,
  channelEntry,
  channelOf,
  compileGraphInTurns,
  type GraphConfig,
  type GraphParts,
  type GraphUpdate,
  type RunGraph,
  SEQ_CHANNEL,
  takeReport,
} from '../schedule/graph.ts';

export interface DriveOptions extends GraphParts {
  /** Called once, when the ready work has started. Undefined: no places to travel to are kept. */
  readonly openSaver: () => BaseCheckpointSaver | undefined;
  readonly thread: string;
  /** Of the definition; kept in every checkpoint's metadata. */
  readonly hash: string;
  /** Compiled before, for levels that run many times; absent: compiled here. */
  readonly graph?: RunGraph;
  /** When nothing is in flight any more: the step whose question to a person LangGraph's own tools are to see. */
  readonly waiting?: () => string | undefined;
}

/**
 * Starts the ready work and drives the graph until nothing is in flight: steps 4 to 6 of E7. Start, resume, answer,
 * rerun and continue all go through here; what the run must do is in the ledger's table, nowhere else.
 *
 * The graph's channels are brought up to date with the table by the first command; `invoke(null)`, `updateState` and
 * replay by checkpoint id are not used.
 */
export async function drive(options: DriveOptions): Promise<void> {
  const { ledger, scheduler, openSaver, thread, hash } = options;
  const config: GraphConfig = { configurable: { thread_id: thread }, metadata: { definition: hash } };
  // work first: nothing of it needs the graph, whose making takes its time for a thousand steps
  scheduler.start();
  await Promise.resolve();
  const saver = openSaver();
  const graph = options.graph ?? (await compileGraphInTurns(options.definition, saver));
  const saved = await savedChannels(saver, config);
  let update = outOfDate(options, saved);
  let goto = takeReport(options).goto;
  for (;;) {
    await scheduler.nextBegin();
    if (goto.length === 0) goto = takeReport(options).goto;
    if (goto.length === 0 && Object.keys(update).length === 0) break;
    await graph.invoke(options, { update: { ...update, [SEQ_CHANNEL]: ledger.table.n }, goto }, config);
    update = {};
    // the graph cannot end while work is in flight; should LangGraph think otherwise, it is sent back
    goto = scheduler.inflight;
  }
  const waiting = options.waiting?.();
  if (waiting !== undefined)
    await graph.invoke(
      options,
      { update: { [SEQ_CHANNEL]: ledger.table.n }, goto: [waiting], interrupt: waiting },
      config,
    );
}

/** The channels whose saved value is not what the table says. */
function outOfDate({ definition, ledger }: GraphParts, saved: { readonly [channel: string]: unknown }): GraphUpdate {
  const seq = ledger.table.n;
  const update: { [channel: string]: GraphUpdate[string] } = {};
  for (const id of definition.ids) {
    const entry = channelEntry(stepState(ledger.table, id), seq);
    const before = saved[channelOf(id)];
    if (entry.status === null ? isSettledEntry(before) : !isSame(entry, before)) update[channelOf(id)] = entry;
  }
  return update;
}

/**
 * What the newest checkpoint holds. Not `getState`: that adds the pending writes of a superstep that died, which the
 * next command drops.
 */
async function savedChannels(
  saver: BaseCheckpointSaver | undefined,
  config: GraphConfig,
): Promise<{ readonly [channel: string]: unknown }> {
  const tuple = await saver?.getTuple({ configurable: config.configurable });
  return tuple?.checkpoint.channel_values ?? {};
}

function isSettledEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'status' in value && value.status !== null;
}

/** A saved entry was written by us: plain JSON. */
function isSame(entry: ChannelEntry, before: unknown): boolean {
  return isSettledEntry(before) && isEqualJson(entry as Json, before as Json);
}
