import path from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the development page: `npx vite build --config test/renderer/helpers/dev/vite.dev.config.ts --outDir DIR`. */
export default defineConfig({
  root: path.join(import.meta.dirname),
  base: './',
  publicDir: false,
  plugins: [react(), tailwindcss()],
  build: {
    assetsInlineLimit: 0,
    target: 'chrome130',
    emptyOutDir: true,
    chunkSizeWarningLimit: 4096,
    reportCompressedSize: false,
  },
});
