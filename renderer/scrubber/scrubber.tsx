import { ChevronLeft, ChevronRight, FastForward, Pause, Play, TriangleAlert } from 'lucide-react';
import { Slider } from 'radix-ui';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { formatDuration } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { describeFact, firstFailure, ticksOf } from './ticks.ts';
import { usePlayback } from './use-playback.ts';

/** Time travel: every view shows the state at the playhead (monitor.md M7). */
export function Scrubber() {
  const { run } = useParts();
  const known = useRun((view) => view.known);
  const playhead = useRun((view) => view.playhead);
  const { playing, play } = usePlayback();
  const at = playhead ?? known;
  const seek = (n: number) => {
    play(null);
    run.getState().seek(n);
  };
  const jump = () => {
    const failure = firstFailure(run.getState().timeline.facts);
    if (failure !== null) seek(failure);
  };
  return (
    <div
      role="group"
      aria-label="Time"
      className="flex h-9 shrink-0 items-center gap-0.5 border-b border-line pr-2 pl-1.5"
    >
      <IconButton icon={ChevronLeft} label="One fact back" keys="[" disabled={at <= 1} onClick={() => seek(at - 1)} />
      <IconButton
        icon={playing === 1 ? Pause : Play}
        label={playing === 1 ? 'Stop' : 'Play'}
        disabled={known < 2}
        onClick={() => play(playing === 1 ? null : 1)}
        size={13}
      />
      <IconButton
        icon={playing === 10 ? Pause : FastForward}
        label={playing === 10 ? 'Stop' : 'Play ten times as fast'}
        disabled={known < 2}
        onClick={() => play(playing === 10 ? null : 10)}
        size={14}
      />
      <IconButton
        icon={ChevronRight}
        label="One fact on"
        keys="]"
        disabled={playhead === null || at >= known}
        onClick={() => seek(at + 1)}
      />
      <JumpToFailure onJump={jump} />
      <Track at={at} known={known} live={playhead === null} onSeek={seek} />
      <Where at={at} known={known} />
      {playhead === null ? (
        <LiveMark />
      ) : (
        <ContinueHere seq={playhead} onLive={() => (play(null), run.getState().seek(null))} />
      )}
    </div>
  );
}

function JumpToFailure({ onJump }: { onJump: () => void }) {
  const failed = useRun(({ timeline }) => timeline.live.error !== null || timeline.census.count('failed') > 0);
  return <IconButton icon={TriangleAlert} label="Go to the failure" disabled={!failed} onClick={onJump} size={13} />;
}

function Track({ at, known, live, onSeek }: { at: number; known: number; live: boolean; onSeek: (n: number) => void }) {
  const facts = useRun((view) => view.timeline.facts);
  const fact = facts[at - 1];
  return (
    <Slider.Root
      min={1}
      max={Math.max(2, known)}
      value={[at]}
      disabled={known < 2}
      onValueChange={([value]) => value !== undefined && onSeek(value)}
      className="relative mx-2.5 flex h-full min-w-24 flex-1 touch-none items-center"
    >
      <Ticks known={known} />
      <Slider.Track className="relative h-[3px] w-full rounded-full bg-line-strong">
        <Slider.Range
          className={live ? 'absolute h-full rounded-full bg-faint' : 'absolute h-full rounded-full bg-accent'}
        />
      </Slider.Track>
      <Slider.Thumb
        aria-label="Playhead"
        aria-valuetext={fact === undefined ? undefined : `fact ${at} of ${known}, ${describeFact(fact)}`}
        className={`block size-3.5 rounded-full border-[3px] bg-panel shadow-card ${live ? 'border-faint' : 'border-accent'}`}
      />
    </Slider.Root>
  );
}

const COLORS = {
  failure: 'bg-bad h-3.5 w-[2px]',
  checkpoint: 'bg-accent/70 h-2 w-px',
  start: 'bg-line-strong h-1.5 w-px',
} as const;

/** A number that changes with every frame, four times a second. */
function useThrottled(value: number): number {
  const [slow, setSlow] = useState(value);
  const latest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    latest.current = value;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      setSlow(latest.current);
    }, 250);
  }, [value]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return slow;
}

const Ticks = memo(function Ticks({ known }: { known: number }) {
  const facts = useRun((view) => view.timeline.facts);
  // The list of facts grows in place; its length is what tells that it did.
  const settled = useThrottled(known);
  const ticks = useMemo(() => ticksOf(facts.slice(0, settled)), [facts, settled]);
  return (
    <span aria-hidden className="absolute inset-x-[7px] top-[3px] h-3.5">
      {ticks.map((tick) => (
        <span
          key={tick.at}
          className={`absolute bottom-0 ${COLORS[tick.kind]}`}
          style={{ left: `${tick.at * 100}%` }}
        />
      ))}
    </span>
  );
});

function Where({ at, known }: { at: number; known: number }) {
  const fact = useRun((view) => view.timeline.facts[at - 1]);
  const startedAt = useRun((view) => view.timeline.live.createdAt);
  if (fact === undefined || startedAt === null) return null;
  const word = describeFact(fact);
  return (
    <span className="num flex max-w-76 min-w-0 items-baseline gap-1.5 pr-1.5 text-11 text-mute">
      <span className="min-w-0 truncate text-text max-[1240px]:hidden" title={word}>
        <SafeText>{word}</SafeText>
      </span>
      <span>
        {at} / {known}
      </span>
      <span>{formatDuration(Date.parse(fact.at) - Date.parse(startedAt))}</span>
    </span>
  );
}

function LiveMark() {
  const running = useRun((view) => view.shown.status === 'running' && !view.interrupted);
  return running ? <span className="w-12 text-center text-11 font-semibold text-run">● Live</span> : null;
}

function ContinueHere({ seq, onLive }: { seq: number; onLive: () => void }) {
  const openSheet = useStudio((studio) => studio.openSheet);
  const run = useStudio((studio) => studio.openedRun?.summary.run);
  return (
    <span className="flex gap-1.5">
      <Button
        small
        disabled={run === undefined}
        onClick={() => run !== undefined && openSheet({ kind: 'continue', run, seq, checkpoint: null })}
      >
        Continue from here…
      </Button>
      <Button small tone="quiet" className="text-accent!" onClick={onLive}>
        Newest
      </Button>
    </span>
  );
}
