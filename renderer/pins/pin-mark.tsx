import { Pin } from 'lucide-react';
import { cx } from '../ui/cx.ts';
import { usePin } from './use-pins.ts';

/** Says at a step that its result is pinned; △ where the step has changed since. */
export function PinMark({ step, className = '' }: { step: string; className?: string }) {
  const pin = usePin(step);
  if (pin === null) return null;
  return (
    <span
      role="img"
      aria-label={pin.isStale ? 'pinned, and changed since' : 'pinned'}
      title={pin.title}
      data-pin={pin.isStale ? 'stale' : 'current'}
      className={cx('inline-flex shrink-0 items-center gap-0.5', pin.isStale ? 'text-retry' : 'text-mute', className)}
    >
      <Pin size={11} strokeWidth={2} fill="currentColor" aria-hidden />
      {pin.isStale && <span className="text-11 leading-none">△</span>}
    </span>
  );
}
