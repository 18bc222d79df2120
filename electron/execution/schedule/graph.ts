import { Annotation, Command, interrupt, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { StoredValue } from '../../../shared/facts.ts';
import { isSettled, type StepState, stepState } from '../../../shared/state/run-state.ts';
import type { LevelLedger } from '../containers/level-ledger.ts';
import { nextTurn } from '../next-turn.ts';
import { type Definition, stepOf } from '../run/definition.ts';
import { quietCalls } from './call-channel.ts';
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

/** Of a big graph: adding so many takes about 10 ms. */
const NODES_PER_TURN = 250;
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

/** Compiles the graph at once. `saver`: undefined for a run without places to travel to (bodies of loops, tests). */
export function compileGraph(definition: Definition, saver: BaseCheckpointSaver | undefined): RunGraph {
  return new GraphBuilder(definition, definition.ids).compile(saver);
}

/** As `compileGraph`, giving way to the event loop: a graph of a thousand nodes takes 40 ms. */
export async function compileGraphInTurns(
  definition: Definition,
  saver: BaseCheckpointSaver | undefined,
): Promise<RunGraph> {
  const { ids } = definition;
  if (ids.length <= NODES_PER_TURN) return compileGraph(definition, saver);
  const builder = new GraphBuilder(definition, ids.slice(0, NODES_PER_TURN));
  for (let at = NODES_PER_TURN; at < ids.length; at += NODES_PER_TURN) {
    await nextTurn();
    builder.addNodes(ids.slice(at, at + NODES_PER_TURN));
  }
  await nextTurn();
  const graph = builder.compile(saver);
  await nextTurn();
  return graph;
}

class GraphBuilder {
  readonly #definition: Definition;
  readonly #threads: Threads = new Map();
  readonly #paceMs: number;
  readonly #seq = sequence();
  readonly #channels: ReadonlyMap<string, ReturnType<typeof newest>>;
  readonly #graph: ReturnType<typeof startGraph>;

  /** `ids`: the first nodes, at least one. */
  constructor(definition: Definition, ids: readonly string[]) {
    this.#definition = definition;
    this.#paceMs = Math.floor(definition.ids.length * SUPERSTEP_MS_PER_NODE);
    this.#channels = new Map(definition.ids.map((id) => [id, newest()]));
    this.#graph = startGraph(this.#read(definition.ids), this.#nodes(ids));
    this.#addEntries(ids);
  }

  addNodes(ids: readonly string[]): void {
    this.#graph.addNode(this.#nodes(ids));
    this.#addEntries(ids);
  }

  #nodes(ids: readonly string[]): NodeSpec[] {
    return ids.map((id): NodeSpec => {
      const { shape, next } = stepOf(this.#definition, id);
      const attends = attend(id, { threads: this.#threads, paceMs: this.#paceMs });
      // a node that read the whole state would be handed 1,000 channels for each of 1,000 calls
      const input = this.#read(shape.dependencies);
      return [nodeOf(id), attends, { ends: [...next, id].map(nodeOf), input }];
    });
  }

  /** LangGraph wants a way from its start to every node. */
  #addEntries(ids: readonly string[]): void {
    const first = ids.filter((id) => stepOf(this.#definition, id).waits.length === 0);
    for (const id of first) this.#graph.addEdge(START, nodeOf(id));
  }

  compile(saver: BaseCheckpointSaver | undefined): RunGraph {
    const threads = this.#threads;
    const compiled = this.#graph.compile(saver === undefined ? {} : { checkpointer: saver });
    quietCalls(compiled.channels);
    return {
      async invoke(parts, { update, goto, interrupt: waiting }, config) {
        const thread = config.configurable.thread_id;
        threads.set(thread, { parts, ...(waiting === undefined ? {} : { waiting }) });
        try {
          await compiled.invoke(new Command({ update, goto: goto.map(nodeOf) }), {
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

  #read(ids: readonly string[]) {
    const channels = ids.map((id) => [channelOf(id), this.#channels.get(id) ?? newest()] as const);
    return stateOf(this.#seq, channels);
  }
}

type NodeSpec = [name: string, action: ReturnType<typeof attend>, options: object];

function startGraph(state: ReturnType<typeof stateOf>, nodes: NodeSpec[]) {
  return new StateGraph(state).addNode(nodes);
}

function sequence() {
  return Annotation<number>({ reducer: Math.max, default: () => 0 });
}

function stateOf(
  seq: ReturnType<typeof sequence>,
  channels: readonly (readonly [string, ReturnType<typeof newest>])[],
) {
  return Annotation.Root({ [SEQ_CHANNEL]: seq, ...Object.fromEntries(channels) });
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
