import { Annotation, EmptyChannelError, START, StateGraph } from '@langchain/langgraph';
import { EphemeralValue, LastValue } from '@langchain/langgraph/channels';
import { describe, expect, it } from 'vitest';
import { quietCalls } from '../../electron/execution/schedule/call-channel.ts';

/** A channel by which a node is called, as it is in a graph of ours; `guard`: one call at a time. */
function callChannel(guard: boolean): EphemeralValue<unknown> {
  const channels = { call: new EphemeralValue(guard) };
  quietCalls(channels);
  return channels.call;
}

describe('the channels by which nodes are called', () => {
  it('tell with one error that they are empty', () => {
    const errors = [callChannel(false), callChannel(true).fromCheckpoint()].map((channel) => {
      try {
        return channel.checkpoint();
      } catch (error) {
        return error;
      }
    });
    expect(errors[0]).toBeInstanceOf(EmptyChannelError);
    expect(errors[1]).toBe(errors[0]);
  });

  it('hold a call until the next superstep, as those of LangGraph do', () => {
    for (const guard of [false, true])
      for (const channel of [new EphemeralValue<unknown>(guard), callChannel(guard)]) {
        expect(channel.update(['call'])).toBe(true);
        const copy = channel.fromCheckpoint(channel.checkpoint());
        expect([copy.get(), copy.isAvailable(), copy.guard, copy.lc_graph_name]).toEqual([
          'call',
          true,
          guard,
          'EphemeralValue',
        ]);
        expect(copy.update([])).toBe(true);
        expect([copy.isAvailable(), channel.isAvailable()]).toEqual([false, true]);
        if (guard) expect(() => copy.update([1, 2])).toThrow('one value per step');
        else expect(copy.update([1, 2])).toBe(true);
      }
  });

  it('are all that changes in a graph', () => {
    const graph = new StateGraph(Annotation.Root({ a: Annotation<number>() }))
      .addNode('node', () => ({ a: 1 }))
      .addEdge(START, 'node')
      .compile();
    const before = { ...graph.channels };
    quietCalls(graph.channels);
    const changed = Object.keys(before).filter((name) => graph.channels[name as 'a'] !== before[name as 'a']);
    expect(changed.sort()).toEqual(['__start__', 'branch:to:node']);
    expect(graph.channels.a).toBeInstanceOf(LastValue);
  });
});
