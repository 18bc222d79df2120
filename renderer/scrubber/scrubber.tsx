import { ChevronLeft, ChevronRight, FastForward, Pause, Play, TriangleAlert } from 'lucide-react';
import { Slider } from 'radix-ui';
import { memo, useCallback, useMemo } from 'react';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import type { RunView } from '../state/run/run-store.ts';
import { useCalmly } from '../state/run/use-calmly.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { formatDuration } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { describeFact, firstFailure, ticksOf } from './ticks.ts';
import { type Speed, usePlayback } from './use-playback.ts';

/** Time travel: every view shows the state at the playhead (monitor.md M7). Each part reads for itself what it shows. */
export function Scrubber() {
  const { run } = useParts();
  const { playing, play } = usePlayback();
  const seek = useCallback(
    (n: number | null) => {
      play(null);
      run.getState().seek(n);
    },
    [play, run],
  );
  return (
    <div
      role="group"
      aria-label="Time"
      className="flex h-9 shrink-0 items-center gap-0.5 border-b border-line pr-2 pl-1.5"
    >
      <StepBack onSeek={seek} />
      <PlayButtons playing={playing} onPlay={play} />
      <StepOn onSeek={seek} />
      <JumpToFailure onSeek={seek} />
      <Track onSeek={seek} />
      <Where />
      <Newest onSeek={seek} />
    </div>
  );
}

interface Seeks {
  readonly onSeek: (n: number | null) => void;
}

const headOf = (view: RunView): number => view.playhead ?? view.known;

const StepBack = memo(function StepBack({ onSeek }: Seeks) {
  const { run } = useParts();
  const isFirst = useRun((view) => headOf(view) <= 1);
  const back = () => onSeek(headOf(run.getState()) - 1);
  return <IconButton icon={ChevronLeft} label="One fact back" keys="[" disabled={isFirst} onClick={back} />;
});

const StepOn = memo(function StepOn({ onSeek }: Seeks) {
  const { run } = useParts();
  const isNewest = useRun(({ playhead, known }) => playhead === null || playhead >= known);
  const on = () => onSeek(headOf(run.getState()) + 1);
  return <IconButton icon={ChevronRight} label="One fact on" keys="]" disabled={isNewest} onClick={on} />;
});

interface PlayProps {
  readonly playing: Speed | null;
  readonly onPlay: (speed: Speed | null) => void;
}

const PlayButtons = memo(function PlayButtons({ playing, onPlay }: PlayProps) {
  const isEmpty = useRun((view) => view.known < 2);
  return (
    <>
      <IconButton
        icon={playing === 1 ? Pause : Play}
        label={playing === 1 ? 'Stop' : 'Play'}
        disabled={isEmpty}
        onClick={() => onPlay(playing === 1 ? null : 1)}
        size={13}
      />
      <IconButton
        icon={playing === 10 ? Pause : FastForward}
        label={playing === 10 ? 'Stop' : 'Play ten times as fast'}
        disabled={isEmpty}
        onClick={() => onPlay(playing === 10 ? null : 10)}
        size={14}
      />
    </>
  );
});

const JumpToFailure = memo(function JumpToFailure({ onSeek }: Seeks) {
  const { run } = useParts();
  const failed = useRun(({ timeline }) => timeline.live.error !== null || timeline.census.count('failed') > 0);
  const jump = () => {
    const failure = firstFailure(run.getState().timeline.facts);
    if (failure !== null) onSeek(failure);
  };
  return <IconButton icon={TriangleAlert} label="Go to the failure" disabled={!failed} onClick={jump} size={13} />;
});

/** Following the newest fact its thumb stands at the end of it: what it is the end of need not be drawn with every fact. */
const Track = memo(function Track({ onSeek }: Seeks) {
  const facts = useRun((view) => view.timeline.facts);
  const known = useCalmly((view) => view.known);
  const playhead = useRun((view) => view.playhead);
  const isEmpty = useRun((view) => view.known < 2);
  const at = playhead ?? known;
  const live = playhead === null;
  const fact = facts[at - 1];
  return (
    <Slider.Root
      min={1}
      max={Math.max(2, known)}
      value={[at]}
      disabled={isEmpty}
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
});

const COLORS = {
  failure: 'bg-bad h-3.5 w-[2px]',
  checkpoint: 'bg-accent/70 h-2 w-px',
  start: 'bg-line-strong h-1.5 w-px',
} as const;

const Ticks = memo(function Ticks({ known }: { known: number }) {
  const facts = useRun((view) => view.timeline.facts);
  // The list of facts grows in place; its length is what tells that it did.
  const ticks = useMemo(() => ticksOf(facts.slice(0, known)), [facts, known]);
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

function Where() {
  const at = useRun(headOf);
  const known = useRun((view) => view.known);
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

const Newest = memo(function Newest({ onSeek }: Seeks) {
  const playhead = useRun((view) => view.playhead);
  if (playhead === null) return <LiveMark />;
  return <ContinueHere seq={playhead} onLive={() => onSeek(null)} />;
});

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
