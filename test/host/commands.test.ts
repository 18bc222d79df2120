import { expect, it, vi } from 'vitest';
import { createCommandHub } from '../../electron/host/commands.ts';

const silent = { notify: () => undefined, fail: () => undefined };

it('carries each command to every window, in order', () => {
  const hub = createCommandHub();
  const notify = vi.fn();
  const [one, two] = [hub.open({ ...silent, notify }), hub.open(silent)];
  hub.send({ command: 'run' });
  hub.send({ command: 'save' });
  expect(notify).toHaveBeenCalledTimes(2);
  for (const window of [one, two])
    expect([window.take(), window.take(), window.take()]).toEqual([{ command: 'run' }, { command: 'save' }, null]);
});

it('keeps what came before there was a window for the first one only', () => {
  const hub = createCommandHub();
  hub.send({ command: 'open', path: '/a.yaml' });
  expect(hub.open(silent).take()).toEqual({ command: 'open', path: '/a.yaml' });
  expect(hub.open(silent).take()).toBeNull();
});

it('keeps no more than the newest 50 for a window that does not take them', () => {
  const hub = createCommandHub();
  const window = hub.open(silent);
  for (let at = 0; at < 80; at += 1) hub.send({ command: 'open', path: `/${at}.yaml` });
  expect(window.take()).toEqual({ command: 'open', path: '/30.yaml' });
});

it('forgets a window that was closed', () => {
  const hub = createCommandHub();
  const notify = vi.fn();
  hub.open({ ...silent, notify }).close();
  hub.send({ command: 'run' });
  expect(notify).not.toHaveBeenCalled();
  expect(hub.open(silent).take()).toEqual({ command: 'run' });
});
