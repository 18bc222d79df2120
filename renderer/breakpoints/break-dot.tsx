import { cx } from '../ui/cx.ts';
import { useBreakMark } from './use-breakpoints.ts';

/** The mark of a breakpoint on a step: filled where a run stops, a ring where it is off. */
export function BreakDot({ path, className }: { path: string; className?: string }) {
  const mark = useBreakMark(path);
  if (mark === null) return null;
  const label = mark === 'on' ? 'breakpoint' : 'breakpoint, off';
  return (
    <span role="img" aria-label={label} title={label} data-on={mark === 'on'} className={cx('break-dot', className)} />
  );
}
