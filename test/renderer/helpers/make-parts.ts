import { onTestFinished } from 'vitest';
import type { Parts } from '../../../renderer/state/parts.tsx';
import { createParts } from '../../../renderer/state/parts.tsx';
import { FakeClient } from './fake-client.ts';
import type { Scenario } from './scenarios.ts';

export interface TestParts extends Parts {
  readonly client: FakeClient;
}

/** A whole window without a page, on a scenario; layouts are those made at once. */
export function makeParts(scenario: Scenario): TestParts {
  const client = new FakeClient(scenario);
  onTestFinished(() => client.stop());
  return { ...createParts(client, { refine: () => Promise.resolve(null), storage: memoryStorage() }), client };
}

export function memoryStorage(): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (index) => [...held.keys()][index] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    clear: () => held.clear(),
  };
}

/** A promise and the way to resolve it. */
export function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** Waits until something holds; checks after every turn of the event loop. */
export async function until(holds: () => boolean, what = 'a condition'): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`${what} did not come true`);
}
