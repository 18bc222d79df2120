import type { AppCommand } from '../../shared/api/answers.ts';
import type { Stream, StreamSignals } from './transport/wire.ts';

/** Carries menu entries, opened files and clicked notifications to the windows. */
export interface CommandHub {
  /** To every window, or kept for the first one that comes. */
  send(command: AppCommand): void;
  open(signals: StreamSignals): Stream<AppCommand>;
}

/** Commands that nobody takes are worth little soon: a window that hangs finds the newest ones. */
const MAX_WAITING = 50;

export function createCommandHub(): CommandHub {
  const listeners = new Set<(command: AppCommand) => void>();
  let early: AppCommand[] = [];
  return {
    send(command) {
      if (listeners.size === 0) early = [...early, command].slice(-MAX_WAITING);
      for (const listener of listeners) listener(command);
    },
    open({ notify }) {
      let waiting = early;
      early = [];
      const listener = (command: AppCommand): void => {
        waiting = [...waiting, command].slice(-MAX_WAITING);
        notify();
      };
      listeners.add(listener);
      return {
        take: () => {
          const [first, ...rest] = waiting;
          waiting = rest;
          return first ?? null;
        },
        close: () => listeners.delete(listener),
      };
    },
  };
}
