const EVENTS = [
  'transitionrun',
  'transitionstart',
  'transitionend',
  'transitioncancel',
  'animationstart',
  'animationiteration',
  'animationend',
  'animationcancel',
] as const;

/**
 * Ends the events of what fades and moves on the canvas before anybody hears them. Nobody asks for them; React, which
 * listens at its root, would go over its tree up to twelve times for every step that changes its colour. Returns the way
 * to end it.
 */
export function quietTransitions(canvas: HTMLElement): () => void {
  const { defaultView: window } = canvas.ownerDocument;
  const stop = (event: Event) => {
    if (event.target instanceof Node && canvas.contains(event.target)) event.stopPropagation();
  };
  for (const name of EVENTS) window?.addEventListener(name, stop, { capture: true });
  return () => {
    for (const name of EVENTS) window?.removeEventListener(name, stop, { capture: true });
  };
}
