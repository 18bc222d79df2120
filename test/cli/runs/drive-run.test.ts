import { describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../../shared/result-document.ts';
import type { CliIo, InterruptSignal, Output } from '../../../electron/cli/io.ts';
import { driveRun, oncePerPress } from '../../../electron/cli/runs/drive-run.ts';
import { plain } from '../../../electron/cli/terminal/paint.ts';
import type { RunHandle } from '../../../electron/execution/api.ts';

function fakeOutput(): Output & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    isTerminal: false,
    columns: 80,
    rows: 24,
    paint: plain,
    write: (text) => lines.push(text),
    line: (text = '') => lines.push(text),
    flush: () => Promise.resolve(),
  };
}

const DOCUMENT: ResultDocument = {
  run: '01r',
  pipeline: { id: 'p', name: 'P', version: null, file: 'p.yaml' },
  status: 'cancelled',
  success: false,
  outputs: {},
  output_errors: {},
  steps: {},
  order: [],
  started_at: null,
  ended_at: null,
  duration_ms: null,
  error: null,
};

/** A run that ends when it is killed, and the signals that the process gets. */
function setUp(): {
  io: CliIo;
  press: (signal: InterruptSignal) => void;
  handle: RunHandle;
  calls: string[];
  stderr: { readonly lines: string[] };
} {
  const calls: string[] = [];
  const listeners = new Set<(signal: InterruptSignal) => void>();
  const stderr = fakeOutput();
  const io: CliIo = {
    stdout: fakeOutput(),
    stderr,
    env: {},
    platform: 'linux',
    cwd: '/',
    now: () => 0,
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  let end: (document: ResultDocument) => void = () => undefined;
  const handle: RunHandle = {
    run: '01r',
    lastFact: 0,
    done: new Promise((resolve) => {
      end = resolve;
    }),
    pause: () => Promise.resolve(),
    abort: async () => undefined,
    cancel: () => {
      calls.push('cancel');
      return new Promise(() => undefined);
    },
    kill: () => {
      calls.push('kill');
      end(DOCUMENT);
    },
    subscribe: () => () => calls.push('unsubscribed'),
  };
  const press = (signal: InterruptSignal): void => {
    for (const listener of listeners) listener(signal);
    if (listeners.size === 0) calls.push('unheard');
  };
  return { io, press, handle, calls, stderr };
}

describe('a run of this process', () => {
  it('is cancelled by the first signal and killed by the second', async () => {
    const { io, press, handle, calls, stderr } = setUp();
    const driven = driveRun(io, handle, { json: false, knownUpTo: 0 });
    press('SIGINT');
    expect(calls).toEqual(['cancel']);
    expect(stderr.lines.join()).toContain('can be resumed');
    press('SIGINT');
    expect(await driven).toMatchObject({ document: DOCUMENT, interruptedHere: true });
    expect(calls).toEqual(['cancel', 'kill', 'unsubscribed']);
  });

  it('leaves signals to others when it is over', async () => {
    const { io, press, handle, calls } = setUp();
    const driven = driveRun(io, handle, { json: true, knownUpTo: 0 });
    handle.kill();
    expect((await driven).interruptedHere).toBe(false);
    press('SIGTERM');
    expect(calls.at(-1)).toBe('unheard');
  });
});

describe('a key press behind npm', () => {
  it('counts once, though it arrives twice', () => {
    let now = 0;
    const heard: string[] = [];
    const listen = oncePerPress({ env: { npm_lifecycle_event: 'start' }, now: () => now }, (signal) =>
      heard.push(signal),
    );
    listen('SIGINT');
    now = 30;
    listen('SIGINT');
    expect(heard).toEqual(['SIGINT']);
    now = 2000;
    listen('SIGINT');
    expect(heard).toEqual(['SIGINT', 'SIGINT']);
  });

  it('counts each time where there is no npm', () => {
    const heard: string[] = [];
    const listen = oncePerPress({ env: {}, now: () => 0 }, (signal) => heard.push(signal));
    listen('SIGINT');
    listen('SIGINT');
    expect(heard).toHaveLength(2);
  });
});
