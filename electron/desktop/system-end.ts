import type { App, BrowserWindow, PowerMonitor } from 'electron';

export interface SystemEndParts {
  readonly app: Pick<App, 'on'>;
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  /** Node's process: where signals come. */
  readonly signals: { on(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void): unknown };
  /** Pauses what runs, asks nobody, and quits. */
  readonly endNow: () => void;
}

/**
 * A person logs off, the machine is shut down or restarted, or a service manager ends the app: there is nobody to ask and
 * little time. What runs is paused in order; what is not done by then is killed, which a run survives, too.
 */
export function onSystemEnd({ app, powerMonitor, signals, endNow }: SystemEndParts): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) signals.on(signal, endNow);
  // Linux and macOS wait a little for who says so
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    endNow();
  });
  // Windows tells its windows
  app.on('browser-window-created', (_event, window: Pick<BrowserWindow, 'on'>) => window.on('session-end', endNow));
}
