import { useEffect, useState } from 'react';
import { useParts } from '../state/parts.tsx';
import { advance } from './playback.ts';

export type Speed = 1 | 10;

/** Plays facts from the playhead in their own time. */
export function usePlayback(): { readonly playing: Speed | null; play(speed: Speed | null): void } {
  const { run } = useParts();
  const [playing, play] = useState<Speed | null>(null);
  useEffect(() => {
    if (playing === null) return;
    const { playhead, known, seek } = run.getState();
    // Playing from the end starts over.
    if (playhead === null || playhead >= known) seek(1);
    let last = performance.now();
    let rest = 0;
    let frame = requestAnimationFrame(function step(now) {
      const { timeline, playhead: at } = run.getState();
      if (at === null) return play(null);
      const next = advance(timeline.facts, { n: at, elapsedMs: rest + now - last, speed: playing });
      last = now;
      rest = next.rest;
      if (next.n !== at) run.getState().seek(next.n);
      if (next.n >= timeline.facts.length) return play(null);
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, run]);
  return { playing, play };
}
