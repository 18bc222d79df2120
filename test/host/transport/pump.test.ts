import { expect, it } from 'vitest';
import { StepglassError } from '../../../shared/errors.ts';
import { BATCHES_PER_SECOND, startPump } from '../../../electron/host/transport/pump.ts';
import type { Stream, StreamSignals } from '../../../electron/host/transport/wire.ts';
import { ManualPacer, recordingSink, settle } from '../helpers.ts';

/** A stream of numbers; each `push` is news, `take` gives all that came since the last one. */
function numbers() {
  let waiting: number[] = [];
  let signals: StreamSignals | null = null;
  const state = { closed: 0, takes: 0 };
  const stream: Stream<number[]> = {
    take: () => {
      state.takes += 1;
      const taken = waiting;
      waiting = [];
      return taken.length === 0 ? null : taken;
    },
    close: () => {
      state.closed += 1;
    },
  };
  return {
    state,
    open: async (given: StreamSignals) => {
      signals = given;
      return stream;
    },
    push: (...values: number[]) => {
      waiting.push(...values);
      signals?.notify();
    },
    fail: (error: unknown) => signals?.fail(error),
  };
}

const values = (heard: readonly unknown[]) => heard.map((reply) => (reply as { value: unknown }).value);

it('sends the first piece at once and gathers later ones', async () => {
  const [pacer, sink, source] = [new ManualPacer(), recordingSink(), numbers()];
  source.push(1);
  startPump(source.open, sink, pacer);
  await settle();
  source.push(2);
  source.push(3);
  await settle();
  expect(values(sink.heard)).toEqual([[1]]);
  await pacer.advance(1000 / BATCHES_PER_SECOND);
  expect(values(sink.heard)).toEqual([[1], [2, 3]]);
});

it('sends at most 60 pieces a second however often there is news', async () => {
  const [pacer, sink, source] = [new ManualPacer(), recordingSink(), numbers()];
  startPump(source.open, sink, pacer);
  await settle();
  for (let ms = 0; ms < 1000; ms += 1) {
    source.push(ms);
    await pacer.advance(1);
  }
  expect(sink.heard.length).toBeLessThanOrEqual(BATCHES_PER_SECOND + 1);
  expect(values(sink.heard).flat()).toEqual(Array.from({ length: values(sink.heard).flat().length }, (_, at) => at));
});

it('waits for a window that has not taken the last piece', async () => {
  const [pacer, sink, source] = [new ManualPacer(), recordingSink({ gated: true }), numbers()];
  source.push(1);
  startPump(source.open, sink, pacer);
  await settle();
  source.push(2);
  await pacer.advance(10_000);
  source.push(3);
  await pacer.advance(10_000);
  expect(values(sink.heard)).toEqual([[1]]);
  await sink.open();
  expect(values(sink.heard)).toEqual([[1], [2, 3]]);
});

it('asks nothing and keeps no timer while there is no news', async () => {
  const [pacer, sink, source] = [new ManualPacer(), recordingSink(), numbers()];
  startPump(source.open, sink, pacer);
  await settle();
  const { takes } = source.state;
  await pacer.advance(60_000);
  expect(source.state.takes).toBe(takes);
  expect(pacer.waiting).toBe(0);
});

it('closes the stream once when it is ended, also before it was opened', async () => {
  const [pacer, source] = [new ManualPacer(), numbers()];
  const end = startPump(source.open, recordingSink(), pacer);
  end();
  end();
  await settle();
  expect(source.state.closed).toBe(1);
});

it('tells the error of a stream that cannot be opened, or fails later, as the last thing', async () => {
  const pacer = new ManualPacer();
  const refused = recordingSink();
  startPump(() => Promise.reject(new StepglassError('invalid_input', 'unknown_run', 'no such run')), refused, pacer);
  await settle();
  expect(refused.heard).toMatchObject([{ ok: false, error: { code: 'unknown_run' } }]);
  const [broken, source] = [recordingSink(), numbers()];
  startPump(source.open, broken, pacer);
  await settle();
  source.fail(new StepglassError('storage_failure', 'journal_damaged', 'damaged'));
  source.push(1);
  await pacer.advance(1000);
  expect(broken.heard).toMatchObject([{ ok: false, error: { code: 'journal_damaged' } }]);
  expect(source.state.closed).toBe(1);
});
