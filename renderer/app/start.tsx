import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '../styles/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { StudioClient } from '../../shared/api/studio-api.ts';
import { layoutElk } from '../canvas/layout/elk.ts';
import type { Parts } from '../state/parts.tsx';
import { createParts, PartsProvider } from '../state/parts.tsx';
import { TipProvider } from '../ui/tip.tsx';
import { App } from './app.tsx';
import { applyTheme, rememberedTheme } from './theme.ts';

/** Puts the app on the page. */
export function start(client: StudioClient): Parts {
  applyTheme(rememberedTheme());
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element with the id "root"');
  const parts = createParts(client, { refine: layoutElk, storage: localStorage });
  createRoot(root).render(
    <StrictMode>
      <PartsProvider value={parts}>
        <TipProvider delayDuration={400} skipDelayDuration={200}>
          <App />
        </TipProvider>
      </PartsProvider>
    </StrictMode>,
  );
  return parts;
}
