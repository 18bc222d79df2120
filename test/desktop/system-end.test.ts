import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { onSystemEnd } from '../../electron/desktop/system-end.ts';

function system() {
  const [app, powerMonitor, signals] = [new EventEmitter(), new EventEmitter(), new EventEmitter()];
  let ends = 0;
  const parts = { app, powerMonitor, signals, endNow: () => void (ends += 1) };
  onSystemEnd(parts as unknown as Parameters<typeof onSystemEnd>[0]);
  return { app, powerMonitor, signals, ends: () => ends };
}

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('ends in order at %s', (signal) => {
  const { signals, ends } = system();
  signals.emit(signal);
  expect(ends()).toBe(1);
});

it('asks a system that shuts down for a moment, and ends', () => {
  const { powerMonitor, ends } = system();
  let isDelayed = false;
  powerMonitor.emit('shutdown', { preventDefault: () => (isDelayed = true) });
  expect([isDelayed, ends()]).toEqual([true, 1]);
});

it('hears of the end of a session from any of its windows', () => {
  const { app, ends } = system();
  const window = new EventEmitter();
  app.emit('browser-window-created', {}, window);
  window.emit('session-end');
  expect(ends()).toBe(1);
});
