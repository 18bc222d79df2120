import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { BuildEnvironmentOptions, EnvironmentOptions } from 'vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { fastLibraries } from './scripts/lib/bundle.mjs';

const root = import.meta.dirname;
const at = (...parts: string[]) => path.join(root, ...parts);
/** Everything else is bundled: the packed app carries no node_modules. The last two are optional add-ons of `ws`. */
const external = [
  'electron',
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
  'bufferutil',
  'utf-8-validate',
];
/** The oldest runtime that the result is tested in. */
const NODE_TARGET = 'node20.18';

/** Parts that exist, so that a checkout without the window still builds the command line. */
function entries(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files)
      .filter(([, file]) => existsSync(at(file)))
      .map(([name, file]) => [name, at(file)]),
  );
}

const electronEntries = entries({
  desktop: 'electron/desktop/start.ts',
  cli: 'electron/cli/main.ts',
  work: 'electron/host/heavy/work.ts',
});
/** What Electron loads by itself is CommonJS: a sandboxed preload must be, and an ES module would start too late. */
const preloadEntries = entries({
  preload: 'electron/preload.ts',
  main: 'electron/main.ts',
  'script-host': 'electron/desktop/script-host.ts',
});
const rendererEntries = entries({ index: 'renderer/index.html' });

function nodeEnvironment(
  input: Record<string, string>,
  output: { format: 'es' | 'cjs'; extension: string },
): EnvironmentOptions {
  const build: BuildEnvironmentOptions = {
    ssr: true,
    outDir: at('dist/electron'),
    // The two environments share the folder; `scripts/build.mjs` empties it.
    emptyOutDir: false,
    target: NODE_TARGET,
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input,
      external,
      platform: 'node',
      output: {
        format: output.format,
        entryFileNames: `[name].${output.extension}`,
        chunkFileNames: 'chunks/[name]-[hash].js',
        // so that `npm link` makes a command of it
        banner: (chunk) => (chunk.isEntry && chunk.name === 'cli' ? '#!/usr/bin/env node' : ''),
      },
    },
  };
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: ['electron'], conditions: ['node', 'import', 'module', 'default'] },
    build,
  };
}

const node = { environment: 'node', globals: true } as const;
/** Tests that start processes, wait for kills, or try many cases. */
const SLOW = [
  'test/kill/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/contract/**/*.test.ts',
  'test/process/**/*.test.ts',
  'test/bench/**/*.test.ts',
];
const E2E = ['test/e2e/**'];

/** The longest files begin, also where nothing is known of earlier times: none of them is left over at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/kill/');
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  root: process.env['VITEST'] === undefined ? at('renderer') : root,
  base: './',
  publicDir: false,
  plugins: [react(), tailwindcss(), fastLibraries()],
  environments: {
    client: {
      build: {
        outDir: at('dist/renderer'),
        emptyOutDir: true,
        target: 'chrome130',
        // The page's policy knows no fonts from `data:` addresses.
        assetsInlineLimit: 0,
        reportCompressedSize: false,
        chunkSizeWarningLimit: 4096,
        rolldownOptions: { input: rendererEntries },
      },
    },
    electron: nodeEnvironment(electronEntries, { format: 'es', extension: 'js' }),
    preload: nodeEnvironment(preloadEntries, { format: 'cjs', extension: 'cjs' }),
  },
  builder: {
    async buildApp(builder) {
      const only = process.env['STEPGLASS_BUILD_ONLY'];
      const inputs = { client: rendererEntries, electron: electronEntries, preload: preloadEntries };
      const names = Object.entries(inputs).filter(
        ([name, input]) => Object.keys(input).length > 0 && (only === undefined || only.split(',').includes(name)),
      );
      for (const [name] of names) {
        const environment = builder.environments[name];
        if (environment !== undefined) await builder.build(environment);
      }
    },
  },
  test: {
    root,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // `isolate: false`: to load all modules anew for each of 200 files takes longer than most of their tests.
    projects: [
      {
        root,
        test: {
          ...node,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...SLOW, ...E2E, 'test/renderer/**'],
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        root,
        plugins: [react()],
        test: {
          globals: true,
          environment: 'happy-dom',
          name: 'renderer',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        root,
        test: {
          ...node,
          name: 'slow',
          include: SLOW,
          isolate: false,
          // They wait for processes as well; the others only compute, and have been before.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          globalSetup: ['test/helpers/built.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
