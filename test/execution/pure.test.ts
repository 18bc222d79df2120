import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/facts.ts';
import type { IterationState } from '../../shared/state/run-scopes.ts';
import { emptyRunState, type StepState } from '../../shared/state/run-state.ts';
import { timeLeft } from '../../shared/state/time-left.ts';
import { KeptOutput } from '../../electron/execution/attempt/kept-output.ts';
import { normalise } from '../../electron/execution/attempt/normalise.ts';
import { templateFiles } from '../../electron/execution/attempt/template-files.ts';
import { systemClock } from '../../electron/execution/clock.ts';
import type { History } from '../../electron/execution/estimate.ts';
import { progressOf } from '../../electron/execution/progress.ts';
import { describeFailure, fromStatus, recordFailure } from '../../electron/execution/recovery/classify.ts';
import { nextDelayMs } from '../../electron/execution/recovery/retry.ts';
import { defineSteps } from '../../electron/execution/run/definition.ts';
import { ranForMs } from '../../electron/execution/run/resume-facts.ts';
import { judge } from '../../electron/execution/run/run-end.ts';
import { removeFolders, tempFolder } from './support/test-engine.ts';

afterAll(removeFolders);

describe('normalise', () => {
  it('E24 gives JSON that survives a file, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
          withNullPrototype: true,
          withObjectString: true,
          withUnicodeString: true,
        } as never),
        (value) => {
          const { value: plain } = normalise(value);
          expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('E24 leaves plain JSON as it is, without a warning', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { value: plain, warnings } = normalise(JSON.parse(JSON.stringify(value)));
        expect(plain).toEqual(JSON.parse(JSON.stringify(value)));
        expect(warnings).toEqual([]);
      }),
    );
  });

  it('E24 keeps a key called __proto__ as data', () => {
    const { value } = normalise(JSON.parse('{"__proto__": {"a": 1}}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}');
  });

  it('E24 cuts what is nested too deep, and counts warnings beyond twenty', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5_000; level++) deep = [deep];
    expect(normalise(deep).warnings[0]).toMatch(/nested deeper/);
    const list = [{ size: 1 }, { size: Number.NaN }];
    expect(normalise({ data: list, same: list, other: [[new Date(0)]] }).warnings).toEqual([
      'result.data[1].size: NaN became null',
      'result.same[1].size: NaN became null',
      'result.other[0][0]: a Date became a text',
    ]);
    const plain = [{ text: 'a\uD800b 😀' }];
    expect(normalise({ data: plain, same: plain }).value).toEqual({
      data: [{ text: 'a\uFFFDb 😀' }],
      same: [{ text: 'a\uFFFDb 😀' }],
    });
    expect(normalise(Array.from({ length: 100 }, () => Number.NaN)).warnings).toHaveLength(21);
  });
});

describe('classify', () => {
  it('E21 goes by codes and types, never by words in the message', () => {
    const of = (thrown: unknown) => describeFailure(thrown).error;
    expect(of(Object.assign(new Error('all good'), { code: 'ECONNREFUSED' }))).toMatchObject({
      category: 'network',
      code: 'econnrefused',
    });
    expect(
      of(Object.assign(new Error('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) })),
    ).toMatchObject({ category: 'network' });
    expect(of(Object.assign(new Error('x'), { code: 'ENOSPC' }))).toMatchObject({ category: 'resource' });
    expect(of(new DOMException('x', 'TimeoutError'))).toMatchObject({ category: 'timeout' });
    expect(of(Object.assign(new Error('x'), { status: 401 }))).toMatchObject({ category: 'authentication' });
    expect(of(new Error('network timeout permission denied'))).toMatchObject({
      category: 'execution',
      code: 'tool_threw',
    });
  });

  it('E21 429 and 503 are resource, rate_limited', () => {
    expect(fromStatus(429)).toEqual({ category: 'resource', code: 'rate_limited' });
    expect(fromStatus(503)).toEqual({ category: 'resource', code: 'rate_limited' });
    expect(fromStatus(500).category).toBe('network');
  });

  it('E21 severity and retryable follow from the category, unless the tool says otherwise', () => {
    const place = { step: 'a', attempt: 2 };
    expect(recordFailure({ category: 'authentication', code: 'c', message: 'm' }, place)).toMatchObject({
      severity: 'high',
      retryable: false,
      step: 'a',
      attempt: 2,
    });
    expect(recordFailure({ category: 'execution', code: 'c', message: 'm', retryable: false }, place)).toMatchObject({
      retryable: false,
    });
  });
});

describe('delays', () => {
  const policy = {
    attempts: 10,
    delayMs: 1_000,
    backoff: 'exponential',
    factor: 2,
    maxDelayMs: 30_000,
    jitter: false,
  } as const;
  const error = recordFailure({ category: 'execution', code: 'c', message: 'm' }, { step: 'a', attempt: 1 });
  const delays = (change: object) =>
    [1, 2, 3, 6].map((failures) =>
      nextDelayMs({ policy: { ...policy, ...change }, error, failures, random: () => 0.5 }),
    );

  it('E22 are fixed, linear or exponential, never beyond the longest', () => {
    expect(delays({})).toEqual([1_000, 2_000, 4_000, 30_000]);
    expect(delays({ backoff: 'linear' })).toEqual([1_000, 2_000, 3_000, 6_000]);
    expect(delays({ backoff: 'fixed' })).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(delays({ jitter: true })).toEqual([500, 1_000, 2_000, 15_000]);
  });

  it('E22 attempts count in total', () => {
    expect(nextDelayMs({ policy: { ...policy, attempts: 2 }, error, failures: 2, random: () => 0 })).toBeNull();
    expect(nextDelayMs({ policy: undefined, error, failures: 1, random: () => 0 })).toBeNull();
  });
});

describe('progress', () => {
  const step = (id: string, needs: readonly string[] = []) => ({
    id,
    dependencies: needs,
    onFailure: { kind: 'fail' } as const,
  });
  const definition = defineSteps([step('a'), step('b', ['a']), step('c', ['a'])]);
  const order = ['a', 'b', 'c'];
  const entry = (status: StepState['status'], startedAt?: string): StepState => ({
    status,
    n: 1,
    attempt: 1,
    parameters: null,
    reads: [],
    attempts:
      startedAt === undefined ? [] : [{ attempt: 1, startedAt, status: 'started', parameters: null, reads: [] }],
  });

  const containers: ReadonlySet<string> = new Set();
  const history: History = new Map([
    ['a', { ms: 10 }],
    ['b', { ms: 5_000 }],
    ['c', { ms: 3_000 }],
  ]);
  const begun = () => Object.assign(emptyRunState(), { maxParallel: 8 });
  const etaOf = (state: ReturnType<typeof emptyRunState>, nowMs: number) =>
    progressOf(definition, state, { order, history, containers, nowMs }).etaMs;

  it('E20 counts settled steps, skipped ones too, and estimates along the critical path', () => {
    const state = begun();
    state.steps.set('a', entry('skipped'));
    state.steps.set('b', entry('started', new Date(1_000).toISOString()));
    expect(progressOf(definition, state, { order, history, containers, nowMs: 3_000 })).toEqual({
      fraction: 1 / 3,
      settled: 1,
      total: 3,
      etaMs: 3_000,
      asOfMs: 3_000,
    });
    expect(etaOf(begun(), 0)).toBe(5_010);
  });

  it('E20 gives no estimate rather than a guess: of unknown steps, of people, of steps far beyond their usual time', () => {
    const unknown = new Map([['a', { ms: 1 }]]);
    expect(progressOf(definition, begun(), { order, history: unknown, containers, nowMs: 0 }).etaMs).toBeNull();
    const asking = begun();
    asking.waiting.add('b');
    expect(etaOf(asking, 0)).toBeNull();
    const late = begun();
    late.steps.set('b', entry('started', new Date(0).toISOString()));
    late.steps.set('a', entry('completed'));
    late.steps.set('c', entry('completed'));
    expect(etaOf(late, 4_000)).toBe(1_000);
    expect(etaOf(late, 7_400)).toBe(0);
    expect(etaOf(late, 7_600)).toBeNull();
  });

  it('E20 counts the work through the slots that there are, not only the longest chain', () => {
    const state = begun();
    state.steps.set('a', entry('completed'));
    state.maxParallel = 1;
    expect(etaOf(state, 0)).toBe(8_000);
    state.maxParallel = 2;
    expect(etaOf(state, 0)).toBe(5_000);
  });

  it('E20 goes by the pace of a loop in this attempt, and before that by its size', () => {
    const state = begun();
    for (const id of ['a', 'c']) state.steps.set(id, entry('completed'));
    state.steps.set('b', entry('started', new Date(100_000).toISOString()));
    const iteration = (endedMs: number): IterationState => ({
      status: 'completed',
      startedAt: new Date(0).toISOString(),
      endedAt: new Date(endedMs).toISOString(),
    });
    const loop = { total: 100, completed: 0, failed: 0, iterations: new Map<number, IterationState>() };
    state.loops.set('b', loop);
    const sized: History = new Map([...history, ['b', { ms: 5_000, iterations: 10 }]]);
    const question = { order, history: sized, containers: new Set(['b']), nowMs: 110_000 };
    expect(progressOf(definition, state, question).etaMs, '10 times as many').toBe(40_000);
    // of 22 that are done two ended in this attempt
    const iterations = new Map(Array.from({ length: 22 }, (_, at) => [at, iteration(at < 20 ? 50_000 : 105_000)]));
    state.loops.set('b', { ...loop, completed: 20, failed: 2, iterations });
    expect(progressOf(definition, state, question).etaMs, '5 s each').toBe(78 * 5_000);
  });

  it('E20 an estimate runs down between two facts, and is none when it has run out', () => {
    const estimate = { etaMs: 60_000, asOfMs: 1_000 };
    expect([500, 1_000, 31_000, 61_000, 90_000].map((now) => timeLeft(estimate, now))).toEqual([
      60_000,
      60_000,
      30_000,
      null,
      null,
    ]);
    expect(timeLeft({ etaMs: null, asOfMs: 0 }, 0)).toBeNull();
    expect(timeLeft(null, 0)).toBeNull();
  });
});

describe('the time a run has run', () => {
  const at = (seconds: number, type: Fact['type']): Fact =>
    ({ type, n: 1, at: new Date(seconds * 1_000).toISOString() }) as Fact;

  it('E11 counts between starts and ends, not while it stood still, and up to the last fact before a crash', () => {
    const facts = [
      at(0, 'run.created'),
      at(10, 'run.started'),
      at(15, 'step.started'),
      at(20, 'run.paused'),
      at(100, 'run.resumed'),
      at(103, 'step.started'),
      at(500, 'run.resumed'),
      at(501, 'step.started'),
    ];
    expect(ranForMs(facts)).toBe((10 + 3 + 1) * 1_000);
  });
});

describe('what became of a run', () => {
  const state = (...statuses: StepState['status'][]) => {
    const made = emptyRunState();
    for (const [at, status] of statuses.entries())
      made.steps.set(`s${at}`, { status, n: at, attempt: 1, attempts: [], parameters: null, reads: [] });
    for (const [id, { status }] of made.steps) if (status === 'waiting') made.waiting.add(id);
    return made;
  };

  it('E1 a request to stop that comes after the last step changes nothing', () => {
    expect(judge(state('completed', 'skipped'), 'pause')).toEqual({ kind: 'settled', error: null });
    expect(judge(state('completed'), 'cancel')).toEqual({ kind: 'settled', error: null });
    expect(judge(state('completed', 'cancelled'), 'cancel')).toEqual({ kind: 'cancelled' });
    expect(judge(state('completed', 'pending'), 'pause')).toEqual({ kind: 'paused', reason: 'user' });
    expect(judge(state('completed', 'waiting'), null)).toEqual({ kind: 'waiting', steps: ['s1'] });
    const goal = { kind: 'until', step: 's0' } as const;
    expect(judge(state('completed', 'pending'), null, { goal })).toEqual({ kind: 'paused', reason: 'until' });
  });

  it('E24 is no pause when nobody has asked for one: steps are left behind', () => {
    const behind = { kind: 'until', step: 's1' } as const;
    expect(judge(state('completed', 'pending'), null)).toEqual({ kind: 'stuck' });
    expect(judge(state('completed', 'pending'), null, { goal: behind })).toEqual({ kind: 'stuck' });
  });
});

describe('files that templates read', () => {
  it('L17 stay inside the working directory, also after links are resolved', () => {
    const folder = tempFolder();
    const workdir = path.join(folder, 'work');
    mkdirSync(workdir);
    writeFileSync(path.join(folder, 'outside.txt'), 'no');
    writeFileSync(path.join(workdir, 'inside.txt'), 'yes');
    symlinkSync(path.join(folder, 'outside.txt'), path.join(workdir, 'link.txt'));
    const files = templateFiles(workdir, () => undefined);
    expect(files.read('inside.txt')).toBe('yes');
    expect(files.exists('nothing.txt')).toBe(false);
    for (const name of ['../outside.txt', 'link.txt', path.join(folder, 'outside.txt')]) {
      expect(() => files.read(name)).toThrow(expect.objectContaining({ code: 'file_outside_workdir' }));
    }
    expect(() => files.read('nothing.txt')).toThrow(expect.objectContaining({ code: 'file_not_found' }));
    writeFileSync(path.join(workdir, 'big'), Buffer.alloc(5 * 1024 * 1024 + 1));
    expect(() => files.read('big')).toThrow(expect.objectContaining({ code: 'file_too_large' }));
  });
});

describe('kept output', () => {
  it('E24 keeps the first and last halves, and says what was left out', () => {
    const kept = new KeptOutput(10);
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') kept.push(Buffer.from(letter));
    expect(kept.text()).toBe('abcde\n[... 16 bytes left out ...]\nvwxyz');
    expect(kept.totalBytes).toBe(26);
    const whole = new KeptOutput(10);
    whole.push(Buffer.from('0123456789'));
    expect(whole.text()).toBe('0123456789');
  });
});

describe('the clock of the machine', () => {
  it('E15 rejects a wait with the reason it was aborted for', async () => {
    const controller = new AbortController();
    const waiting = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(systemClock.sleep(60_000, controller.signal)).rejects.toThrow('enough');
  });
});
