import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Reply } from '../../shared/api/studio-wire.ts';
import type { Json } from '../../shared/json.ts';
import type { SettingsStore } from '../../electron/host/settings/settings-store.ts';
import type { Pacer } from '../../electron/host/transport/pump.ts';
import type { Sink } from '../../electron/host/transport/wire.ts';

/** An empty folder, deleted after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stepglass-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Time that stands still until the test moves it. */
export class ManualPacer implements Pacer {
  #now = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Moves time on and lets everything that was waiting for it happen. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.at <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.at > this.#now);
    for (const { callback } of due) callback();
    await settle();
  }

  get waiting(): number {
    return this.#timers.length;
  }
}

/** Lets promises that are ready go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

/** A window that keeps what it hears; with `gate`, it takes the next piece only when the test opens it. */
export function recordingSink(
  options: { readonly gated?: boolean } = {},
): Sink & { readonly heard: Reply[]; open(): Promise<void> } {
  const heard: Reply[] = [];
  let release: (() => void) | null = null;
  return {
    heard,
    send: (event) => {
      heard.push(event);
      if (options.gated !== true) return Promise.resolve();
      return new Promise((resolve) => {
        release = resolve;
      });
    },
    open: async () => {
      release?.();
      await settle();
    },
  };
}

export function memorySettings(initial: { readonly [name: string]: Json } = {}): SettingsStore {
  const values = new Map<string, Json>(Object.entries(initial));
  return {
    get: (name) => values.get(name),
    set: async (name, value) => {
      values.set(name, value);
    },
  };
}
