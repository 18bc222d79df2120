/** Resolves in the next turn of the event loop: what takes long gives way in between, so that nothing waits 50 ms for it. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Calls `each` for all of `items` in their order, giving way after every `perTurn` of them. */
export async function inTurns<T>(items: readonly T[], perTurn: number, each: (item: T) => void): Promise<void> {
  for (const [at, item] of items.entries()) {
    if (at > 0 && at % perTurn === 0) await nextTurn();
    each(item);
  }
}
