import { useEffect } from 'react';
import { useStudio } from '../state/parts.tsx';
import type { Theme } from '../state/studio-types.ts';

const KEY = 'stepglass.theme';

/** The theme of the last time, so that the first frame has it; the host's settings come a moment later. */
export function rememberedTheme(): Theme {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

export function applyTheme(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

export function useTheme(): void {
  const theme = useStudio((studio) => studio.settings.theme);
  const known = useStudio((studio) => studio.info !== null);
  useEffect(() => {
    if (!known) return;
    localStorage.setItem(KEY, theme);
    applyTheme(theme);
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => applyTheme(theme);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [theme, known]);
}
