import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { BundleTransfers } from '../../../electron/storage/bundles/bundle-transfers.ts';
import { nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const WORK = `name: Work
steps:
  - { id: make, tool: echo, parameters: { value: '{{ "x" * 9000 }}' } }
outputs: { out: '{{ make }}' }
`;
const INCLUDING = `name: Whole
steps:
  - { id: part, pipeline: part.yaml }
outputs: { out: '{{ part }}' }
`;
const PART = `name: Part
steps:
  - { id: say, tool: echo, parameters: { value: hello } }
outputs: { said: '{{ say }}' }
`;

async function finished(host: TestHost, file: string): Promise<string> {
  const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  await host.engine.handle(run)?.done;
  return run;
}

/** A bundle as a window fetches it. */
async function fetchBundle(host: TestHost, run: string): Promise<Buffer> {
  const { bundle, sizeBytes } = await host.ask('bundles:make', { run });
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < sizeBytes; offset += 500) {
    const { base64 } = await host.ask('bundles:read', { bundle, offset, length: 500 });
    pieces.push(Buffer.from(base64, 'base64'));
  }
  return Buffer.concat(pieces);
}

async function send(host: TestHost, bytes: Buffer, upload = 'u'): Promise<unknown> {
  const half = Math.floor(bytes.length / 2);
  const piece = (offset: number, end: number, isLast: boolean) =>
    host.ask('bundles:receive', { upload, offset, base64: bytes.subarray(offset, end).toString('base64'), isLast });
  expect(await piece(0, half, false)).toBeNull();
  return piece(half, bytes.length, true);
}

it('M18 carries a run from one host to another in pieces, and opens it read only', async () => {
  const host = openTestHost();
  const run = await finished(host, host.write('work.yaml', WORK));
  expect((await host.ask('bundles:make', { run })).name).toBe(`work-${run}.stepglass`);
  const bytes = await fetchBundle(host, run);
  const other = openTestHost();
  const { events } = other.listen('runs', {});
  expect(await send(other, bytes)).toEqual({ run, isNew: true });
  await expect
    .poll(() => events.flat().findLast((change) => change.run === run)?.summary)
    .toMatchObject({ status: 'completed', importedAt: expect.any(String) });
  const opened = await other.ask('runs:open', { run });
  expect(opened.summary.importedAt).toBeDefined();
  expect(opened.text).toBe(WORK);
  const theirs = await host.ask('runs:facts', { run, from: 0, limit: 1000 });
  expect(await other.ask('runs:facts', { run, from: 0, limit: 1000 })).toEqual(theirs);
  const result = await other.ask('runs:result', { run });
  expect(result.steps['make']?.result).toBe('x'.repeat(9000));
  expect(await send(other, bytes)).toEqual({ run, isNew: false });
});

it('M18 refuses to go on with an imported run', async () => {
  const host = openTestHost();
  const run = await finished(host, host.write('work.yaml', WORK));
  const bytes = await fetchBundle(host, run);
  const other = openTestHost();
  await send(other, bytes);
  const refusals = await Promise.all([
    other.refused('runs:execute', { kind: 'resume', run }),
    other.refused('runs:execute', { kind: 'rerun', run, from: [], definition: 'snapshot' }),
    other.refused('runs:execute', { kind: 'continue', run, seq: 2 }),
    other.refused('runs:plan', { kind: 'rerun', run, from: [], definition: 'snapshot' }),
    other.refused('runs:answer', { run, step: 'make', answer: 1 }),
    other.refused('runs:cancel', { run }),
    other.refused('runs:pause', { run }),
  ]);
  for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'illegal_state', code: 'run_imported' });
  await other.ask('runs:delete', { run });
  expect(await other.ask('runs:restore', { run })).toMatchObject({ run, importedAt: expect.any(String) });
});

it('M18 opens a run whose included files are not on this machine', async () => {
  const host = openTestHost();
  host.write('part.yaml', PART);
  const run = await finished(host, host.write('whole.yaml', INCLUDING));
  const bytes = await fetchBundle(host, run);
  host.write('part.yaml', 'steps: [');
  expect((await host.ask('runs:open', { run })).pipeline.steps[0]?.container).toMatchObject({ kind: 'pipeline' });
  const other = openTestHost();
  await send(other, bytes);
  expect((await other.ask('runs:open', { run })).pipeline.steps[0]?.container).toMatchObject({ kind: 'pipeline' });
});

it('M18 imports a bundle that lies on the disk of the host', async () => {
  const host = openTestHost();
  const run = await finished(host, host.write('work.yaml', WORK));
  const bytes = await fetchBundle(host, run);
  const other = openTestHost();
  const file = path.join(other.folder, 'b.stepglass');
  writeFileSync(file, bytes);
  expect(await other.ask('bundles:import', { path: file })).toEqual({ run, isNew: true });
  expect(await other.refused('bundles:import', { path: `${file}.no` })).toMatchObject({ code: 'file_not_found' });
});

it('M18 refuses pieces out of order, damaged ones, and bundles that are gone', async () => {
  const host = openTestHost();
  const run = await finished(host, host.write('work.yaml', WORK));
  const bytes = await fetchBundle(host, run);
  const other = openTestHost();
  const piece = { upload: 'u', base64: bytes.toString('base64'), isLast: true };
  expect(await other.refused('bundles:receive', { ...piece, offset: 5 })).toMatchObject({ code: 'unknown_bundle' });
  await other.ask('bundles:receive', { ...piece, offset: 0, isLast: false });
  expect(await other.refused('bundles:receive', { ...piece, offset: 5 })).toMatchObject({ code: 'bundle_damaged' });
  expect(
    await other.refused('bundles:receive', { ...piece, offset: 0, base64: bytes.subarray(0, 900).toString('base64') }),
  ).toMatchObject({ code: 'bundle_damaged' });
  const { bundle, sizeBytes } = await host.ask('bundles:make', { run });
  await host.ask('bundles:read', { bundle, offset: sizeBytes - 1, length: 10 });
  expect(await host.refused('bundles:read', { bundle, offset: 0, length: 10 })).toMatchObject({
    code: 'unknown_bundle',
  });
});

it('M18 leaves no temporary file when it closes', async () => {
  const host = openTestHost();
  const run = await finished(host, host.write('work.yaml', WORK));
  const temp = path.join(host.folder, 'temp');
  mkdirSync(temp);
  const transfers = new BundleTransfers({ data: host.data, files: nodeFileLayer, temp, release: '1' });
  const { bundle, sizeBytes } = await transfers.make(run);
  expect(readdirSync(temp)).toHaveLength(1);
  expect(transfers.read(bundle, 0, sizeBytes - 1)).toHaveLength(sizeBytes - 1);
  transfers.close();
  expect(readdirSync(temp)).toEqual([]);
});

it('M18 makes a report of a run', async () => {
  const host = openTestHost();
  const run = await finished(host, host.write('work.yaml', WORK));
  const { html } = await host.ask('runs:report', { run });
  expect(html).toContain('<h1>Work</h1>');
  expect(html).toContain('The graph of the pipeline');
  expect(html).toContain('5,000 more characters');
});
