import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openTestHost, type TestHost, untilDone } from '../open-test-host.ts';

const CHAIN = `name: Chain
inputs: { size: { type: integer, default: 1 } }
steps:
  - { id: fetch, tool: echo, parameters: { value: '{{ inputs.size }}' } }
  - { id: double, tool: echo, parameters: { value: '{{ fetch * 2 }}' } }
`;

async function start(host: TestHost, inputs = {}, rest = {}): Promise<{ file: string; run: string }> {
  const file = host.write('chain.yaml', CHAIN);
  const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs, ...rest });
  await untilDone(host, run);
  return { file, run };
}

it('pins a result, lists it with what it is to the text of the window, and unpins it', async () => {
  const host = openTestHost();
  const { file, run } = await start(host, { size: 5 });
  expect(await host.ask('pins:list', { path: file })).toEqual([]);
  expect(await host.ask('pins:add', { run, step: 'fetch' })).toMatchObject({ step: 'fetch', state: 'current' });
  expect(await host.ask('pins:list', { path: file })).toMatchObject([{ step: 'fetch', from: { run } }]);
  const edited = CHAIN.replace('inputs.size }}', 'inputs.size + 1 }}');
  expect(await host.ask('pins:list', { path: file, text: edited })).toMatchObject([{ state: 'stale' }]);
  expect(await host.ask('pins:list', { path: file, text: 'steps: [' })).toMatchObject([{ state: 'unknown' }]);
  const second = await start(host);
  expect((await host.ask('runs:result', { run: second.run })).steps['double']?.result).toBe(10);
  expect((await host.ask('runs:list', {}))[0]).toMatchObject({ run: second.run, pinned: 1 });
  const third = await start(host, {}, { ignorePins: true });
  expect((await host.ask('runs:result', { run: third.run })).steps['double']?.result).toBe(2);
  await host.ask('pins:remove', { path: file, step: 'fetch' });
  expect(await host.ask('pins:list', { path: file })).toEqual([]);
  expect(await host.refused('pins:remove', { path: file, step: 'fetch' })).toMatchObject({ code: 'not_pinned' });
});

it('lists and removes pins of a file that is gone', async () => {
  const host = openTestHost();
  const { file, run } = await start(host);
  await host.ask('pins:add', { run, step: 'fetch' });
  rmSync(file);
  expect(await host.ask('pins:list', { path: file })).toMatchObject([{ state: 'unknown' }]);
  await host.ask('pins:remove', { path: file, step: 'fetch' });
});

it('names a pin that cannot be read, and forgets it when told to', async () => {
  const host = openTestHost();
  const { file, run } = await start(host, { size: 5 });
  await host.ask('pins:add', { run, step: 'fetch' });
  const pins = host.data.pins.path;
  const [name = ''] = readdirSync(pins, { recursive: true, encoding: 'utf8' }).filter((each) => /pin.json$/.test(each));
  writeFileSync(path.join(pins, name), '{');
  expect(await host.refused('pins:list', { path: file })).toMatchObject({
    code: 'pin_damaged',
    message: expect.stringContaining(name),
  });
  await host.ask('pins:mend', { path: file });
  expect(await host.ask('pins:list', { path: file })).toEqual([]);
});

it('plans and runs one step alone, with what is recorded or given', async () => {
  const host = openTestHost();
  const { file, run } = await start(host, { size: 5 });
  const request = { kind: 'step', step: 'double', definition: { path: file } } as const;
  expect(await host.ask('runs:plan', request)).toMatchObject({ kind: 'step', parent: { run, step: 'double' } });
  const alone = await host.ask('runs:execute', request);
  await untilDone(host, alone.run);
  expect((await host.ask('runs:result', alone)).steps['double']?.result).toBe(10);
  const given = await host.ask('runs:execute', {
    kind: 'step',
    step: 'double',
    definition: 'snapshot',
    run,
    given: { fetch: 50 },
  });
  await untilDone(host, given.run);
  expect((await host.ask('runs:result', given)).steps['double']?.result).toBe(100);
  expect((await host.ask('runs:list', {}))[0]).toMatchObject({ status: 'completed', only: 'double' });
});

it('asks for trust before one step of a file runs', async () => {
  const host = openTestHost({ trusted: false });
  const file = host.write('chain.yaml', CHAIN);
  const request = { kind: 'step', step: 'fetch', definition: { path: file } } as const;
  expect(await host.refused('runs:execute', request)).toMatchObject({ code: 'not_trusted' });
});
