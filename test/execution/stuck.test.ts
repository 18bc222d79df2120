import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { emptyRunState } from '../../shared/state/run-state.ts';
import { Attempts } from '../../electron/execution/attempt/attempts.ts';
import { nextTurn } from '../../electron/execution/next-turn.ts';
import { standstill, stuck } from '../../electron/execution/run/standstill.ts';
import { Flight } from '../../electron/execution/schedule/flight.ts';
import { Readiness } from '../../electron/execution/schedule/readiness.ts';
import { SlotPool } from '../../electron/execution/schedule/slots.ts';
import { StepTimers } from '../../electron/execution/schedule/step-timers.ts';
import { UnderWay } from '../../electron/execution/schedule/under-way.ts';
import { userPrompt } from '../../electron/tools/people.ts';
import { sketch } from './support/sketch.ts';
import { factOf, pipelineText, removeFolders, testEngine } from './support/test-engine.ts';
import { Gates } from './support/test-tools.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterEach(() => void vi.restoreAllMocks());
afterAll(removeFolders);

const A = '{ id: a, tool: echo, parameters: { value: 1 } }';
const B = '{ id: b, tool: echo, parameters: { value: 2 } }';
const AFTER_A = '{ id: b, tool: echo, needs: a, parameters: { value: 2 } }';
const FLAKY = '{ id: a, tool: fail, parameters: { times: 1 }, retry: 2 }';
const LOOP = '{ id: loop, for_each: [1, 2], steps: [{ id: inside, tool: echo, parameters: { value: 1 } }] }';

function engineOf() {
  return testEngine({
    clock: new VirtualClock(),
    tools: [userPrompt],
    deps: { compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
}

/** The work of this step is forgotten, once. */
function loseAttempt(step: string): void {
  const { attempt } = Attempts.prototype;
  let isLost = false;
  vi.spyOn(Attempts.prototype, 'attempt').mockImplementation(function (this: Attempts, id) {
    if (id !== step || isLost) return attempt.call(this, id);
    isLost = true;
    return Promise.resolve(null);
  });
}

const losses: readonly [what: string, text: string, lose: () => void, left: readonly string[]][] = [
  ['an attempt', pipelineText([A, B]), () => loseAttempt('b'), ['b']],
  ['an attempt inside a loop', pipelineText([A, LOOP]), () => loseAttempt('inside'), ['loop']],
  [
    'a slot',
    pipelineText([A, B], 'config: { max_parallel: 1 }\n'),
    () => void vi.spyOn(SlotPool.prototype, 'give').mockImplementationOnce(() => undefined),
    ['b'],
  ],
  [
    'the time of a retry',
    pipelineText([FLAKY]),
    () => void vi.spyOn(StepTimers.prototype, 'start').mockImplementationOnce(() => undefined),
    ['a'],
  ],
  [
    'that a step is ready',
    pipelineText([A, AFTER_A]),
    () => void vi.spyOn(Readiness.prototype, 'close').mockReturnValueOnce([]).mockReturnValueOnce([]),
    ['b'],
  ],
  [
    'that a step has ended',
    pipelineText([A]),
    () => void vi.spyOn(Flight.prototype, 'end').mockImplementationOnce(() => undefined),
    [],
  ],
];

describe('a run in which nothing goes on any more', () => {
  for (const [what, text, lose, steps] of losses) {
    it(`E24 ends with the steps that are left when ${what} is lost, and a resume completes it`, async () => {
      const { engine, folder, facts } = engineOf();
      lose();
      const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
      await expect(handle.done).rejects.toMatchObject({ kind: 'internal', code: 'run_stuck', details: { steps } });
      vi.restoreAllMocks();
      expect(facts(handle.run).at(-1)).toMatchObject({ type: 'warning', code: 'run_stuck' });
      expect(engine.running()).toEqual([]);
      expect((await (await engine.resume(handle.run)).done).status).toBe('completed');
    });
  }

  it('E15 ends also when it was to pause, which would never come', async () => {
    const { engine, folder, gates } = engineOf();
    const text = pipelineText(['{ id: a, tool: gate, parameters: { name: a } }', AFTER_A]);
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await gates.reached('a');
    vi.spyOn(Flight.prototype, 'end').mockImplementation(() => undefined);
    vi.spyOn(Flight.prototype, 'endAll').mockImplementationOnce(() => undefined);
    const paused = handle.pause();
    gates.open('a');
    await expect(paused).rejects.toMatchObject({ code: 'run_stuck', details: { steps: ['b'] } });
    vi.restoreAllMocks();
    expect((await (await engine.resume(handle.run)).done).status).toBe('completed');
  });

  it('E15 waits for people where somebody is asked, and goes on with what was lost after their answer', async () => {
    const { engine, folder } = engineOf();
    loseAttempt('b');
    const asks = '{ id: asks, tool: user-prompt, action: ask, parameters: { prompt: "Which?" } }';
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: pipelineText([B, asks]), inputs: {} });
    await factOf(handle, 'step.waiting', 'asks');
    expect((await handle.done).status).toBe('waiting');
    const answered = await engine.answer(handle.run, 'asks', 'this one');
    expect(await answered?.done).toMatchObject({ status: 'completed', steps: { b: { status: 'completed' } } });
  });
});

describe('whether a run stands still', () => {
  const still = { isQuiet: true, isStalled: true, isStopping: false, isAsking: false };

  it('E24 is so when no fact is on its way and no work is there; for people only while they can answer', () => {
    expect(standstill(still)).toBe('lost');
    expect(standstill({ ...still, isAsking: true })).toBe('people');
    expect(standstill({ ...still, isAsking: true, isStopping: true })).toBe('lost');
    expect(standstill({ ...still, isQuiet: false })).toBeNull();
    expect(standstill({ ...still, isStalled: false })).toBeNull();
  });

  it('E24 names the first ten steps that are left', () => {
    const ids = Array.from({ length: 12 }, (_, at) => `s${at}`);
    const state = emptyRunState();
    const entry = { status: 'pending', n: 0, attempt: 0, attempts: [], parameters: null, reads: [] } as const;
    for (const id of ids) state.steps.set(id, { ...entry, attempts: [], reads: [] });
    const error = stuck('r', state);
    expect(error.message).toMatch(/have not ended: s0, s1, .*, s9 and 2 more\. .*`stepglass resume r`/);
    expect(error.details).toEqual({ run: 'r', steps: ids });
  });

  it('E24 counts work until it has ended, and a container as long as something goes on in it', async () => {
    const gates = new Gates();
    let ended = 0;
    const underWay = new UnderWay(() => {
      ended += 1;
    });
    const isNone = (isStalled: boolean) => underWay.isNone(() => isStalled);
    const container = gates.pass('container');
    expect(isNone(false)).toBe(true);
    underWay.add(container, 'loop');
    expect([isNone(false), isNone(true)]).toEqual([false, true]);
    underWay.add(gates.pass('work'));
    expect(isNone(true)).toBe(false);
    gates.open('work');
    await nextTurn();
    expect([isNone(false), isNone(true), ended]).toEqual([false, true, 1]);
    gates.open('container');
    await nextTurn();
    expect([isNone(false), ended]).toEqual([true, 2]);
  });

  it('E24 counts a timer until it has come due', async () => {
    const timers = new StepTimers(new VirtualClock(), () => undefined);
    const whenDue = new Promise<boolean>((resolve) => timers.start('a', 5, () => resolve(timers.isRunning)));
    expect(timers.isRunning).toBe(true);
    expect(await whenDue).toBe(false);
    timers.start('b', 5, () => undefined);
    timers.cancel('b');
    expect(timers.isRunning).toBe(false);
  });
});
