import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openTestHost, type TestHost, untilDone } from '../open-test-host.ts';

const OUTER = 'name: Outer\nsteps:\n  - id: greet\n    pipeline: parts/inner.yaml\n';
const inner = (step: string) => `name: Inner
steps:
  - id: ${step}
    tool: echo
    parameters: { value: 1 }
`;

async function ranOuter(host: TestHost): Promise<{ run: string; file: string; part: string }> {
  const part = host.write('parts/inner.yaml', inner('first'));
  const file = host.write('outer.yaml', OUTER);
  const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  await untilDone(host, run);
  return { run, file, part };
}

function idsInside(pipeline: { steps: readonly { container?: unknown }[] } | null): unknown {
  return pipeline?.steps.map(({ container }) =>
    (container as { pipeline: { steps: readonly { id: string }[] } }).pipeline.steps.map(({ id }) => id),
  );
}

it('opens a pipeline with the files that it includes as they are now', async () => {
  const host = openTestHost();
  const { file } = await ranOuter(host);
  expect(idsInside((await host.ask('pipelines:open', { path: file })).pipeline)).toEqual([['first']]);
  host.write('parts/inner.yaml', inner('second'));
  expect(idsInside((await host.ask('pipelines:open', { path: file })).pipeline)).toEqual([['second']]);
});

it('opens a run with the files that it included as they were then, also when they are gone', async () => {
  const host = openTestHost();
  const { run, part } = await ranOuter(host);
  host.write('parts/inner.yaml', inner('second'));
  expect(idsInside((await host.ask('runs:open', { run })).pipeline)).toEqual([['first']]);
  rmSync(part);
  expect(idsInside((await host.ask('runs:open', { run })).pipeline)).toEqual([['first']]);
});

it('reads no file from the disk for a run that has not kept it', async () => {
  const host = openTestHost();
  const { run, file } = await ranOuter(host);
  const index = path.join(host.data.open(run).definitionPath, 'index.json');
  const { format, files } = JSON.parse(readFileSync(index, 'utf8')) as { format: number; files: object[] };
  writeFileSync(index, JSON.stringify({ format, files: files.slice(0, 1) }));
  expect(await host.refused('runs:open', { run })).toMatchObject({ code: 'definition_outdated' });
  expect(idsInside((await host.ask('pipelines:open', { path: file })).pipeline)).toEqual([['first']]);
});

it('gives the text of an included file as it ran, or as it is now', async () => {
  const host = openTestHost();
  const { run, part } = await ranOuter(host);
  host.write('parts/inner.yaml', inner('second'));
  expect(await host.ask('pipelines:text', { path: part, run })).toEqual({ text: inner('first') });
  expect(await host.ask('pipelines:text', { path: part, run: null })).toEqual({ text: inner('second') });
  expect((await host.ask('app:info', {})).recentFiles).toEqual([]);
});

it('gives no text of a file that the run was not made of', async () => {
  const host = openTestHost();
  const { run } = await ranOuter(host);
  const other = host.write('other.yaml', OUTER);
  expect(await host.refused('pipelines:text', { path: other, run })).toMatchObject({ code: 'file_not_found' });
  expect(await host.refused('pipelines:text', { path: '/etc/passwd', run: null })).toMatchObject({
    code: 'not_a_pipeline_file',
  });
});
