import { cx } from './cx.ts';

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** `mod+k` as this system writes it: `⌘K` or `Ctrl K`. */
export function formatKeys(keys: string): string {
  const parts = keys.split('+').map((key) => {
    if (key === 'mod') return isMac ? '⌘' : 'Ctrl';
    if (key === 'shift') return isMac ? '⇧' : 'Shift';
    if (key === 'enter') return '↵';
    if (key === 'escape') return 'Esc';
    return key.length === 1 ? key.toUpperCase() : key;
  });
  return parts.join(isMac ? '' : ' ');
}

export function Kbd({ keys, faint = false }: { keys: string; faint?: boolean }) {
  return (
    <kbd
      className={cx('font-mono text-[10px] font-medium max-[900px]:hidden', faint ? 'opacity-80' : 'text-mute')}
      aria-hidden
    >
      {formatKeys(keys)}
    </kbd>
  );
}
