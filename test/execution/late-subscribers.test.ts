import { describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/facts.ts';
import { Subscribers } from '../../electron/execution/run/subscribers.ts';

const fact = (n: number): Fact => ({ n, at: '2026-01-01T00:00:00.000Z', type: 'warning', code: 'w', message: `${n}` });
const facts = (from: number, to: number): Fact[] => Array.from({ length: to - from + 1 }, (_, at) => fact(from + at));
const numbers = (all: readonly Fact[]) => all.map(({ n }) => n);

/** `reads`: how often the journal was read. */
function listeners(lastFact: number, inJournal: () => readonly Fact[]) {
  const count = { reads: 0 };
  const readFacts = () => {
    count.reads += 1;
    return inJournal();
  };
  return { count, subscribers: new Subscribers({ lastFact, readFacts, log: () => undefined }) };
}

function heardFrom(subscribers: Subscribers, from: number): number[] {
  const heard: number[] = [];
  subscribers.add({ from, onFacts: (batch) => heard.push(...numbers(batch)) });
  return heard;
}

describe('a late subscriber of a live run', () => {
  it('E19 is given what was told a moment ago without reading the journal', () => {
    const { subscribers, count } = listeners(0, () => []);
    for (const each of facts(1, 900)) subscribers.fact(each);
    const heard = heardFrom(subscribers, 890);
    subscribers.fact(fact(901));
    expect(heard).toEqual(numbers(facts(891, 901)));
    expect(count.reads).toBe(0);
  });

  it('E19 misses nothing of a run that is too long to be kept in memory', () => {
    const { subscribers, count } = listeners(0, () => facts(1, 5_000));
    for (const each of facts(1, 5_000)) subscribers.fact(each);
    expect(heardFrom(subscribers, 3)).toEqual(numbers(facts(4, 5_000)));
    expect(heardFrom(subscribers, 4_990)).toEqual(numbers(facts(4_991, 5_000)));
    expect(count.reads).toBe(1);
  });

  it('E5 sees no line of the journal that is not durable yet', () => {
    const { subscribers } = listeners(0, () => facts(1, 5_002));
    for (const each of facts(1, 5_000)) subscribers.fact(each);
    expect(heardFrom(subscribers, 0).at(-1)).toBe(5_000);
  });

  it('E19 is given what happened before this stretch of the run', () => {
    const { subscribers } = listeners(3, () => facts(1, 4));
    subscribers.fact(fact(4));
    expect(heardFrom(subscribers, 0)).toEqual([1, 2, 3, 4]);
    expect(heardFrom(subscribers, 3)).toEqual([4]);
  });

  it('E19 hears nothing any more once it has left, not even the fact of that moment', () => {
    const { subscribers } = listeners(0, () => []);
    const heard: number[] = [];
    const leave = { second: () => undefined as void };
    subscribers.add({ from: 0, onFacts: () => leave.second() });
    leave.second = subscribers.add({ from: 0, onFacts: (batch) => heard.push(...numbers(batch)) });
    subscribers.fact(fact(1));
    subscribers.fact(fact(2));
    expect(heard).toEqual([]);
  });

  it('E19 is told a fact once, also when it comes while others are told that fact', () => {
    const { subscribers } = listeners(0, () => []);
    const heard: number[] = [];
    let isThere = false;
    const invite = (): void => {
      if (!isThere) subscribers.add({ from: 0, onFacts: (batch) => heard.push(...numbers(batch)) });
      isThere = true;
    };
    subscribers.add({ from: 0, onFacts: invite });
    subscribers.fact(fact(1));
    subscribers.fact(fact(2));
    expect(heard).toEqual([1, 2]);
  });
});
