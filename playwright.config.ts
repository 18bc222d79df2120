import { defineConfig } from '@playwright/test';
import type { StudioOptions } from './test/e2e/studio.ts';

/** The same scenarios in both hosts; what only one of them has is in a file of its own. */
export default defineConfig<object, StudioOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results/playwright',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    actionTimeout: 15_000,
    // Without its film: to take that costs more than the scenarios themselves where there is no graphics card.
    trace: { mode: 'retain-on-failure', snapshots: true, screenshots: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'electron', use: { hostKind: 'electron' }, testIgnore: '**/*.browser.spec.ts' },
    { name: 'browser', use: { hostKind: 'browser' }, testIgnore: '**/*.electron.spec.ts' },
  ],
});
