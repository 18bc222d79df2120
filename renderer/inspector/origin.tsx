import type { ReusedFrom } from '../../shared/facts.ts';

/** Where a result that was taken over comes from. */
export function Origin({ from }: { from: ReusedFrom }) {
  if ('given' in from) return 'given by hand';
  return (
    <>
      {from.pin !== undefined && 'pinned, '}from run <span className="font-mono text-11">{from.run.slice(0, 10)}</span>,
      attempt {from.attempt}
      {from.pin === 'stale' && <span className="text-retry"> △ the step has changed since</span>}
    </>
  );
}
