import { defineConfig } from '@playwright/test';
import type { StudioOptions } from './test/e2e/studio.ts';

/** The same scenarios in both hosts; what only one of them has is in a file of its own. */
export default defineConfig<object, StudioOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results/playwright',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // For two cores: a scenario waits for its window a third of the time.
  workers: 4,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    actionTimeout: 15_000,
    // A failure leaves a picture and what was on the page. A trace (`--trace on`) costs a fifth of the time.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'electron', use: { hostKind: 'electron' }, testIgnore: '**/*.browser.spec.ts' },
    { name: 'browser', use: { hostKind: 'browser' }, testIgnore: '**/*.electron.spec.ts' },
  ],
});
