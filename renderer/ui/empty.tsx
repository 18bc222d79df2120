import type { ReactNode } from 'react';

/** What a pane shows when there is nothing: what would be there, and how to get it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex h-full min-h-16 flex-col items-center justify-center gap-1.5 px-6 py-3 text-center">
      <p className="text-13 font-medium text-text">{title}</p>
      {children !== undefined && <div className="max-w-80 text-12 text-balance text-mute">{children}</div>}
    </div>
  );
}

/** Bars where text will be; nothing moves, so that a short wait does not flash. */
export function Loading({ lines = 4, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2.5 p-3">
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="h-2.5 rounded-sm bg-hover" style={{ width: `${82 - ((i * 23) % 50)}%` }} />
      ))}
    </div>
  );
}

export function SectionTitle({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="mb-1.5 flex min-h-4 items-baseline gap-2">
      <h3 className="flex-1 text-11 font-semibold text-mute">{children}</h3>
      {aside}
    </div>
  );
}
