import { expect, it } from 'vitest';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { createTrust } from '../../../electron/host/settings/trust.ts';
import { memorySettings } from '../helpers.ts';

const steps = [
  { tool: 'terminal', action: 'execute' },
  { tool: 'echo', action: 'echo' },
  { tool: 'terminal', action: 'execute' },
];
const pipeline = { steps } as unknown as Pipeline;

it('refuses the first run from a folder, naming the tools it would use', () => {
  const trust = createTrust(memorySettings(), []);
  expect(() => trust.require('/home/ann/job/a.yaml', pipeline)).toThrowError(
    expect.objectContaining({
      code: 'not_trusted',
      details: { folder: '/home/ann/job', file: '/home/ann/job/a.yaml', tools: ['echo', 'terminal.execute'] },
    }),
  );
});

it('holds for the folder and what lies below it, not beside it', async () => {
  const trust = createTrust(memorySettings(), []);
  await trust.give('/home/ann/job/a.yaml');
  for (const file of ['/home/ann/job/a.yaml', '/home/ann/job/b.yaml', '/home/ann/job/deep/c.yaml'])
    expect(trust.isTrusted(file)).toBe(true);
  for (const file of [
    '/home/ann/a.yaml',
    '/home/ann/job2/a.yaml',
    '/home/ann/jobs.yaml',
    '/home/ann/job/../other/a.yaml',
  ])
    expect(trust.isTrusted(file)).toBe(false);
});

it('is kept by the settings', async () => {
  const settings = memorySettings();
  await createTrust(settings, []).give('/home/ann/job/a.yaml');
  expect(createTrust(settings, []).isTrusted('/home/ann/job/a.yaml')).toBe(true);
});

it('needs no asking for what came with the app', () => {
  expect(
    createTrust(memorySettings(), ['/opt/stepglass/examples']).isTrusted('/opt/stepglass/examples/hello.yaml'),
  ).toBe(true);
});
