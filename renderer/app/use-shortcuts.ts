import { useEffect } from 'react';
import { shortcutFor } from '../palette/shortcuts.ts';
import { useParts } from '../state/parts.tsx';

/** Keys for the whole window. A field keeps its own; a dialog that is open keeps all. */
export function useShortcuts(): void {
  const parts = useParts();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || parts.studio.getState().overlay !== null) return;
      const shortcut = shortcutFor({
        key: event.key,
        mod: event.metaKey || event.ctrlKey,
        alt: event.altKey,
        typing: isTyping(event.target),
      });
      if (shortcut === null || shortcut.isAvailable?.(parts) === false) return;
      event.preventDefault();
      shortcut.act(parts);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [parts]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}
