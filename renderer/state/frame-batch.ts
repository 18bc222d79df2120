/** Asks for `act` to be called once, soon. The window's own is an animation frame. */
export type Schedule = (act: () => void) => void;

/** Gathers what comes in between two frames and hands it on in one go: the screen is changed at most once per frame. */
export function createFrameBatch<T>(
  apply: (items: readonly T[]) => void,
  schedule: Schedule = nextFrame,
): { add(item: T): void; clear(): void } {
  let waiting: T[] = [];
  let scheduled = false;
  const flush = () => {
    scheduled = false;
    const items = waiting;
    waiting = [];
    if (items.length > 0) apply(items);
  };
  return {
    add(item) {
      waiting.push(item);
      if (scheduled) return;
      scheduled = true;
      schedule(flush);
    },
    clear() {
      waiting = [];
    },
  };
}

/** At the next frame. A hidden window gets none: a timer goes on in its place, so that nothing piles up. */
export function nextFrame(act: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    act();
  };
  const timer = setTimeout(once, 250);
  const frame = requestAnimationFrame(once);
}
