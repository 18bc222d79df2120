import type { ReactNode } from 'react';
import { useState } from 'react';

/** A part of a form that is closed until somebody wants it; says how much in it was changed. */
export function Fold({
  title,
  changed,
  open = false,
  children,
}: {
  title: string;
  changed: number;
  open?: boolean;
  children: ReactNode;
}) {
  const [wanted, setWanted] = useState(false);
  return (
    <details open={open || wanted} onToggle={(event) => setWanted(event.currentTarget.open)}>
      <summary className="wrap-anywhere text-11 font-semibold text-mute">
        {title}
        {changed > 0 && <span className="ml-2 text-accent">{changed} changed</span>}
      </summary>
      <div className="mt-2 flex flex-col gap-2.5">{children}</div>
    </details>
  );
}
