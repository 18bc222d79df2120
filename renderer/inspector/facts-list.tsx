import type { ReactNode } from 'react';

/** Names with values, in two columns. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-12">{children}</dl>;
}

export function FactRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-mute">{name}</dt>
      <dd className="selectable m-0 min-w-0 break-words tabular-nums">{children}</dd>
    </>
  );
}

/** The body of an inspector tab: padded, scrolling, sections apart. */
export function TabBody({ children }: { children: ReactNode }) {
  return (
    <div className="flex h-full flex-col gap-5 overflow-y-auto p-3" tabIndex={-1}>
      {children}
    </div>
  );
}
