import { Annotation, Command, interrupt, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { StoredValue } from '../../../shared/facts.ts';
import { isSettled, type StepState, stepState } from '../../../shared/run-state.ts';
import type { LevelLedger } from '../containers/level-ledger.ts';
import { type Definition, stepOf } from '../run/definition.ts';
import type { Releases } from './releases.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * The native `StateGraph` of a pipeline, without LangGraph's barrier: *yield and re-attach*. Every step is a node, but a
 * node decides and starts nothing: it waits until its step is settled or its superstep is released, then reports what
 * the graph has not heard of and sends nodes to the steps that nobody attends, to itself while its own step is in flight.
 *
 * No LangGraph type leaves this file and drive.ts.
 */

/** What a step's channel holds: never a value, only where it is. `status: null`: not settled (any more). */
export type ChannelEntry =
  | { readonly n: number; readonly status: null }
  | { readonly n: number; readonly status: string; readonly result?: StoredValue; readonly reason?: string };

export interface GraphParts {
  readonly definition: Definition;
  readonly ledger: LevelLedger;
  readonly scheduler: Scheduler;
  readonly releases: Releases;
  readonly onNodeCall?: () => void;
}

/** A compiled graph. Several threads may run on it at once: iterations of a loop share theirs. */
export interface RunGraph {
  /** `parts`: what the nodes of this thread attend. */
  invoke(parts: GraphParts, command: GraphCommand, config: GraphConfig): Promise<void>;
}
export interface GraphCommand {
  readonly update: GraphUpdate;
  readonly goto: readonly string[];
  /** The step of which LangGraph's own tools are to see that it waits for a person; its node is called and interrupts. */
  readonly interrupt?: string;
}
export interface GraphConfig {
  readonly configurable: { readonly thread_id: string };
  readonly metadata?: { readonly [name: string]: string };
}
export interface GraphUpdate {
  readonly [channel: string]: ChannelEntry | number;
}

/** The channel that holds the number of the last fact that a checkpoint reflects. */
export const SEQ_CHANNEL = 'seq';
/** Far beyond any run; that nothing goes round for ever is checked by `drive`. */
const RECURSION_LIMIT = 1_000_000;
/** What a superstep costs for each node of the graph, whatever it reports: LangGraph copies and compares all channels. */
const SUPERSTEP_MS_PER_NODE = 0.01;

export function channelOf(step: string): string {
  return `out.${step}`;
}

/** What the channel of a step holds, given its entry in the table; `seq` numbers the entry of an unsettled one. */
export function channelEntry(entry: StepState, seq: number): ChannelEntry {
  if (!isSettled(entry.status)) return { n: seq, status: null };
  return {
    n: entry.n,
    status: entry.status,
    ...(entry.result === undefined ? {} : { result: entry.result }),
    ...(entry.skipReason === undefined ? {} : { reason: entry.skipReason }),
  };
}

/** Compiles the graph. `saver`: undefined for a run without places to travel to (bodies of loops, tests). */
export function compileGraph(definition: Definition, saver: BaseCheckpointSaver | undefined): RunGraph {
  const threads: Threads = new Map();
  const paceMs = Math.floor(definition.ids.length * SUPERSTEP_MS_PER_NODE);
  const seq = Annotation<number>({ reducer: Math.max, default: () => 0 });
  const channels = new Map(definition.ids.map((id) => [id, newest()]));
  const named = [...channels].map(([id, channel]) => [channelOf(id), channel] as const);
  const root = Annotation.Root({ [SEQ_CHANNEL]: seq, ...Object.fromEntries(named) });
  const graph = new StateGraph(root).addNode(
    definition.ids.map((id): [string, ReturnType<typeof attend>, object] => {
      const { shape, next } = stepOf(definition, id);
      const read = shape.dependencies.map((from) => [channelOf(from), channels.get(from) ?? newest()] as const);
      // a node that read the whole state would be handed 1,000 channels for each of 1,000 calls
      const input = Annotation.Root({ [SEQ_CHANNEL]: seq, ...Object.fromEntries(read) });
      return [nodeOf(id), attend(id, { threads, paceMs }), { ends: [...next, id].map(nodeOf), input }];
    }),
  );
  for (const id of definition.ids) if (stepOf(definition, id).waits.length === 0) graph.addEdge(START, nodeOf(id));
  const compiled = graph.compile(saver === undefined ? {} : { checkpointer: saver });
  return {
    async invoke(parts, { update, goto, interrupt: waiting }, config) {
      const thread = config.configurable.thread_id;
      threads.set(thread, { parts, ...(waiting === undefined ? {} : { waiting }) });
      try {
        const command = new Command({ update, goto: goto.map(nodeOf) });
        await compiled.invoke(command, {
          ...config,
          durability: 'sync',
          recursionLimit: RECURSION_LIMIT,
          // nobody looks at what it streams: the values of all channels otherwise, after each superstep
          outputKeys: SEQ_CHANNEL,
        });
      } finally {
        threads.delete(thread);
      }
    },
  };
}

/** Where a report goes: the channels that changed, and the steps that need a node. */
export function takeReport({ ledger, scheduler }: Pick<GraphParts, 'ledger' | 'scheduler'>): {
  update: GraphUpdate;
  goto: readonly string[];
} {
  const { changed, unattached } = scheduler.takeNews();
  if (changed.length === 0) return { update: {}, goto: unattached };
  const seq = ledger.table.n;
  const entries = changed.map((id) => [channelOf(id), channelEntry(stepState(ledger.table, id), seq)] as const);
  return { update: { ...Object.fromEntries(entries), [SEQ_CHANNEL]: seq }, goto: unattached };
}

type Threads = Map<string, { readonly parts: GraphParts; readonly waiting?: string }>;
interface NodeConfig {
  readonly executionInfo?: { readonly checkpointId: string };
  readonly configurable?: { readonly thread_id?: string };
}

/** `paceMs`: how long a node keeps its news back while work goes on, so that a superstep has more of it to report. */
function attend(id: string, { threads, paceMs }: { threads: Threads; paceMs: number }) {
  return async (_state: unknown, config: NodeConfig): Promise<Command> => {
    const thread = threads.get(config.configurable?.thread_id ?? '');
    if (thread === undefined) throw new Error(`no thread of the run attends step ${id}`);
    const { parts, waiting } = thread;
    if (waiting === id) interrupt({ step: id });
    const { scheduler, releases } = parts;
    parts.onNodeCall?.();
    const release = releases.of(config.executionInfo?.checkpointId ?? '');
    const settled = scheduler.settled(id);
    if (settled !== null && !release.isReleased && !scheduler.hasNews) await Promise.race([settled, release.promise]);
    // steps do not wait for the graph: what they bring in the time of a superstep goes into one
    if (paceMs > 0 && scheduler.inflight.length > 0) await releases.pause(paceMs);
    const { update, goto } = takeReport(parts);
    // the others of this superstep must not hold the news back
    if (goto.length > 0 || SEQ_CHANNEL in update) {
      releases.noteReport();
      releases.releaseSoon();
    }
    const again = scheduler.settled(id) !== null && !goto.includes(id) ? [...goto, id] : goto;
    return new Command({ update, goto: again.map(nodeOf) });
  };
}

/** One superstep's writes arrive sorted by node name, not by time: the entry with the larger number stays. */
function newest() {
  return Annotation<ChannelEntry | null>({
    reducer: (old, now) => ((now?.n ?? 0) >= (old?.n ?? 0) ? now : old),
    default: () => null,
  });
}

function nodeOf(step: string): string {
  return `step.${step}`;
}
