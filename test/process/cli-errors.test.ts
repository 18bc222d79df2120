import { afterEach, beforeEach, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

const PIPELINE = `name: Errors
steps:
  - id: config
    tool: filesystem
    action: read
    parameters: { path: no-such-file.txt }
    on_error: [{ error_codes: [file_not_found], fallback_value: none }]
  - id: command
    tool: terminal
    parameters: { command: 'exit 3' }
    retry: { attempts: 2, delay: 1ms }
    dependencies: [config]
`;

let box: CliSandbox;
beforeEach(() => {
  box = new CliSandbox();
});
afterEach(() => box.close());

it('lists what went wrong in a run, what was done about it, and only what is asked for', async () => {
  await box.write('errors.yaml', PIPELINE);
  const { document } = await box.json('run', 'errors.yaml');
  const all = await box.run('errors', document.run);
  expect(all.stdout).toMatch(/config +resource +handled: fallback +cannot read/);
  expect(all.stdout).toMatch(/command +execution +tried again/);
  expect(all.stdout).toMatch(/command ×2 +execution +not handled/);
  const left = await box.json('errors', document.run, '--unhandled');
  expect(left.document).toMatchObject([{ step: 'command', attempt: 2, outcome: 'unhandled' }]);
  const found = await box.json('errors', document.run, '--category', 'resource', '--text', 'no-such');
  expect(found.document).toMatchObject([{ step: 'config' }]);
  const none = await box.run('errors', document.run, '--text', 'nothing like it');
  expect(none).toMatchObject({ code: 0, stdout: '' });
});
