import { useState } from 'react';

/** Where the focus was before any dialog took it: one that leads to another hands it on. */
let origin: HTMLElement | null = null;

function elementBefore(): HTMLElement | null {
  const active = document.activeElement;
  const dialog = active?.closest('[role=dialog]') ?? null;
  if (dialog === null) origin = active instanceof HTMLElement && active !== document.body ? active : null;
  return origin;
}

/**
 * For a dialog that no button of its own opens: gives the focus back to where it was (monitor.md M17), unless what the
 * dialog led to has taken it.
 */
export function useReturnFocus(): (event: Event) => void {
  const [before] = useState(elementBefore);
  return (event) => {
    event.preventDefault();
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFree && before?.isConnected === true) before.focus({ preventScroll: true });
  };
}
