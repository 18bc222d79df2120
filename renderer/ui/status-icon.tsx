import type { ReactNode } from 'react';
import type { Look } from '../../shared/state/look.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import { cx } from './cx.ts';

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** Each mark differs in form as well as in colour, so that no state is told by colour alone. */
const MARKS: Readonly<Record<Look, ReactNode>> = {
  pending: <circle cx="8" cy="8" r="4.75" {...stroke} strokeWidth={1.4} />,
  queued: <circle cx="8" cy="8" r="3" fill="currentColor" />,
  running: <circle cx="8" cy="8" r="5.2" {...stroke} strokeDasharray="23 10" className="spin" />,
  waiting: (
    <path
      d="M5.2 8.6V5a.95.95 0 0 1 1.9 0v2.6V3.9a.95.95 0 0 1 1.9 0v3.7V4.9a.95.95 0 0 1 1.9 0v5.3c0 2-1.4 3.4-3.3 3.4-1.7 0-2.5-.8-3.3-2.1L3 9.4c-.5-.9.6-1.6 1.2-.9z"
      {...stroke}
      strokeWidth={1.3}
    />
  ),
  paused: <path d="M5.6 4v8M10.4 4v8" {...stroke} strokeWidth={2.2} />,
  retrying: <path d="M12.6 8a4.6 4.6 0 1 1-1.5-3.4M12.7 2.6v2.7H10" {...stroke} strokeWidth={1.6} />,
  completed: <path d="M3.4 8.6l3 3 6.2-7" {...stroke} />,
  reused: <path d="M3.4 8a4.6 4.6 0 1 0 1.5-3.4M3.3 2.6v2.7H6" {...stroke} strokeWidth={1.6} />,
  skipped: <path d="M3.2 4.4L7.4 8l-4.2 3.6zM8.4 4.4L12.6 8l-4.2 3.6z" fill="currentColor" />,
  failed: <path d="M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6" {...stroke} strokeWidth={2} />,
  handled: (
    <>
      <circle cx="8" cy="8" r="5.6" {...stroke} strokeWidth={1.3} />
      <path d="M6.2 6.2l3.6 3.6M9.8 6.2L6.2 9.8" {...stroke} strokeWidth={1.4} />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="5.2" {...stroke} strokeWidth={1.5} />
      <path d="M4.4 4.4l7.2 7.2" {...stroke} strokeWidth={1.5} />
    </>
  ),
  interrupted: <path d="M8 2.8l5.6 9.8H2.4zM8 6.6v2.6M8 11v.1" {...stroke} strokeWidth={1.4} />,
  damaged: <path d="M4 2.4h5.4L12 5v8.6H4zM4 8.8l2.3-1.3 1.9 2 1.7-2.1L12 8.6" {...stroke} strokeWidth={1.3} />,
};

/** The mark of a state. Where the word does not stand beside it, `labelled` gives it a name. */
export function StatusIcon({
  look,
  size = 16,
  labelled = false,
  className,
}: {
  look: Look;
  size?: number;
  labelled?: boolean;
  className?: string;
}) {
  const naming = labelled
    ? ({ role: 'img', 'aria-label': LOOK_WORDS[look] } as const)
    : ({ 'aria-hidden': true } as const);
  return (
    <svg
      data-look={look}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className={cx('shrink-0 text-look', className)}
      {...naming}
    >
      {MARKS[look]}
    </svg>
  );
}

export function StatusPill({ look, children }: { look: Look; children?: ReactNode }) {
  return (
    <span
      data-look={look}
      className="inline-flex h-[22px] shrink-0 items-center gap-1.5 rounded-full bg-look-bg pr-2.5 pl-2 text-11 font-semibold text-look ring-1 ring-look/20 ring-inset"
    >
      <StatusIcon look={look} size={13} />
      {children === undefined || children === false ? LOOK_WORDS[look] : children}
    </span>
  );
}
